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
