/**
 * Whether a body is JSON in UTF-8, by its `Content-Type`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1
 * @see https://encoding.spec.whatwg.org/#names-and-labels for the names of UTF-8
 */
import { ServiceError } from "../errors.ts";

/** The parts between commas, and between semicolons, either of which may be in quotes. */
const TYPE = /(?:"(?:[^"\\]|\\.)*"?|[^",])+/g;
const PARAMETER = /(?:"(?:[^"\\]|\\.)*"?|[^";])+/g;

/**
 * Checks that a body is JSON in UTF-8; other parameters of its type may be anything.
 *
 * A header that is sent twice arrives as a list; each type of it is checked.
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
    throw unsupported("Send the body in UTF-8: the charset of its Content-Type is another one.");
  }
}

/** The values of each parameter `charset`, without their quotes; one without a value is left out. */
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
