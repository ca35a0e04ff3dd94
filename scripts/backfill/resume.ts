/** The line that goes on with a run: pasted into a shell, in the same folder, as it was started. */
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** How the run was started. */
interface Start {
  /** Up to the flags of the backfill: `["deno", "run", "-A", "scripts/backfill.ts"]`. */
  command: string[];
  /** `["doppler", "run", "--"]`, or nothing where it was started without. */
  doppler: string[];
}

/** Writes the line; with `--resume`, which `--full` contradicts. */
export function writeResumeLine(args: string[], { command, doppler }: Start): string {
  const again = args.filter((arg) => arg !== "--full" && arg !== "--resume");
  return [...doppler, ...command, "--resume", ...again].map(quoteWord).join(" ");
}

/** Quotes a word for any shell of Unix (POSIX 2.2.2), where it needs that. */
function quoteWord(word: string): string {
  return /^[\w./:@,+-][\w./:@,+=-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Finds out how this process was started; where the system does not tell, by Deno itself. */
export function readStart(args: string[]): Start {
  const words = readWords("self");
  const command = words.slice(0, words.length - args.length);
  const isWhole = command.length > 1 && words.slice(command.length).join("\0") === args.join("\0");
  return {
    command: isWhole ? command : [Deno.execPath(), "run", "-A", findScript()],
    doppler: readDoppler(),
  };
}

function findScript(): string {
  const path = fileURLToPath(Deno.mainModule);
  const fromHere = relative(Deno.cwd(), path);
  if (fromHere.startsWith("..")) return path;
  return fromHere.startsWith("-") ? `./${fromHere}` : fromHere;
}

/** With the flags by which it was called, such as `--config`; but no token, which is a secret. */
function readDoppler(): string[] {
  // Only a command that Doppler runs has it; the others also stand in a shell to configure Doppler.
  if (!Deno.env.has("DOPPLER_ENVIRONMENT")) return [];
  const words = readWords(String(Deno.ppid));
  // It may be a program, or a script that a shell runs.
  const begin = words.slice(0, 2).findIndex((word) => basename(word) === "doppler");
  const end = words.indexOf("--");
  if (begin < 0 || end < 0) return ["doppler", "run", "--"];
  return ["doppler", ...words.slice(begin + 1, end + 1)].filter((word, index, all) =>
    !/^(--token|-t)/.test(word) && !/^(--token|-t)$/.test(all[index - 1] ?? "")
  );
}

/** The words of a process, on Linux; elsewhere none. */
function readWords(pid: string): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0").slice(0, -1);
  } catch {
    return [];
  }
}
