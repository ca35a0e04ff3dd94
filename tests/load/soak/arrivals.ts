/** Requests that arrive at a constant rate, whether or not earlier ones have been answered. */

/** How one request ended. */
export interface Outcome {
  /** When it was due, in seconds after the start. */
  second: number;
  /** From when it was due to the end of its answer: what waited for us counts too. */
  ms: number;
  /** Why it was no good answer. */
  error?: string;
}

/** Where time comes from: `performance.now()` and a timer, but for tests. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** What arrives, and how often. */
interface Arrivals {
  ratePerSecond: number;
  seconds: number;
  /** Sends one request and reads its answer; throws where that is not the expected one. */
  ask(turn: number): Promise<unknown>;
  onOutcome(outcome: Outcome): void;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * Sends the requests and returns once all have ended.
 *
 * The loop is open: slow answers do not lower the rate, as they would with a number of callers that
 * each wait for the last answer ("coordinated omission").
 */
export async function sendAtRate(
  { ratePerSecond, seconds, ask, onOutcome }: Arrivals,
  clock = CLOCK,
): Promise<void> {
  const start = clock.now();
  const pending = new Set<Promise<void>>();
  for (let turn = 0; turn < Math.floor(ratePerSecond * seconds); turn++) {
    const second = turn / ratePerSecond;
    const due = start + second * 1000;
    // A timer may fire a little early.
    for (let ms = due - clock.now(); ms > 0; ms = due - clock.now()) await clock.sleep(ms);
    const end = (error?: Error) => {
      const outcome = { second, ms: clock.now() - due };
      onOutcome(error === undefined ? outcome : { ...outcome, error: error.message });
      pending.delete(asked);
    };
    const asked = ask(turn).then(() => end(), end);
    pending.add(asked);
  }
  await Promise.all(pending);
}
