/** How long one call to the Data API may keep its caller waiting. */
import { clearTimeout, setTimeout } from "../clock.ts";
import { databaseTimeout, databaseUnavailable } from "./refusals.ts";
import { ServiceError } from "../errors.ts";

/** The deadline of one call; made by {@link createDeadline}. */
export interface Deadline {
  /** Ends the call. */
  signal: AbortSignal;
  /**
   * Waits for a part of the call, for as long as the deadline allows.
   *
   * @throws {ServiceError} `database_timeout` (504) when it takes longer, `caller_left` (499) when
   * its caller leaves, `database_unavailable` (503) when it fails in another way.
   */
  within<Part>(wait: () => Promise<Part>): Promise<Part>;
}

/**
 * Makes the deadline of one call, which also ends when its caller leaves.
 *
 * It runs only while a part is waited for: a reader has a deadline of its own (`patience.ts`), and
 * ends what it reads by itself.
 */
export function createDeadline(timeoutMs: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  const end = () => controller.abort();
  return {
    signal: controller.signal,
    async within(wait) {
      const timer = setTimeout(end, timeoutMs);
      // A signal of both, by AbortSignal.any, costs ten times as much.
      caller?.addEventListener("abort", end);
      if (caller?.aborted) end();
      try {
        return await wait();
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        if (caller?.aborted) throw callerLeft(error);
        if (controller.signal.aborted) {
          throw databaseTimeout(`The database did not answer within ${timeoutMs} ms.`, error);
        }
        throw databaseUnavailable(error);
      } finally {
        clearTimeout(timer);
        caller?.removeEventListener("abort", end);
      }
    },
  };
}

/**
 * Waits for work that continues when the caller leaves, because others wait for it too.
 *
 * @throws {ServiceError} `caller_left` (499), or what the work fails with.
 */
export async function unlessCallerLeaves<Result>(
  work: Promise<Result>,
  caller: AbortSignal,
): Promise<Result> {
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(callerLeft(caller.reason));
  if (caller.aborted) leave();
  caller.addEventListener("abort", leave);
  try {
    return await Promise.race([left.promise, work]);
  } finally {
    caller.removeEventListener("abort", leave);
  }
}

function callerLeft(cause: unknown): ServiceError {
  return new ServiceError("caller_left", "The caller left before the answer.", { cause });
}
