/**
 * Checks from its `Content-Type` that a body is JSON in UTF-8.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1
 * @see https://encoding.spec.whatwg.org/#names-and-labels for the names of UTF-8
 */
import { ServiceError } from "../errors.ts";

/** The parts between commas, and between semicolons, either of which may be in quotes. */
const TYPE = /(?:"(?:[^"\\]|\\.)*"?|[^",])+/g;
const PARAMETER = /(?:"(?:[^"\\]|\\.)*"?|[^";])+/g;

/**
 * Checks that a body is JSON in UTF-8; any other parameters are accepted.
 *
 * A header that is sent twice arrives as a list, and each type in it is checked.
 *
 * @param header The value of `Content-Type`, or null if it is missing.
 * @throws {ServiceError} `unsupported_media_type` (415).
 */
export function requireJson(header: string | null): void {
  const types = header?.match(TYPE) ?? [];
  if (
    types.length === 0 || !types.every((type) => /^[ \t]*application\/json[ \t]*(;|$)/i.test(type))
  ) {
    throw unsupported("Send the header Content-Type: application/json.");
  }
  if (!types.flatMap(readCharsets).every(isUtf8)) {
    throw unsupported("Send the body in UTF-8: its Content-Type names another charset.");
  }
}

/** The values of all `charset` parameters, without quotes; empty ones are left out. */
function readCharsets(type: string): string[] {
  const [, ...parameters] = type.match(PARAMETER) ?? [];
  return parameters.flatMap((parameter) => {
    const [, value = ""] = /^\s*charset\s*=(.*)$/i.exec(parameter) ?? [];
    const [, quoted] = /^"(.*)"$/.exec(value.trim()) ?? [];
    return quoted?.replace(/\\(.)/g, "$1") ?? (value.trim() || []);
  });
}

function isUtf8(label: string): boolean {
  try {
    return new TextDecoder(label).encoding === "utf-8";
  } catch {
    return false;
  }
}

function unsupported(message: string): ServiceError {
  return new ServiceError("unsupported_media_type", message);
}
