import { assert, assertEquals } from "@std/assert";
import { flagsOf, readSummary, runBackfillHere } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { addSubmission, research } from "../support/pipeline.ts";

/** A result with its operation replaced; undefined leaves the key out. */
function withOperation(operation_id: unknown, payload: unknown): unknown {
  const { operation_result } = payload as { operation_result: object };
  return { operation_result: { ...operation_result, operation_id } };
}

const CASES: [name: string, operation: unknown, outcome: string][] = [
  ["no-key", undefined, "upserted"],
  ["null", null, "upserted"],
  ["empty-text", "", "upserted"],
  ["blank-text", " \n\t", "upserted"],
  ["number", 7, "upserted"],
  ["boolean", false, "upserted"],
  ["object", { id: "company.derive.briefing" }, "upserted"],
  ["list", ["company.derive.briefing"], "upserted"],
  ["ours", "company.derive.icp_job_titles", "upserted"],
  ["ours-between-spaces", " company.derive.icp_job_titles\n", "upserted"],
  ["other", "company.derive.briefing", "skipped: other_operation"],
  ["longer", "company.derive.icp_job_titles.v2", "skipped: other_operation"],
  ["other-case", "Company.Derive.ICP_Job_Titles", "skipped: other_operation"],
];

Deno.test("backfill takes results that name no operation, and skips those that name another", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const results = CASES.map(([name, operation]) => ({
    payloads: [withOperation(operation, research(name, `${name}.example.com`))],
  }));
  const past = await addSubmission(database.sql, [
    ...results,
    { payloads: [withOperation(undefined, { operation_result: { output: { domain: "a.com" } } })] },
    { payloads: [{ cumulative_context: {} }] },
    { payloads: [withOperation("company.derive.briefing", { operation_result: {} })] },
  ]);
  const { code, lines } = await runBackfillHere(dataApi, [...flagsOf(past), "--full", "--verify"]);

  for (const [name, , outcome] of CASES) {
    assert(lines.includes(`${name} | ${name}.example.com | ${outcome}`), `${name}:\n${lines}`);
  }
  assertEquals(code, 0);
  assertEquals(readSummary(lines), { processed: 16, upserted: 10, skipped: 6, failed: 0 });
  assert(
    lines.includes("total skipped: 6 (missing_output 2, other_operation 4)"),
    lines.join("\n"),
  );
  // What names no operation counts as a result of ours where it has an output of the same form.
  assert(lines.includes("succeeded ICP step results: 10"), lines.join("\n"));
  assert(lines.includes("The table is whole."));
});
