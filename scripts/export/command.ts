/** The export as a command, but for what belongs to the process: signals, and how it ends. */
// @ts-types="npm:@types/cli-progress@3.11.6"
import { Presets, SingleBar } from "cli-progress";
import { type IcpJobTitlesQuery, RawJson } from "../../client/mod.ts";
import type { Output } from "../backfill/output.ts";
import type { Clock } from "../backfill/retry.ts";
import { describeError, ToldError } from "../errors/describe.ts";
import { type Flags, HELP, readFlags, TOKEN_VARIABLE } from "./flags.ts";
import { FORMATS } from "./formats.ts";
import { openPart, RefusedExport } from "./part_file.ts";
import { runExport } from "./run.ts";

/** The exit codes, as the backfill's. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** What a command works with. */
interface CommandOptions {
  /** The caller's token; blank where the setting is missing. */
  token: string;
  output: Pick<Output, "print" | "complain">;
  /** Where the progress bar goes; absent for none. */
  terminal?: NodeJS.WritableStream | undefined;
  clock: Clock;
  /** Ends the export after the page in flight. */
  signal: AbortSignal;
}

/** Runs the export of a command line, and returns its exit code. */
export async function runCommand(args: string[], options: CommandOptions): Promise<number> {
  const { print, complain } = options.output;
  let flags;
  try {
    flags = readFlags(args);
    if (!flags) {
      print(HELP);
      return EXIT.ok;
    }
    if (options.token === "") throw new ToldError(`${TOKEN_VARIABLE} is missing.`);
  } catch (error) {
    complain(`${describeError(error)}\nSee --help.`);
    return EXIT.usage;
  }
  try {
    return await exportToFile(flags, options);
  } catch (error) {
    complain(describeError(error));
    if (error instanceof RefusedExport) return EXIT.usage;
    complain("Run the same command again to continue.");
    return EXIT.failed;
  }
}

async function exportToFile(flags: Flags, options: CommandOptions): Promise<number> {
  const { out, format, restart, quiet, url, query } = flags;
  const { output: { print }, token, terminal, clock, signal } = options;
  const bar = !quiet && terminal
    ? new SingleBar(
      { format: "{bar} {percentage}% of {total} rows", barsize: 20, stream: terminal },
      Presets.shades_grey,
    )
    : undefined;
  const identity = JSON.stringify({ url, query: describeQuery(query), format });
  await using part = await openPart(out, { identity, head: FORMATS[format].head, restart });
  if (part.rows > 0) print(`Continuing after ${part.rows} rows in "${out}.part".`);
  try {
    const ending = await runExport({
      flags,
      token,
      part,
      clock,
      signal,
      onProgress(rows, total) {
        const most = Math.max(rows, total ?? 0);
        if (!bar?.isActive) return bar?.start(most, rows);
        bar.setTotal(most);
        bar.update(rows);
      },
      note: print,
    });
    if (ending === "interrupted") {
      bar?.stop();
      print(`${part.rows} rows are in "${out}.part". Run the same command again to continue.`);
      return EXIT.interrupted;
    }
  } finally {
    bar?.stop();
  }
  part.finish();
  print(`total exported: ${part.rows}, to "${out}"`);
  return EXIT.ok;
}

/** The query as plain JSON; a partial file is continued only by an export with the same. */
function describeQuery({ contains, ...rest }: IcpJobTitlesQuery): object {
  return { ...rest, contains: contains instanceof RawJson ? contains.text : contains };
}
