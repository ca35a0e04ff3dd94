/**
 * The turns of an org's expensive reads: containment, searches by phrase or prefix, and large pages.
 *
 * The database runs at most two of them for an org at a time (migration 022), so that other orgs find
 * it free. It holds a slot for as long as the statement runs, also when its caller has left.
 */
import { performance, setTimeout } from "../clock.ts";
import { ServiceError } from "../errors.ts";

/** How long a read waits for its turn, and between two tries at most. */
export const TURN_WAIT_MS = 5000;
const MOST_PAUSE_MS = 400;

/**
 * Does a read, and retries while its org must wait for its turn.
 *
 * @param waitMs How long to try.
 * @throws {ServiceError} `too_many_requests` (429) when its turn does not come, and what `read`
 * throws.
 */
export async function waitForTurn<Result>(
  read: () => Promise<Result>,
  waitMs: number,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const until = performance.now() + waitMs;
  for (let pauseMs = 10;; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
    try {
      return await read();
    } catch (error) {
      const isBusy = error instanceof ServiceError && error.code === "too_many_requests";
      if (!isBusy || signal?.aborted || performance.now() + pauseMs > until) throw error;
    }
    // A random part, so that those who wait do not come back together.
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
  }
}
