/** Reads a request's JSON body, after checking its type, size and encoding. */
import { type BodyLimits, readBytes } from "./body_bytes.ts";
import { ServiceError } from "../errors.ts";
import { JsonFault } from "../json/scalars.ts";
import { requireJson } from "./media_type.ts";
import { type Members, readObject } from "../raw_json.ts";

const DECODER = new TextDecoder("utf-8", { fatal: true });

/** What a route accepts. */
interface BodyOptions extends BodyLimits {
  /** How the members of the body are read. */
  members: Members;
}

/**
 * Reads a JSON body, plain or gzipped.
 *
 * @returns The result of `readObject`.
 * @throws {ServiceError} Like {@link readJsonText}, and `validation_failed` (422) if a list is too
 * long.
 */
export async function readJsonBody(request: Request, options: BodyOptions): Promise<unknown> {
  const text = await readJsonText(request, options);
  try {
    return readObject(text, options.members);
  } catch (cause) {
    throw cause instanceof JsonFault ? notJson(describePlace(text, cause.at), cause) : cause;
  }
}

/**
 * Reads the text of a body that is declared as JSON, plain or gzipped.
 *
 * @throws {ServiceError} `unsupported_media_type` or `unsupported_content_encoding` (415),
 * `payload_too_large` (413), `malformed_gzip` or `malformed_json` (400), `request_timeout` (408),
 * `caller_left` (499).
 */
export async function readJsonText(request: Request, limits: BodyLimits): Promise<string> {
  requireJson(request.headers.get("content-type"));
  const bytes = await readBytes(request, limits);
  if (bytes.length === 0) {
    throw new ServiceError("malformed_json", "The body is empty. Send a JSON object, such as {}.");
  }
  try {
    return DECODER.decode(bytes);
  } catch (cause) {
    throw notJson(": its bytes are not UTF-8", cause);
  }
}

/** The error for a body that is not JSON; `place` says where, such as `": it ends too early"`. */
export function notJson(place: string, cause: unknown): ServiceError {
  const message = `The body is not JSON in UTF-8${place}.`;
  return new ServiceError("malformed_json", message, { cause });
}

/** Says where a text stops being JSON, without quoting it. */
function describePlace(text: string, at: number): string {
  if (at >= text.length) return ": it ends too early";
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const line = text.slice(0, start).split("\n").length;
  return `: it breaks at line ${line} column ${at - start + 1}`;
}
