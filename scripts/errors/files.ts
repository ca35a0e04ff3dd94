/** What is wrong with a file, by the system's name of the error. */

import { constants } from "node:os";

const KINDS: Record<string, string> = {
  EACCES: "permission denied",
  EBUSY: "it is in use",
  EDQUOT: "the disk quota is used up",
  EEXIST: "it exists already",
  EFBIG: "it is too large",
  EIO: "the device failed",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "its folder does not exist",
  ENOSPC: "no space is left on the device",
  ENOTDIR: "a part of its path is not a folder",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ETXTBSY: "it is in use",
};

/** Tells a failure of a file system in a few words; undefined where it is something else. */
export function describeFileFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = readSystemCode(error);
  if (code !== undefined && code in KINDS) return KINDS[code];
  return error instanceof Deno.errors.PermissionDenied ? KINDS.EACCES : undefined;
}

/** The system's name of an error, such as `ENOSPC`; Deno gives some by their number alone. */
export function readSystemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, message } = error as Error & { code?: unknown };
  if (typeof code === "string") return code;
  const [, number] = /\(os error (\d+)\)/.exec(message) ?? [];
  return Object.entries(constants.errno).find(([, errno]) => errno === Number(number))?.[0];
}
