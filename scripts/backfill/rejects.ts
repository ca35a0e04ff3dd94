/** The file of what could not be stored: NDJSON, a line a record. */
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { describeError } from "./describe.ts";
import { CannotGoOn } from "./retry.ts";

/**
 * Opens the file anew, and makes what adds a record to it.
 *
 * @param path Absent: nothing is kept.
 * @returns Writes `{"step_result_id":"…","reason":"unstorable_document","error":"…"}` at once, so
 * that a run that is killed leaves what it knew. `reason` is the code of the failure, `gave_up`
 * where the run could not go on, else `other`.
 * @throws {Deno.errors} Where the file cannot be written.
 */
export function openRejects(path: string | undefined): (id: string, error: unknown) => void {
  if (path === undefined) return () => {};
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  return (step_result_id, error) => {
    const line = { step_result_id, reason: reasonOf(error), error: describeError(error) };
    file.writeSync(encoder.encode(`${JSON.stringify(line)}\n`));
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ServiceError) return error.code;
  return error instanceof CannotGoOn ? "gave_up" : "other";
}
