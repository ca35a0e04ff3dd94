/** The file of `--report`: the former one stands until the new one is complete. */
import { basename, dirname, join, resolve } from "node:path";
import { isOpenStream, withFile } from "./files.ts";

const FLAG = "--report";

/**
 * Looks whether the file can be written, without touching it, and makes what writes it.
 *
 * A complete copy beside it is renamed into its place, so a run that is killed leaves the former
 * report, and no other file. A device or a pipe is written as it is.
 *
 * @param path Absent: nothing is written.
 * @throws {ToldError} Here and when it is written, where that fails; it names the file.
 */
export function openReportFile(path: string | undefined): (report: object) => void {
  if (path === undefined) return () => {};
  const place = withFile(FLAG, path, () => {
    const found = findPlace(path);
    if (found.isRenamed) Deno.removeSync(writeCopy(found.path, "", found.mode));
    return found;
  });
  return (report) =>
    withFile(FLAG, path, () => {
      const text = `${JSON.stringify(report, null, 2)}\n`;
      if (!place.isRenamed) return Deno.writeTextFileSync(path, text, { append: true });
      const copy = writeCopy(place.path, text, place.mode);
      try {
        Deno.renameSync(copy, place.path);
      } catch (error) {
        Deno.removeSync(copy);
        throw error;
      }
    });
}

/** The file behind links, its mode where it is there, and whether another can take its place. */
function findPlace(path: string): { path: string; mode: number | null; isRenamed: boolean } {
  if (path.endsWith("/")) throw Object.assign(new Error(), { code: "EISDIR" });
  try {
    const { isFile, isDirectory, mode } = Deno.statSync(path);
    if (isDirectory) throw Object.assign(new Error(), { code: "EISDIR" });
    if (!isFile || isOpenStream(path)) return { path, mode, isRenamed: false };
    // A file that may not be written is not to be replaced either.
    Deno.openSync(path, { write: true }).close();
    return { path: Deno.realPathSync(path), mode, isRenamed: true };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { path: readLink(path), mode: null, isRenamed: true };
  }
}

/** Where a link leads whose file is not there yet. */
function readLink(path: string): string {
  try {
    return resolve(dirname(path), Deno.readLinkSync(path));
  } catch {
    return path;
  }
}

/** Writes a whole copy to the disk, in the same folder, and returns its path. */
function writeCopy(path: string, text: string, mode: number | null): string {
  const copy = join(dirname(path), `.${basename(path).slice(0, 200)}.${crypto.randomUUID()}.tmp`);
  using file = Deno.openSync(copy, { write: true, createNew: true });
  try {
    if (mode !== null) Deno.chmodSync(copy, mode & 0o777);
    let bytes = new TextEncoder().encode(text);
    while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
    file.syncSync();
  } catch (error) {
    Deno.removeSync(copy);
    throw error;
  }
  return copy;
}
