/** What to ask for instead of a read that the database stopped, since it took too long. */
import { ServiceError } from "../errors.ts";

/**
 * Does a read, and tells what to ask for instead where it is a `database_timeout` (504).
 *
 * @param what The filters of the rows, or `"total"` where they are counted.
 * @throws {ServiceError} What `read` throws.
 */
export async function adviseInstead<Result>(
  what: Record<string, unknown> | "total",
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "database_timeout") throw error;
    const sentence = `${error.message} Or ask for less: ${adviseOn(what)}.`;
    throw new ServiceError("database_timeout", sentence, { cause: error.cause });
  }
}

function adviseOn(what: Record<string, unknown> | "total"): string {
  if (what === "total") return "leave include_total out, or add filters that fewer rows match";
  if ("contains" in what) {
    return "contains reads every document that the other filters match, so add company_domains, " +
      "a source, updated_since or search";
  }
  if ("search" in what) return "search for words that fewer documents have";
  return "a smaller limit, fields without raw_parallel_output, a cursor instead of an offset, or " +
    "filters with an index: company_domains, a source or a time";
}
