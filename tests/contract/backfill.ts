/** The backfill as it is run, against a submission of its own. */
import { assertEquals } from "@std/assert";
import { flagsOf, readSummary, runBackfillScript, settingsOf } from "../support/backfill.ts";
import { readPage } from "../support/query.ts";
import {
  STEP_RESULT_RUNS,
  STEP_RESULT_TOTALS,
  STEP_RESULTS,
  SUPERSEDED,
} from "../support/step_results.ts";
import { asWorker } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";

/** Runs it twice and verifies: each case has its verdict, and the second run changes nothing. */
export async function testBackfill(subject: ContractSubject): Promise<void> {
  const { supabaseUrl: url, serviceKey } = subject.settings;
  const orgId = await subject.addOrg();
  const past = await subject.addSubmission(orgId, STEP_RESULT_RUNS);
  const run = (...args: string[]) =>
    runBackfillScript([...flagsOf(past), ...args], settingsOf({ url, serviceKey }));
  const readRows = async () => {
    const { data } = await readPage(subject, {}, { headers: asWorker(subject, orgId) });
    return data.map(({ updated_at: _, ...row }) => row);
  };

  const first = await run();
  assertEquals([first.code, readSummary(first.lines)], [0, STEP_RESULT_TOTALS], first.errors);
  const rows = await readRows();
  for (const { id, expected: { reason, company_domain }, output_payload } of STEP_RESULTS) {
    if (reason !== null || id === SUPERSEDED) continue;
    const output = output_payload!.operation_result.output;
    const row = rows.find((row) => row.company_domain === company_domain);
    const { raw_parallel_output, parallel_run_id, source_submission_id } = row ?? {};
    assertEquals({ raw_parallel_output, parallel_run_id, source_submission_id }, {
      raw_parallel_output: output.parallel_raw_response!.output!.content,
      parallel_run_id: output.parallel_run_id ?? null,
      source_submission_id: past.submissionId,
    }, id);
  }
  assertEquals(rows.length, STEP_RESULT_TOTALS.upserted);

  const second = await run("--full", "--verify");
  assertEquals([second.code, second.lines.at(-1)], [0, "The table is whole."], second.errors);
  assertEquals(await readRows(), rows);
}
