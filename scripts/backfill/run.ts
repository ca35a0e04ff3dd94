/**
 * One run of the backfill.
 *
 * 1. Records are read newest first, a page ahead (`pages.ts`), and judged run by run (`judge.ts`).
 * 2. What is to be stored is written in batches, several at a time (`writer.ts`); the database
 *    takes each document from its step result, and keeps a row that is newer (`write_icp_job_titles`).
 * 3. Every record that was judged ends as upserted, skipped or failed. Only after an interruption,
 *    and when the run cannot go on, records that were not sent are left to the next run, and not
 *    counted.
 *
 * The record of progress is the table itself: a row names the run that it comes from, and by that
 * `resume` knows what is stored.
 */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { ToldError } from "../errors/describe.ts";
import { describeError } from "./describe.ts";
import { judgeRun } from "./judge.ts";
import { readRuns } from "./pages.ts";
import type { Report } from "./report.ts";
import { Interrupted, type Retrier } from "./retry.ts";
import type { Scope } from "./source.ts";
import { createDryRunStore, createStore } from "./store.ts";
import { createWriter } from "./writer.ts";

/** How a run ended; `cut` where not all could be looked at. */
export type Ending = "complete" | "cut" | "interrupted";

/** What a run works with. */
export interface RunOptions {
  dataApi: DataApi;
  scope: Scope;
  retrier: Retrier;
  report: Report;
  /** Skip what is stored already. */
  resume: boolean;
  /** Write over rows that something else wrote later. */
  overwrite: boolean;
  /** Do all but write. */
  dryRun: boolean;
  /** Records to look at, at most. */
  limit: number;
  /** Writes in flight, at most. */
  concurrency: number;
  /** Records of a page and of a batch, at most. */
  batchRows: number;
  /** Takes a record that could not be stored. */
  reject(stepResultId: string, error: unknown): void;
  /** Tells the person a sentence. */
  tell(sentence: string): void;
  /** Ends the run after the writes in flight. */
  signal: AbortSignal;
}

/** Of documents in one batch, so that its statement stays far from the 8 s of hosted ones. */
const BATCH_BYTES = 16 * 2 ** 20;

/** Brings the results of a scope in; the report has counted every record that was judged. */
export async function runBackfill(options: RunOptions): Promise<Ending> {
  const { report, retrier, signal, tell, batchRows } = options;
  const writer = createWriter({
    store: options.dryRun ? createDryRunStore(options) : createStore(options),
    retrier,
    // A dry run looks at one batch after the other, since the newest result has to come first.
    concurrency: options.dryRun ? 1 : options.concurrency,
    most: { rows: batchRows, bytes: BATCH_BYTES },
    onOutcome({ company, stepResultId }, outcome) {
      if (outcome === "upserted") report.add(company, { status: "upserted" });
      if (outcome === "superseded") report.add(company, { status: "skipped", reason: outcome });
      if (outcome === "no_source") {
        const error = new ToldError("The step result is not there any more.");
        report.add(company, { status: "failed", error });
        options.reject(stepResultId, error);
      }
    },
    onFailure({ company, stepResultId }, error) {
      report.add(company, { status: "failed", error });
      options.reject(stepResultId, error);
    },
  });

  async function judgeAll(): Promise<void> {
    let left = options.limit;
    for await (const run of readRuns({ ...options, mostRows: batchRows })) {
      for (const verdict of judgeRun(run, options)) {
        if (signal.aborted || left-- <= 0) return;
        if ("reason" in verdict) {
          report.add(verdict.company, { status: "skipped", reason: verdict.reason });
        } else {
          await writer.add(verdict);
        }
      }
    }
  }

  let ending: Ending = "complete";
  try {
    await judgeAll();
  } catch (error) {
    if (!(error instanceof Interrupted)) {
      tell(`Reading stopped: ${describeError(error)} Run again with --resume for the rest.`);
      ending = "cut";
    }
  }
  try {
    await (signal.aborted ? writer.leave() : writer.finish());
  } catch (error) {
    if (ending === "complete") tell(`Writing stopped: ${describeError(error)}`);
    ending = "cut";
  }
  return signal.aborted ? "interrupted" : ending;
}
