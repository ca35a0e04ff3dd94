/** The whole command after its flags are read: run, verify, summary, report file, exit code. */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { describeError } from "./describe.ts";
import { createDisplay } from "./display.ts";
import type { Flags } from "./flags.ts";
import { NOTHING, Report, summarize } from "./report.ts";
import { type Clock, createRetrier } from "./retry.ts";
import { type Ending, runBackfill } from "./run.ts";
import { readScope, WrongScope } from "./scope.ts";
import { countStepResults, type Scope } from "./source.ts";
import { describeVerification, isWhole, type Verification, verifyBackfill } from "./verify.ts";

/** The exit codes of the contract. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** What the command works with. */
interface CommandOptions {
  dataApi: DataApi;
  flags: Flags;
  clock: Clock;
  /** Where to draw a progress bar, if anywhere. */
  terminal: NodeJS.WritableStream | undefined;
  reject(stepResultId: string, error: unknown): void;
  /** Writes the file of `--report`; throws a sentence that names it. */
  saveReport(report: object): void;
  /** Take a line for standard output, and for standard error. */
  print(line: string): void;
  complain(line: string): void;
  /** Ends the run after the writes in flight. */
  signal: AbortSignal;
}

/** Before anything has begun a wrong address should show at once. */
const PATIENCE_TO_BEGIN_MS = 2500;
const HEAVY_ATTEMPTS = 5;

/** Does what the flags say, and returns the exit code; prints the summary in each case but 2. */
export async function runCommand(options: CommandOptions): Promise<number> {
  const { dataApi, flags, clock, signal, terminal, print, complain } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const createPatientRetrier = (limitMs: number, tell: (sentence: string) => void) =>
    createRetrier({ clock, patience: { limitMs, heavyAttempts: HEAVY_ATTEMPTS }, signal, tell });

  let scope: Scope;
  try {
    const limitMs = Math.min(PATIENCE_TO_BEGIN_MS, flags.patienceMs);
    const { run } = createPatientRetrier(limitMs, complain);
    scope = await run("read of the submissions", () => readScope(dataApi, flags));
  } catch (error) {
    complain(describeError(error));
    const isWrong = error instanceof WrongScope;
    if (!isWrong) summarize(NOTHING).forEach((line) => print(line));
    const exitCode = signal.aborted ? EXIT.interrupted : isWrong ? EXIT.usage : EXIT.failed;
    writeReport(options, startedAt, {
      org_id: flags.orgId,
      submission_ids: flags.submissionIds ?? [],
      ending: signal.aborted ? "interrupted" : "cut",
      exit_code: exitCode,
      error: describeError(error),
      totals: NOTHING,
    });
    return exitCode;
  }

  const total = terminal && !flags.quiet ? await countRecords(options, scope) : undefined;
  const display = createDisplay({ quiet: flags.quiet, terminal, total, print });
  const report = new Report((line, { status }) => {
    display.record(line, status === "failed");
    display.progress(report.totals.processed, report.totals);
  });
  const retrier = createPatientRetrier(flags.patienceMs, display.note);
  const shared = { ...options, ...flags, scope, retrier, report, tell: display.note };
  const ending = flags.run ? await runBackfill(shared) : "complete";
  const verification = flags.verify && !signal.aborted
    ? await verifyBackfill({
      ...shared,
      showRow: (line) => display.record(line, true),
      onProgress: (looked) => display.progress(looked),
    })
    : undefined;
  display.stop();

  const { totals } = report;
  const exitCode = chooseExitCode(ending, totals.failed, verification, signal);
  print("");
  if (flags.run) summarize(totals).forEach((line) => print(line));
  if (verification) describeVerification(verification).forEach((line) => print(line));
  const isSaved = writeReport(options, startedAt, {
    org_id: scope.orgId,
    submission_ids: scope.submissionIds,
    ending,
    exit_code: exitCode,
    retries: retrier.retries,
    totals,
    verification,
  });
  return exitCode === EXIT.ok && !isSaved ? EXIT.failed : exitCode;
}

/** The records that there are to look at; undefined where the database cannot count them in time. */
async function countRecords(
  { dataApi, flags, complain }: CommandOptions,
  scope: Scope,
): Promise<number | undefined> {
  try {
    return Math.min(await countStepResults(dataApi, scope), flags.limit);
  } catch (error) {
    complain(`The records could not be counted: ${describeError(error)} Going on without a total.`);
    return undefined;
  }
}

/** Writes the report and tells whether that went well; without `--report` there is nothing to do. */
function writeReport(
  { flags, clock, saveReport, complain }: CommandOptions,
  startedAt: string,
  outcome: object,
): boolean {
  const { submissionIds: _ids, orgId: _org, help: _help, report: _report, ...mode } = flags;
  const times = { started_at: startedAt, finished_at: new Date(clock.now()).toISOString() };
  try {
    saveReport({ ...times, mode, ...outcome });
    return true;
  } catch (error) {
    complain(describeError(error));
    return false;
  }
}

function chooseExitCode(
  ending: Ending,
  failed: number,
  verification: Verification | undefined,
  signal: AbortSignal,
): number {
  if (signal.aborted) return EXIT.interrupted;
  const isStored = ending === "complete" && failed === 0;
  return isStored && (verification === undefined || isWhole(verification)) ? EXIT.ok : EXIT.failed;
}
