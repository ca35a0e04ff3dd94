/** What one run sends, as data that can be shrunk and shown. */
import type { FunctionName } from "../../support/apps.ts";

/** One request, and what is promised of its answer. */
export interface Plan {
  function: FunctionName;
  method: string;
  /** From the function's name on, with its query string. */
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  /** The body arrives in chunks of so many bytes; whole where absent. */
  chunkBytes?: number | undefined;
  /** The status that has to come; any documented one of below 500 where absent. */
  status?: number | undefined;
  /** Whether the path and method are beyond what the OpenAPI document can name. */
  isOffRoute?: boolean;
}

const SHOWN = 3000;

/** Makes the request of a plan. */
export function makeRequest({ method, path, headers, body, chunkBytes }: Plan): Request {
  return new Request(`http://functions.test${path}`, {
    method,
    headers,
    body: chunkBytes === undefined || body === null
      ? body as BodyInit | null
      : ReadableStream.from(cut(toBytes(body), chunkBytes)),
  });
}

/** Writes a plan in a few lines; of a long body its beginning, bytes as Latin-1. */
export function describePlan({ method, path, headers, body, ...rest }: Plan): string {
  const text = body instanceof Uint8Array ? new TextDecoder("latin1").decode(body) : body;
  const shown = text === null ? "no body" : JSON.stringify(text.slice(0, SHOWN));
  return [
    `${method} ${path}`,
    JSON.stringify(headers),
    `${shown} (${text?.length ?? 0})`,
    JSON.stringify(rest),
  ].join("\n");
}

/** The bytes of a body. */
export function toBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
