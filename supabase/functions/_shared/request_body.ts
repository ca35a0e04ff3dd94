/** Reads a request's body: its type, its size, its encoding, its JSON. */
import { ServiceError } from "./errors.ts";
import { requireJson } from "./media_type.ts";
import { parseKeepingRaw } from "./raw_json.ts";
import { concatenate } from "./streams.ts";

/** What a route takes. */
export interface BodyOptions {
  /** The most bytes that are read. */
  maxBytes: number;
  /** The most bytes that a compressed body may inflate to. */
  maxInflatedBytes: number;
  /** Members that are kept as the text they came as. */
  keepRaw: readonly string[];
}

/** Bytes that are inflated at once: to 4 MB at most. */
const PIECE_BYTES = 4096;

/**
 * Reads a JSON body, plain or with gzip.
 *
 * @returns What `parseKeepingRaw` makes of it.
 * @throws {ServiceError} `unsupported_media_type` or `unsupported_content_encoding` (415),
 * `payload_too_large` (413), `malformed_gzip` or `malformed_json` (400), `caller_left` (499).
 */
export async function readJsonBody(request: Request, options: BodyOptions): Promise<unknown> {
  requireJson(request.headers.get("content-type"));
  const bytes = await readBytes(request, options);
  if (bytes.length === 0) {
    throw new ServiceError("malformed_json", "The body is empty. Send a JSON object, such as {}.");
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return parseKeepingRaw(text, options.keepRaw);
  } catch (cause) {
    const message = `The body is not JSON in UTF-8${tellPlace(cause)}.`;
    throw new ServiceError("malformed_json", message, { cause });
  }
}

/** Where a text is no JSON, as far as V8 tells; nothing else of its message, which quotes the text. */
function tellPlace(cause: unknown): string {
  if (!(cause instanceof SyntaxError)) return ": its bytes are no UTF-8";
  if (cause.message === "Unexpected end of JSON input") return ": it ends too early";
  const [place] = /line \d+ column \d+(?=\)$)/.exec(cause.message) ?? [];
  return place === undefined ? "" : `: it breaks at ${place}`;
}

/** The bytes of a body, inflated; no more of it is read or inflated than the caps allow. */
async function readBytes(request: Request, options: BodyOptions): Promise<Uint8Array> {
  const { maxBytes, maxInflatedBytes } = options;
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  const sent = cap(
    request.body ?? new Blob().stream(),
    maxBytes,
    (cause) => new ServiceError("caller_left", "The body broke off.", { cause }),
  );

  if (["", "identity"].includes(encoding)) return await collect(sent);
  if (!["gzip", "x-gzip"].includes(encoding)) {
    const message = "Send the body with Content-Encoding: gzip, or without one.";
    throw new ServiceError("unsupported_content_encoding", message);
  }
  const gunzip = new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>;
  const inflated = ReadableStream.from(inPieces(sent)).pipeThrough(gunzip);
  return await collect(
    cap(
      inflated,
      maxInflatedBytes,
      (cause) =>
        new ServiceError("malformed_gzip", "The body is not gzip, or not all of it.", { cause }),
    ),
  );
}

/** Hands chunks on until there are too many bytes; a failure of the source becomes `explain`'s. */
async function* cap(
  source: ReadableStream<Uint8Array>,
  maxBytes: number,
  explain: (cause: unknown) => ServiceError,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ServiceError ? error : explain(error);
  }
}

/** Cuts chunks, since each is inflated as a whole, to up to a thousand times its size. */
async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      yield chunk.subarray(at, at + PIECE_BYTES);
    }
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return concatenate(await Array.fromAsync(chunks));
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError("payload_too_large", `The body is larger than ${maxBytes} bytes.`);
}
