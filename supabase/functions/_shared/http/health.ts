/** Checks whether the table can be reached, with at most one read per second. */
import type { DataApi } from "../data_api/client.ts";

const READ_EVERY_MS = 1000;

/**
 * Makes the health check of one function.
 *
 * Concurrent callers share one read, so it continues when any of them leaves.
 *
 * @param now A monotonic clock, in milliseconds.
 * @returns A function that gives the failure of the last read, or undefined if it succeeded.
 */
export function createHealthCheck(dataApi: DataApi, now: () => number): () => Promise<unknown> {
  let began = -Infinity;
  let isReading = false;
  let outcome: Promise<unknown> = Promise.resolve();

  async function read(): Promise<unknown> {
    try {
      await dataApi.rows((client) => client.from("icp_job_titles").select("id").limit(1));
      return undefined;
    } catch (error) {
      return error;
    } finally {
      isReading = false;
    }
  }

  return () => {
    if (!isReading && now() - began >= READ_EVERY_MS) {
      began = now();
      isReading = true;
      outcome = read();
    }
    return outcome;
  };
}
