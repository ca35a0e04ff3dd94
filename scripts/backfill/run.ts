/**
 * One run of the backfill.
 *
 * 1. Runs are read newest first, so the first valid result of a company is its newest; each later
 *    one is superseded.
 * 2. A newest result without a name or description takes it from the next older one that has it,
 *    as if all had been written in the order of time. So it waits until the reading is done.
 * 3. Every record ends as upserted, skipped or failed, and a failure does not stop the others.
 *    After an interruption, records that wait are left to the next run, and not counted.
 */
import type { DataApi } from "../../supabase/functions/_shared/data_api.ts";
import {
  type IcpJobTitlesInput,
  upsertManyIcpJobTitles,
} from "../../supabase/functions/_shared/service_upsert.ts";
import type { Flags } from "./flags.ts";
import { type Company, judgeStepResult } from "./judge.ts";
import { describeError, Report } from "./report.ts";
import { readRunResults, type RunResults } from "./source.ts";

/** How a run ended; `cut` where not all could be read. */
export type Ending = "complete" | "cut" | "interrupted";

interface Write {
  company: Company;
  input: IcpJobTitlesInput;
}

/**
 * Brings a submission's results in, one record at a time.
 *
 * @param signal Ends the run after the record in flight.
 * @returns How it ended; the report has counted every record that was looked at.
 */
export async function runBackfill(
  dataApi: DataApi,
  flags: Flags,
  report: Report,
  signal: AbortSignal,
): Promise<Ending> {
  const seen = new Set<string>();
  const waiting = new Map<string, Write>();

  async function write({ company, input }: Write): Promise<void> {
    try {
      await upsertManyIcpJobTitles(dataApi, flags.orgId, [input]);
      report.add(company, { status: "upserted" });
    } catch (error) {
      report.add(company, { status: "failed", error });
    }
  }

  async function processRun({ run, results }: RunResults): Promise<void> {
    if (results.length === 0) {
      report.print(`run ${run.id}:`);
      report.add({ name: undefined, domain: undefined }, {
        status: "skipped",
        reason: "no_step_result",
      });
    }
    for (const result of results) {
      const verdict = judgeStepResult(result, flags.submissionId);
      const { company } = verdict;
      if ("reason" in verdict) {
        report.add(company, { status: "skipped", reason: verdict.reason });
        continue;
      }
      const { input } = verdict;
      const newer = waiting.get(input.company_domain);
      if (newer !== undefined) fillIn(newer.input, input);
      if (seen.has(input.company_domain)) {
        report.add(company, { status: "skipped", reason: "superseded" });
        continue;
      }
      seen.add(input.company_domain);
      if (input.company_name === undefined || input.company_description === undefined) {
        waiting.set(input.company_domain, { company, input });
      } else {
        await write({ company, input });
      }
    }
  }

  let ending: Ending = "complete";
  try {
    for await (const runResults of readRunResults(dataApi, flags)) {
      if (signal.aborted) break;
      await processRun(runResults);
    }
  } catch (error) {
    report.print(`Reading stopped: ${describeError(error)}. Run again to bring in the rest.`);
    ending = "cut";
  }
  for (const record of waiting.values()) {
    if (!signal.aborted) await write(record);
  }
  return signal.aborted ? "interrupted" : ending;
}

/** Takes a missing name or description from an older result. */
function fillIn(newer: IcpJobTitlesInput, older: IcpJobTitlesInput): void {
  newer.company_name ??= older.company_name;
  newer.company_description ??= older.company_description;
}
