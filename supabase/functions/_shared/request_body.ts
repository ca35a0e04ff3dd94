/** Reads a request's body: its type, its size, its encoding, its JSON. */
import { ServiceError } from "./errors.ts";
import { parseKeepingRaw } from "./raw_json.ts";

/** What a route takes. */
export interface BodyOptions {
  /** The most bytes that are read. */
  maxBytes: number;
  /** Members that are kept as the text they came as. */
  keepRaw?: readonly string[];
}

/**
 * Reads a JSON body.
 *
 * @returns What `parseKeepingRaw` makes of it.
 * @throws {ServiceError} `unsupported_media_type` or `unsupported_content_encoding` (415),
 * `payload_too_large` (413), `malformed_json` (400).
 */
export async function readJsonBody(request: Request, options: BodyOptions): Promise<unknown> {
  const { headers } = request;
  if (
    !/^application\/json *(; *charset *= *"?utf-8"? *)?;?$/i.test(headers.get("content-type") ?? "")
  ) {
    throw new ServiceError(
      "unsupported_media_type",
      "Send the header Content-Type: application/json.",
    );
  }
  if (!/^(identity)?$/i.test(headers.get("content-encoding") ?? "")) {
    throw new ServiceError(
      "unsupported_content_encoding",
      "Send the body without a Content-Encoding.",
    );
  }
  const bytes = await readBytes(request, options.maxBytes);
  if (bytes.length === 0) {
    throw new ServiceError("malformed_json", "The body is empty. Send a JSON object, such as {}.");
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return parseKeepingRaw(text, options.keepRaw ?? []);
  } catch (cause) {
    throw new ServiceError("malformed_json", "The body is not JSON in UTF-8.", { cause });
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new ServiceError("payload_too_large", `The body is larger than ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge();

  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError("caller_left", "The body broke off.", { cause: error });
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}
