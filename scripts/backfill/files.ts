/** Says which file of the run cannot be written, and why. */
import { ToldError } from "../errors/describe.ts";
import { describeFileFailure } from "../errors/files.ts";

/** Whether a path names what the process has open already, such as `/dev/stdout`. */
export function isOpenStream(path: string): boolean {
  return /^\/(proc\/|dev\/(stdin|stdout|stderr|fd)\b)/.test(path);
}

/**
 * Does something with the file of a flag.
 *
 * @throws {ToldError} That names the flag, the file and the reason.
 */
export function withFile<Result>(flag: string, path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ToldError) throw error;
    const reason = describeFileFailure(error) ?? (error as Error).name;
    throw new ToldError(`The file of ${flag}, "${path}", cannot be written: ${reason}.`);
  }
}
