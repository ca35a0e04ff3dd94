/** Reads the bytes of a request's body into one buffer, within limits of size and time. */
import { ServiceError } from "../errors.ts";
import { type Every, everyMs, watchBody, watchFewBytes } from "../patience.ts";

/** The limits of a route. */
export interface BodyLimits {
  /** Maximum bytes to read. */
  maxBytes: number;
  /** Maximum bytes that a compressed body may inflate to. */
  maxInflatedBytes: number;
  /** The clock that decides when a body is late. */
  every?: Every | undefined;
}

type Bytes = AsyncIterable<Uint8Array>;

/** Maximum chunks that a body may arrive in: each costs about 6 µs of CPU. */
const MAX_PARTS = 40_000;
/** Bytes to read at once. */
const BUFFER_BYTES = 65_536;
/** Bytes to inflate at once; they become 4 MB at most. */
const PIECE_BYTES = 4096;

/**
 * Reads and inflates a body, and stops as soon as it exceeds a limit.
 *
 * @throws {ServiceError} `unsupported_content_encoding` (415), `payload_too_large` (413),
 * `malformed_gzip` (400), `request_timeout` (408), `caller_left` (499).
 */
export async function readBytes(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  const { maxBytes, maxInflatedBytes, every = everyMs } = limits;
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  const length = Number(request.headers.get("content-length") ?? NaN);
  if (length > maxBytes) throw tooLarge(maxBytes);
  const isPlain = encoding === "" || encoding === "identity";
  if (isPlain && length <= BUFFER_BYTES) return await receiveFew(request, maxBytes, every);

  const source = request.body ?? new Blob().stream();
  if (isPlain) return await collect(receive(source, every), maxBytes);
  if (!["gzip", "x-gzip"].includes(encoding)) {
    const message = "Send the body with Content-Encoding: gzip, or without one.";
    throw new ServiceError("unsupported_content_encoding", message);
  }
  const sent = cutPieces(receive(source, every), maxBytes);
  const gunzip = new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>;
  try {
    return await collect(ReadableStream.from(sent).pipeThrough(gunzip), maxInflatedBytes);
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw new ServiceError("malformed_gzip", "The body is not gzip, or not all of it.", { cause });
  }
}

/** Reads a body whose `Content-Length` is small, in one call instead of a stream. */
async function receiveFew(
  request: Request,
  maxBytes: number,
  every: Every,
): Promise<Uint8Array> {
  const late = Promise.withResolvers<never>();
  const arrival = watchFewBytes(every, late.reject);
  try {
    const bytes = await Promise.race([request.arrayBuffer(), late.promise]);
    // A server enforces Content-Length, but a request made in code may have a longer body.
    if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
    return new Uint8Array(bytes);
  } catch (cause) {
    throw cause instanceof ServiceError ? cause : brokenOff(cause);
  } finally {
    arrival.stop();
  }
}

/** Yields the chunks that arrive in time; each is only valid until the next one is read. */
async function* receive(
  source: ReadableStream<Uint8Array>,
  every: Every,
): AsyncGenerator<Uint8Array> {
  const { read, leave } = openReader(source);
  let late: ServiceError | undefined;
  const arrival = watchBody(every, (error) => {
    late = error;
    // This ends the pending read.
    leave();
  });
  try {
    for (let parts = 0;; parts++) {
      const { done, value } = await read();
      if (late) throw late;
      if (done) return;
      if (parts === MAX_PARTS) throw tooManyParts();
      arrival.moved();
      yield value!;
    }
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw brokenOff(cause);
  } finally {
    arrival.stop();
    leave();
  }
}

/** Reuses one buffer if the stream supports it; otherwise a one-byte chunk takes 64 kB. */
function openReader(source: ReadableStream<Uint8Array>) {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = source.getReader({ mode: "byob" });
  } catch {
    const reader = source.getReader();
    return { read: () => reader.read(), leave: () => void reader.cancel().catch(() => {}) };
  }
  let buffer = new ArrayBuffer(BUFFER_BYTES);
  return {
    async read() {
      const result = await reader.read(new Uint8Array(buffer));
      if (result.value) buffer = result.value.buffer as ArrayBuffer;
      return result;
    },
    leave: () => void reader.cancel().catch(() => {}),
  };
}

/**
 * Cuts chunks into pieces of one size. Large chunks would inflate at once to up to a thousand times
 * their size, and many small ones would cost more CPU.
 */
async function* cutPieces(chunks: Bytes, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  let piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + PIECE_BYTES - filled);
      piece.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < PIECE_BYTES) break;
      yield piece;
      piece = new Uint8Array(PIECE_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

/** Copies chunks into one growing buffer, because a chunk may hold more memory than its bytes. */
async function collect(chunks: Bytes, maxBytes: number): Promise<Uint8Array> {
  let bytes = new Uint8Array(0);
  let size = 0;
  for await (const chunk of chunks) {
    const end = size + chunk.length;
    if (end > maxBytes) throw tooLarge(maxBytes);
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.min(Math.max(2 * bytes.length, end), maxBytes));
      larger.set(bytes.subarray(0, size));
      bytes = larger;
    }
    bytes.set(chunk, size);
    size = end;
  }
  return bytes.subarray(0, size);
}

function brokenOff(cause: unknown): ServiceError {
  return new ServiceError("caller_left", "The body broke off.", { cause });
}

function tooManyParts(): ServiceError {
  const message = `The body arrives in more than ${MAX_PARTS} chunks. Send larger ones.`;
  return new ServiceError("payload_too_large", message);
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError("payload_too_large", `The body is larger than ${maxBytes} bytes.`);
}
