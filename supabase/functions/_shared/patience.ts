/** How long a caller may take to send a body, and to take an answer. */
import { clearInterval, setInterval } from "./clock.ts";
import { ServiceError } from "./errors.ts";

/**
 * Calls `tick` again and again, as `setInterval` does, and returns what stops it; tests have clocks
 * of their own.
 */
export type Every = (ms: number, tick: () => void) => () => void;

/** The clock of the platform. */
export const everyMs: Every = (ms, tick) => {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
};

/** How long nothing of a body may come. */
const BODY_PAUSE_MS = 15_000;
/** How long a whole body may take: 16 MB at 1.1 Mbit/s; a hosted function has to answer in 150 s. */
const BODY_MS = 120_000;
/** How long a body of at most 64 kB may take if its length is announced: 17 kbit/s. */
const FEW_BYTES_MS = 30_000;
/** How long a reader may take nothing; a slow line empties its buffers in less. */
const READER_PAUSE_MS = 60_000;
/** How long a reader may take for a whole answer: 75 MB at 1 Mbit/s. */
const READER_MS = 600_000;

/**
 * Watches the arrival of a body: call `moved` with each part of it, and `stop` at its end.
 *
 * @param onLate Called once, with `request_timeout` (408).
 */
export function watchBody(every: Every, onLate: (error: ServiceError) => void) {
  let hasMoved = true;
  let ticks = 0;
  const stop = every(BODY_PAUSE_MS, () => {
    ticks++;
    const isOver = ticks * BODY_PAUSE_MS >= BODY_MS;
    if (hasMoved && !isOver) return void (hasMoved = false);
    stop();
    onLate(
      isOver
        ? bodyTimeout("was not complete after", BODY_MS)
        : bodyTimeout("paused for", BODY_PAUSE_MS),
    );
  });
  return { moved: () => void (hasMoved = true), stop };
}

/**
 * Watches the arrival of a body that is read in one call, so that nobody sees it move: call `stop` at
 * its end.
 *
 * @param onLate Called once, with `request_timeout` (408).
 */
export function watchFewBytes(every: Every, onLate: (error: ServiceError) => void) {
  const stop = every(FEW_BYTES_MS, () => {
    stop();
    onLate(bodyTimeout("was not complete after", FEW_BYTES_MS));
  });
  return { stop };
}

function bodyTimeout(what: string, ms: number): ServiceError {
  const message = `The body ${what} ${ms / 1000} s. Send it again, with Content-Encoding: gzip.`;
  return new ServiceError("request_timeout", message);
}

/**
 * Watches the reader of an answer: call `offered` when a part is ready for it, `taken` when it asks
 * for the next, and `stop` at the end.
 *
 * @param onStall Called once, with `caller_left` (499).
 */
export function watchReader(every: Every, onStall: (error: ServiceError) => void) {
  const tickMs = READER_PAUSE_MS / 2;
  let ticks = 0;
  /** Since the last offer. The first comes at some moment after it, not a whole interval. */
  let idleTicks = 0;
  let isOffered = true;
  const stop = every(tickMs, () => {
    ticks++;
    if (!isOffered) return;
    if (idleTicks++ * tickMs < READER_PAUSE_MS && ticks * tickMs < READER_MS) return;
    stop();
    const cause = new DOMException("The reader is too slow.", "TimeoutError");
    const message = "The caller did not take the answer in time.";
    onStall(new ServiceError("caller_left", message, { cause }));
  });
  return {
    offered: () => void (isOffered = true),
    taken() {
      isOffered = false;
      idleTicks = 0;
    },
    stop,
  };
}
