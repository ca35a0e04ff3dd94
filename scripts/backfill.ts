/**
 * Brings past ICP research from step results into `icp_job_titles`.
 *
 * Run it with `doppler run -- deno run -A scripts/backfill.ts`; `--help` tells the rest, and
 * docs/RUNBOOK.md what to do before, during and after.
 */
import { createDataApi } from "../supabase/functions/_shared/data_api/client.ts";
import { readDataApiSettings } from "../supabase/functions/_shared/env.ts";
import { ServiceError } from "../supabase/functions/_shared/errors.ts";
import { EXIT, runCommand } from "./backfill/command.ts";
import { describeError } from "./backfill/describe.ts";
import { readFlags } from "./backfill/flags.ts";
import { HELP } from "./backfill/help.ts";
import { createOutput, type Output } from "./backfill/output.ts";
import { openRejects } from "./backfill/rejects.ts";
import { openReportFile } from "./backfill/report_file.ts";
import { readStart, writeResumeLine } from "./backfill/resume.ts";
import { SYSTEM_CLOCK } from "./backfill/retry.ts";
import { listenToSignals } from "./backfill/signals.ts";

/** Runs the backfill and returns its exit code. */
async function main(
  args: string[],
  { print, complain, terminal }: Output,
  interruption: AbortController,
): Promise<number> {
  const start = readStart(args);
  let flags, settings, reject, saveReport;
  try {
    flags = readFlags(args);
    if (flags.help) {
      print(HELP);
      return EXIT.ok;
    }
    settings = readDataApiSettings(Deno.env.toObject());
    // A night's work should not find out at its end that its files have no place.
    saveReport = openReportFile(flags.report);
    reject = openRejects(flags.rejects, complain);
  } catch (error) {
    complain(
      `${error instanceof ServiceError ? error.message : describeError(error)}\nSee --help.`,
    );
    return EXIT.usage;
  }

  listenToSignals(() => {
    if (interruption.signal.aborted) return;
    complain("Interrupted: ending after the writes in flight. Once more ends at once.");
    interruption.abort();
  }, () => Deno.exit(EXIT.interrupted));

  const { supabaseUrl } = settings;
  const what = flags.submissionIds === undefined
    ? "all submissions"
    : `submission ${flags.submissionIds.join(", ")}`;
  print(`Backfill of ${what} of org ${flags.orgId} at ${supabaseUrl}`);
  if (flags.run && flags.dryRun) print("A dry run: nothing is written.");
  const exitCode = await runCommand({
    dataApi: createDataApi(settings),
    flags,
    clock: SYSTEM_CLOCK,
    // The lines go to the one and the progress bar to the other.
    terminal: Deno.stdout.isTerminal() && Deno.stderr.isTerminal() ? terminal : undefined,
    reject,
    saveReport,
    print,
    complain,
    signal: interruption.signal,
  });
  if (exitCode === EXIT.interrupted && flags.run) {
    print(`Go on with: ${writeResumeLine(args, start)}`);
  }
  return exitCode;
}

const interruption = new AbortController();
const output = createOutput(() => interruption.abort());
const exitCode = await main(Deno.args, output, interruption).catch((error) => {
  output.complain(describeError(error));
  return EXIT.failed;
});
Deno.exit(exitCode === EXIT.ok && output.isShort ? EXIT.failed : exitCode);
