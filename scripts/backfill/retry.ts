/** Tries again what may pass, and tells what a failure calls for. */
import type { DatabaseRefusal } from "../../supabase/functions/_shared/data_api/refusals.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { ToldError } from "../errors/describe.ts";
import { describeError } from "./describe.ts";

/** Time and chance; a test brings its own. */
export interface Clock {
  now(): number;
  random(): number;
  /** Waits, and returns early when the signal ends it. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * What a failure calls for: `passing` is worth another try as it is, `heavy` may pass with fewer
 * records, `refused` is due to what was sent, `fatal` would meet every request.
 */
type FailureKind = "passing" | "heavy" | "refused" | "fatal";

/** How long to go on. */
interface Patience {
  /** Milliseconds without any success after which the run gives up. */
  limitMs: number;
  /** Tries of a request that is refused as `heavy`, though it cannot be made lighter. */
  heavyAttempts: number;
}

/** Thrown when the run cannot go on: its patience is over, or the Data API refuses it for good. */
export class CannotGoOn extends ToldError {}

/** Thrown when an interruption ended the waiting for another try. */
export class Interrupted extends ToldError {}

const BASE_MS = 500;
const MOST_MS = 30_000;

/** Statuses that have nothing to do with a request's weight: it did not come through in time. */
const NOT_COME_THROUGH = [408, 522];

/** Tells what a failure of the Data API calls for. */
function classifyFailure(error: ServiceError): FailureKind {
  if (error.code === "database_unavailable") return "passing";
  const status = readRefusal(error)?.status;
  if (error.code === "database_timeout") {
    return status && NOT_COME_THROUGH.includes(status) ? "passing" : "heavy";
  }
  if (status === undefined) return "passing";
  if ([413, 500].includes(status)) return "heavy";
  if (status > 500) return "passing";
  // A refused key, a project that is restricted, and functions of a migration that is not applied.
  return [401, 402, 403, 404].includes(status) ? "fatal" : "refused";
}

/**
 * Makes what sends requests again until they succeed.
 *
 * A wait doubles from try to try up to 30 s, with a random part, so that writers do not come back
 * together; a `Retry-After` that is longer is kept. Every retry is told.
 */
export function createRetrier(
  { clock, patience, signal, tell }: {
    clock: Clock;
    patience: Patience;
    /** Ends the waiting. */
    signal: AbortSignal;
    tell(sentence: string): void;
  },
) {
  let lastSuccess = clock.now();
  let retries = 0;

  /**
   * @param lighten Called on a `heavy` failure; if it returns true, the error is thrown at
   * once, so that the caller sends less.
   * @throws What the last try threw, or {@link CannotGoOn} or {@link Interrupted}.
   */
  async function run<Result>(
    label: string,
    work: () => Promise<Result>,
    lighten: () => boolean = () => false,
  ): Promise<Result> {
    const began = clock.now();
    for (let attempt = 1;; attempt++) {
      try {
        const result = await work();
        lastSuccess = clock.now();
        return result;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const kind = classifyFailure(error);
        const failure = `The ${label} failed: ${describeError(error)}.`;
        if (kind === "fatal") throw new CannotGoOn(failure, { cause: error });
        if (kind === "refused") throw error;
        if (kind === "heavy" && lighten()) {
          retries++;
          tell(`${failure} Going on with half of it.`);
          throw error;
        }
        const isHopeless = attempt >= patience.heavyAttempts || error.code === "payload_too_large";
        if (kind === "heavy" && isHopeless) throw error;
        if (signal.aborted) throw new Interrupted(failure, { cause: error });
        const since = kind === "passing" ? Math.min(began, lastSuccess) : lastSuccess;
        const waitMs = chooseWait(attempt, error, clock);
        if (clock.now() + waitMs - since > patience.limitMs) {
          throw new CannotGoOn(
            `${failure} Gave up: nothing succeeded for ${patience.limitMs / 1000} s.`,
            { cause: error },
          );
        }
        retries++;
        tell(`${failure} Trying again in ${(waitMs / 1000).toFixed(1)} s (try ${attempt + 1}).`);
        await clock.sleep(waitMs, signal);
        if (signal.aborted) throw new Interrupted(failure, { cause: error });
      }
    }
  }

  return {
    run,
    /** How many times something was sent again. */
    get retries() {
      return retries;
    },
  };
}

/** What sends requests again; made by {@link createRetrier}. */
export type Retrier = ReturnType<typeof createRetrier>;

/** Time and chance as they are. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end);
    }),
};

function chooseWait(attempt: number, error: ServiceError, clock: Clock): number {
  const backoff = Math.min(MOST_MS, BASE_MS * 2 ** (attempt - 1)) * (0.5 + clock.random() / 2);
  return Math.max(backoff, (readRefusal(error)?.retryAfterSeconds ?? 0) * 1000);
}

function readRefusal({ cause }: ServiceError): DatabaseRefusal | undefined {
  const isRefusal = typeof cause === "object" && cause !== null && "status" in cause;
  return isRefusal ? cause as DatabaseRefusal : undefined;
}
