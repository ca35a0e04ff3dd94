/** Puts documents into the requests that carry them, as the texts that they are. */
import type { RawJson } from "../raw_json.ts";

/**
 * Names the arguments of a function in the URL, as array upserts name their columns. PostgREST would
 * else read the whole body to find them, which takes half the time of a batch.
 */
export function nameArguments(request: string, body: BodyInit | null | undefined): string {
  const url = new URL(request);
  if (!url.pathname.includes("/rpc/") || typeof body !== "string") return request;
  url.searchParams.set("columns", Object.keys(JSON.parse(body)).join(","));
  return url.href;
}

/** Writes documents into the text of a request's body, each in the place of one marker. */
export function fillIn(
  body: BodyInit | null | undefined,
  marker: string,
  documents: RawJson[],
): BodyInit | null {
  if (typeof body !== "string" || documents.length === 0) return body ?? null;
  const parts = body.split(`"${marker}"`);
  return parts.flatMap((part, index) => [part, documents[index]?.text ?? ""]).join("");
}
