/** The file of what could not be stored: NDJSON, a line a record. */
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { describeError } from "./describe.ts";
import { isOpenStream, withFile } from "./files.ts";
import { CannotGoOn } from "./retry.ts";

const FLAG = "--rejects";

/**
 * Opens the file anew, and makes what adds a record to it.
 *
 * @param path Absent: nothing is kept.
 * @param complain Told once where the file cannot be written any more; the run goes on without.
 * @returns Writes `{"step_result_id":"…","reason":"unstorable_document","error":"…"}` at once, so
 * that a run that is killed leaves what it knew. `reason` is the code of the failure, `gave_up`
 * where the run could not go on, else `other`.
 * @throws {ToldError} Where the file cannot be opened; it names the file.
 */
export function openRejects(
  path: string | undefined,
  complain: (sentence: string) => void,
): (id: string, error: unknown) => void {
  if (path === undefined) return () => {};
  const isStream = isOpenStream(path);
  const options = { create: true, append: isStream, write: !isStream, truncate: !isStream };
  const file = withFile(FLAG, path, () => Deno.openSync(path, options));
  const encoder = new TextEncoder();
  let isOpen = true;
  return (step_result_id, error) => {
    if (!isOpen) return;
    const line = { step_result_id, reason: reasonOf(error), error: describeError(error) };
    let bytes = encoder.encode(`${JSON.stringify(line)}\n`);
    try {
      withFile(FLAG, path, () => {
        while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
      });
    } catch (failure) {
      isOpen = false;
      complain(`${describeError(failure)} The run goes on; it prints each record that fails.`);
    }
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ServiceError) return error.code;
  return error instanceof CannotGoOn ? "gave_up" : "other";
}
