/** Streams that are written from other streams. */
import type { ServiceError } from "./errors.ts";
import { type Every, watchReader } from "./patience.ts";

/** What becomes of a stream whose reader stalls. */
interface StallOptions {
  every: Every;
  /** Called when the stream is cut. */
  onStall: (error: ServiceError) => void;
}

/**
 * Makes the stream of what `write` yields while it reads `source`.
 *
 * Whoever leaves the stream cancels `source`, also before the first read: `ReadableStream.from`
 * ends a generator that has not begun without running any of it, and the source stays open.
 *
 * @param write Reads the source to its end, or leaves it.
 * @param stall Cuts the stream when its reader takes nothing for long; absent: it waits for ever.
 */
export function streamFrom(
  source: ReadableStream<Uint8Array>,
  write: (source: ReadableStream<Uint8Array>) => AsyncGenerator<Uint8Array>,
  stall?: StallOptions,
): ReadableStream<Uint8Array> {
  const parts = write(source);
  const leave = async (reason: unknown) => {
    await parts.return(undefined);
    await source.cancel(reason);
  };
  let reader: ReturnType<typeof watchReader> | undefined;
  return new ReadableStream({
    start(controller) {
      reader = stall && watchReader(stall.every, (error) => {
        controller.error(error);
        stall.onStall(error);
        // What it fails with has no reader any more.
        leave(error).catch(() => {});
      });
    },
    async pull(controller) {
      reader?.taken();
      try {
        const { done, value } = await parts.next();
        if (!done) {
          controller.enqueue(value);
          return reader?.offered();
        }
        controller.close();
      } catch (error) {
        controller.error(error);
      }
      reader?.stop();
    },
    async cancel(reason) {
      reader?.stop();
      await leave(reason);
    },
  }, { highWaterMark: 0 });
}

/** What {@link readAhead} found. */
interface ReadAhead {
  /** The first bytes; all of them where there is no rest. */
  start: Uint8Array;
  /** What comes after; absent where the stream has ended. */
  rest: ReadableStream<Uint8Array> | undefined;
}

/**
 * Reads a stream until it has given some bytes, or ends.
 *
 * @param bytes How many to wait for.
 * @throws What the stream fails with.
 */
export async function readAhead(
  source: ReadableStream<Uint8Array>,
  bytes: number,
): Promise<ReadAhead> {
  const reader = source.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < bytes) {
    const { done, value } = await reader.read();
    if (done) return { start: concatenate(parts), rest: undefined };
    parts.push(value);
    size += value.length;
  }
  reader.releaseLock();
  return { start: concatenate(parts), rest: source };
}

/** Joins parts into pieces of at least `bytes`, but for the last, so that each is worth a write. */
export async function* joinParts(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source) {
    parts.push(part);
    size += part.length;
    if (size < bytes) continue;
    yield concatenate(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield concatenate(parts);
}

/** Copies parts into one array; a single part is returned as it is. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
