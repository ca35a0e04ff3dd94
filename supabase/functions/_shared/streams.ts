/**
 * The bytes of answers on their way from the Data API to a caller.
 *
 * A short answer is one array: read whole, looked at once, sent with its length. A long one flows
 * in parts, each of which is read when its reader asks, so that no more than a piece is held.
 */
import type { ServiceError } from "./errors.ts";
import { type Every, watchReader } from "./patience.ts";

/** Bytes that arrive in parts, for one reader. */
export interface ByteFlow {
  /** The next part, or undefined at the end; throws what the source fails with. */
  read(): Promise<Uint8Array | undefined>;
  /** Leaves the rest. */
  cancel(reason?: unknown): Promise<void>;
}

/**
 * The bytes of an answer: all of them if they are few, else as they arrive.
 *
 * Who takes them owns their memory, and may {@link release} it.
 */
export type Bytes = Uint8Array | ByteFlow;

/** How many bytes are few: one page of 50 rows of the usual 20 kB. */
export const FEW_BYTES = 1_000_000;
/** The pieces of a long answer have at least as many, so that each is worth a write. */
const PIECE_BYTES = 65_536;

/** Turns the bytes of one answer into those of another; used once. */
interface Rewriter {
  /** What comes first. */
  start: Uint8Array;
  /** Takes the next bytes, and returns what to pass on, in order. */
  read(bytes: Uint8Array): Uint8Array[];
  /** Whether it needs no more bytes. */
  isDone(): boolean;
  /** When all bytes are read: more of them, if another answer has the rest. */
  askOn?(): Promise<Bytes | undefined>;
  /** What comes last; throws if bytes are missing. */
  end(): Promise<Uint8Array>;
}

/**
 * Rewrites an answer: all at once if it is short, else in pieces on demand.
 *
 * @throws What the source and the rewriter fail with, as far as the first piece.
 */
export async function rewrite(source: Bytes, rewriter: Rewriter): Promise<Bytes> {
  let flow = flowOf(source);
  let isOver = false;
  let parts = [rewriter.start];
  let used: Uint8Array[] = [];

  async function readPiece(bytesAtLeast: number): Promise<Uint8Array> {
    for (let size = 0; size < bytesAtLeast && !isOver;) {
      const bytes = rewriter.isDone() ? undefined : await flow.read();
      const more = bytes === undefined ? await rewriter.askOn?.() : undefined;
      if (more !== undefined) {
        flow = flowOf(more);
        continue;
      }
      isOver = bytes === undefined;
      if (bytes !== undefined) used.push(bytes);
      const next = bytes === undefined ? [await rewriter.end()] : rewriter.read(bytes);
      for (const part of next) size += part.length;
      parts.push(...next);
    }
    if (rewriter.isDone()) await flow.cancel();
    const piece = concatenate(parts);
    for (const bytes of used) if (bytes.buffer !== piece.buffer) release(bytes);
    parts = [];
    used = [];
    return piece;
  }

  const cancel = (reason?: unknown) => flow.cancel(reason);
  try {
    let first: Uint8Array | undefined = await readPiece(FEW_BYTES + PIECE_BYTES);
    if (isOver) return first;
    return {
      async read() {
        if (first === undefined) return isOver ? undefined : await readPiece(PIECE_BYTES);
        // On Deno 2.1.4 larger pieces cost more: 2 MB take 12 ms of CPU in these, 25 ms at once.
        const piece = first.subarray(0, PIECE_BYTES);
        first = first.length > PIECE_BYTES ? first.subarray(PIECE_BYTES) : undefined;
        return piece;
      },
      cancel,
    };
  } catch (error) {
    // What it fails with is less than what led here.
    cancel(error).catch(() => {});
    throw error;
  }
}

/** The flow of bytes, which may be all at once. */
export function flowOf(bytes: Bytes): ByteFlow {
  if (!(bytes instanceof Uint8Array)) return bytes;
  let whole: Uint8Array | undefined = bytes;
  return {
    read() {
      const part = whole;
      whole = undefined;
      return Promise.resolve(part);
    },
    cancel: () => Promise.resolve(),
  };
}

/** What becomes of a stream whose source fails, or whose reader takes nothing for long. */
interface StreamOptions {
  every: Every;
  /** Makes of a failure what the stream fails with. */
  onFailure: (error: unknown) => Error;
  /** Called when the stream is cut. */
  onStall: (error: ServiceError) => void;
}

/** Makes a stream of a flow, for the platform. */
export function streamOf(
  flow: ByteFlow,
  { every, onFailure, onStall }: StreamOptions,
): ReadableStream<Uint8Array> {
  let reader: ReturnType<typeof watchReader>;
  // What it fails with has no reader any more.
  const leave = (reason: unknown) => flow.cancel(reason).catch(() => {});
  return new ReadableStream({
    start(controller) {
      reader = watchReader(every, (error) => {
        controller.error(error);
        onStall(error);
        leave(error);
      });
    },
    async pull(controller) {
      reader.taken();
      try {
        const part = await flow.read();
        if (part !== undefined) {
          controller.enqueue(part);
          return reader.offered();
        }
        controller.close();
      } catch (error) {
        controller.error(onFailure(error));
        leave(error);
      }
      reader.stop();
    },
    async cancel(reason) {
      reader.stop();
      await leave(reason);
    },
  }, { highWaterMark: 0 });
}

/**
 * Frees the memory of bytes that nobody reads any more.
 *
 * Left to V8, 20 MB of it lead to a collection of all garbage, which took half of what a page of 2 MB
 * cost.
 */
export function release(bytes: Uint8Array): void {
  // The hosted level has it, though its types do not.
  (bytes.buffer as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0);
}

/** Copies parts into one array; a single part is returned as it is. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
