/**
 * The file of an export while it grows: `<out>.part`, and `<out>.part.json` with the place to continue
 * from. A kill at any moment leaves the two so that the same command continues and no row is lost or
 * doubled; the file itself appears when it is complete.
 */
import { statSync } from "node:fs";
import { withFile } from "../backfill/files.ts";
import { ToldError } from "../errors/describe.ts";

/** How far an export is. */
interface Place {
  /** What is exported; a part of something else is not continued. */
  identity: string;
  cursor: string;
  bytes: number;
  rows: number;
  /** Rows there are in all, as far as the service said. */
  total?: number | undefined;
}

/** What was asked for cannot be done: another try would not help. */
export class RefusedExport extends ToldError {}

/** A growing file; made by {@link openPart}. */
export interface Part extends AsyncDisposable {
  /** Where to continue; undefined at the beginning. */
  readonly cursor: string | undefined;
  readonly rows: number;
  total: number | undefined;
  /** Adds rows, and notes the place after them; without a cursor they are the last. */
  append(text: string, rows: number, cursor: string | null): void;
  /** Renames it to what it is to be. */
  finish(): void;
}

/**
 * Opens the part of a file, or begins one with `head`.
 *
 * @throws {RefusedExport} Where another export writes it, or it is a part of something else.
 * @throws {ToldError} Where it cannot be written; it names the file.
 */
export async function openPart(
  out: string,
  { identity, head, restart }: { identity: string; head: string; restart: boolean },
): Promise<Part> {
  const path = `${out}.part`;
  const placePath = `${path}.json`;
  const guard = <Result>(work: () => Result) => withFile("--out", out, work);
  guard(() => {
    if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) {
      throw Object.assign(new Error(), { code: "EISDIR" });
    }
  });
  const file = guard(() => Deno.openSync(path, { read: true, write: true, create: true }));
  try {
    if (!await file.tryLock(true)) throw new RefusedExport(`Another export is writing "${out}".`);
    const found = restart ? undefined : readPlace(placePath);
    if (found && found.identity !== identity) {
      const advice = "Pass that export's flags, another --out, or --restart.";
      throw new RefusedExport(`"${path}" belongs to another export. ${advice}`);
    }
    const isKept = found && file.statSync().size >= found.bytes;
    const place = isKept ? found : { identity, bytes: 0, rows: 0 };
    guard(() => {
      file.truncateSync(place.bytes);
      file.seekSync(0, Deno.SeekMode.End);
      if (!isKept) place.bytes += writeWhole(file, head);
    });
    return growPart({ out, path, placePath, file, guard }, place);
  } catch (error) {
    file.close();
    throw error;
  }
}

function growPart(
  { out, path, placePath, file, guard }: {
    out: string;
    path: string;
    placePath: string;
    file: Deno.FsFile;
    guard<Result>(work: () => Result): Result;
  },
  place: Omit<Place, "cursor"> & { cursor?: string },
): Part {
  let isFinished = false;
  return {
    get cursor() {
      return place.cursor;
    },
    get rows() {
      return place.rows;
    },
    get total() {
      return place.total;
    },
    set total(total) {
      place.total = total;
    },
    append: (text, rows, cursor) =>
      guard(() => {
        place.bytes += writeWhole(file, text);
        place.rows += rows;
        if (cursor === null) return;
        place.cursor = cursor;
        // The rows are on the disk before the place says so.
        file.syncDataSync();
        Deno.writeTextFileSync(`${placePath}.new`, JSON.stringify(place));
        Deno.renameSync(`${placePath}.new`, placePath);
      }),
    finish: () =>
      guard(() => {
        file.syncSync();
        Deno.renameSync(path, out);
        isFinished = true;
        removeIfThere(placePath);
      }),
    [Symbol.asyncDispose]() {
      file.close();
      // Nothing in it could be continued.
      if (place.cursor === undefined && !isFinished) removeIfThere(path);
      return Promise.resolve();
    },
  };
}

/** Reads the noted place; undefined where there is none, or one that is not ours. */
function readPlace(path: string): Place | undefined {
  try {
    const place = JSON.parse(Deno.readTextFileSync(path));
    const isPlace = typeof place.identity === "string" && typeof place.cursor === "string" &&
      Number.isSafeInteger(place.bytes) && Number.isSafeInteger(place.rows);
    return isPlace ? place : undefined;
  } catch {
    return undefined;
  }
}

function writeWhole(file: Deno.FsFile, text: string): number {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  return bytes.length;
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
