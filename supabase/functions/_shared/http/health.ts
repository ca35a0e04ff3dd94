/** Whether the table can be reached: one read a second at most, however many ask. */
import type { DataApi } from "../data_api/client.ts";

const READ_EVERY_MS = 1000;

/**
 * Makes the check of one function.
 *
 * Callers at the same time wait for one read, so it belongs to none of them and ends with none.
 *
 * @param now Milliseconds of a clock that only goes forward.
 * @returns Gives the failure of the last read, or undefined if it reached the table.
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
