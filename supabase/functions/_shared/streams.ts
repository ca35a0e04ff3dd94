/** Streams that are written from other streams. */

/**
 * Makes the stream of what `write` yields while it reads `source`.
 *
 * Whoever leaves the stream cancels `source`, also before the first read: `ReadableStream.from`
 * ends a generator that has not begun without running any of it, and the source stays open.
 *
 * @param write Reads the source to its end, or leaves it.
 */
export function streamFrom(
  source: ReadableStream<Uint8Array>,
  write: (source: ReadableStream<Uint8Array>) => AsyncGenerator<Uint8Array>,
): ReadableStream<Uint8Array> {
  const parts = write(source);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel(reason) {
      await parts.return(undefined);
      await source.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

/** What {@link readAhead} found. */
export interface ReadAhead {
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
