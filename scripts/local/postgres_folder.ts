/** Judges the data folder before Postgres does, and puts its complaints into sentences. */
import { join } from "node:path";
import { StackError } from "./stack_error.ts";

const MAJOR_VERSION = "17";

/**
 * Makes the folder where it is missing and says whether it holds a database already.
 *
 * @throws {StackError} when it cannot be entered, holds other files, or is of another version.
 */
export async function inspectDataFolder(dataDir: string): Promise<"empty" | "database"> {
  let names: string[];
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    names = await Array.fromAsync(Deno.readDir(dataDir), (entry) => entry.name);
  } catch (error) {
    throw refuseFolder(dataDir, error);
  }
  if (names.length === 0) return "empty";
  if (!names.includes("PG_VERSION")) {
    throw new StackError(
      `The data folder "${dataDir}" holds other files and no database. ` +
        `Pass --data-dir with an empty or a new folder, or empty this one.`,
    );
  }
  const version = (await Deno.readTextFile(join(dataDir, "PG_VERSION"))).trim();
  if (version !== MAJOR_VERSION) {
    throw new StackError(
      `The data folder "${dataDir}" was made by Postgres ${version}, and this is Postgres ` +
        `${MAJOR_VERSION}. Pass --data-dir with a new folder, or delete this one to start over.`,
    );
  }
  if (!names.includes("local-password")) {
    throw new StackError(
      `The data folder "${dataDir}" is not complete: an earlier start was interrupted, or another ` +
        `program made it. Delete it to start over, or pass --data-dir with a new folder.`,
    );
  }
  return "database";
}

/** Turns what Postgres or initdb wrote into a sentence, or hands the cause back where none fits. */
export function explainPostgresFailure(dataDir: string, log: string, cause: unknown): unknown {
  const owner = log.match(/lock file "postmaster\.pid" already exists[^]*?PID (\d+)/);
  if (owner) {
    return new StackError(
      `A stack runs on the data folder "${dataDir}" already (Postgres is process ${owner[1]}). ` +
        `Use that one, stop it first, or pass --data-dir with another folder.`,
    );
  }
  if (/No space left on device/.test(log)) {
    return new StackError(
      `The disk under "${dataDir}" is full. Free some space (a fresh database takes 50 MB), or ` +
        `pass --data-dir with a folder on another disk.`,
    );
  }
  if (/could not bind|Address already in use/.test(log)) {
    return new StackError("Another program took Postgres's port while it started. Start again.");
  }
  if (/Permission denied|Operation not permitted|wrong ownership/.test(log)) {
    return refuseFolder(dataDir, cause);
  }
  return cause;
}

function refuseFolder(dataDir: string, cause: unknown): StackError {
  if (cause instanceof Error && /No space left/.test(cause.message)) {
    return explainPostgresFailure(dataDir, cause.message, cause) as StackError;
  }
  return new StackError(
    `The data folder "${dataDir}" cannot be entered by this user. Pass --data-dir with a folder ` +
      `that you own, or change this one's owner.`,
    { cause },
  );
}
