/** Exports research to a file: `deno task export`; `--help` tells the rest. */
// @ts-types="npm:@types/cli-progress@3.11.6"
import { Presets, SingleBar } from "cli-progress";
import { type IcpJobTitlesQuery, RawJson } from "../client/mod.ts";
import { createOutput, type Output } from "./backfill/output.ts";
import { SYSTEM_CLOCK } from "./backfill/retry.ts";
import { listenToSignals } from "./backfill/signals.ts";
import { describeError, ToldError } from "./errors/describe.ts";
import { HELP, readFlags, TOKEN_VARIABLE } from "./export/flags.ts";
import { FORMATS } from "./export/formats.ts";
import { openPart, RefusedExport } from "./export/part_file.ts";
import { runExport } from "./export/run.ts";

/** As the backfill's. */
const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Runs the export and returns its exit code. */
async function main(args: string[], output: Output, interruption: AbortController) {
  const { print, complain } = output;
  let flags;
  const token = Deno.env.get(TOKEN_VARIABLE)?.trim() ?? "";
  try {
    flags = readFlags(args);
    if (!flags) {
      print(HELP);
      return EXIT.ok;
    }
    if (token === "") throw new ToldError(`${TOKEN_VARIABLE} is missing.`);
  } catch (error) {
    complain(`${describeError(error)}\nSee --help.`);
    return EXIT.usage;
  }
  listenToSignals(() => {
    if (interruption.signal.aborted) return;
    complain("Interrupted: ending after the page in flight. Once more ends at once.");
    interruption.abort();
  }, () => Deno.exit(EXIT.interrupted));

  const { out, format, restart, quiet, url, query } = flags;
  const bar = !quiet && Deno.stderr.isTerminal()
    ? new SingleBar(
      { format: "{bar} {percentage}% of {total} rows", barsize: 20, stream: output.terminal },
      Presets.shades_grey,
    )
    : undefined;
  try {
    const identity = JSON.stringify({ url, query: describeQuery(query), format });
    await using part = await openPart(out, { identity, head: FORMATS[format].head, restart });
    if (part.rows > 0) print(`Going on after ${part.rows} rows of "${out}.part".`);
    const ending = await runExport({
      flags,
      token,
      part,
      clock: SYSTEM_CLOCK,
      signal: interruption.signal,
      onProgress(rows, total) {
        const most = Math.max(rows, total ?? 0);
        if (!bar?.isActive) return bar?.start(most, rows);
        bar.setTotal(most);
        bar.update(rows);
      },
      note: print,
    });
    bar?.stop();
    if (ending === "interrupted") {
      print(`${part.rows} rows are in "${out}.part". The same line goes on.`);
      return EXIT.interrupted;
    }
    part.finish();
    print(`total exported: ${part.rows}, to "${out}"`);
    return EXIT.ok;
  } catch (error) {
    bar?.stop();
    complain(describeError(error));
    if (error instanceof RefusedExport) return EXIT.usage;
    complain("The same line goes on where this ended.");
    return EXIT.failed;
  }
}

/** The query as plain JSON, by which a part is known again. */
function describeQuery({ contains, ...rest }: IcpJobTitlesQuery): object {
  return { ...rest, contains: contains instanceof RawJson ? contains.text : contains };
}

const interruption = new AbortController();
const output = createOutput(() => interruption.abort());
const exitCode = await main(Deno.args, output, interruption).catch((error) => {
  output.complain(describeError(error));
  return EXIT.failed;
});
Deno.exit(exitCode === EXIT.ok && output.isShort ? EXIT.failed : exitCode);
