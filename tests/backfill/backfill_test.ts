import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { flagsOf, readSummary, runBackfillScript, settingsOf } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { addSubmission, research } from "../support/pipeline.ts";
import {
  STEP_RESULT_RUNS,
  STEP_RESULT_TOTALS,
  STEP_RESULTS,
  SUPERSEDED,
} from "../support/step_results.ts";

Deno.test("backfill gives each case of the step results its verdict", async (t) => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const { sql } = database;
  const past = await addSubmission(sql, STEP_RESULT_RUNS);
  const { code, lines } = await runBackfillScript(flagsOf(past), settingsOf(dataApi));
  const rows = await sql`select * from icp_job_titles`;

  for (const { id, about, expected, output_payload } of STEP_RESULTS) {
    await t.step(`${id}: ${about}`, async () => {
      const domain = expected.company_domain;
      const reason = id === SUPERSEDED ? "superseded" : expected.reason;
      const outcome = reason === null ? "upserted" : `skipped: ${reason}`;
      const line = lines.find((line) =>
        line.endsWith(` | ${outcome}`) && (domain === null || line.includes(` | ${domain} | `))
      );
      assert(line, `no line says that ${domain} is ${outcome}`);
      if (reason !== null) return;

      const row = rows.find((row) => row.company_domain === domain)!;
      const output = output_payload!.operation_result.output;
      const [same] = await sql`
        select raw_parallel_output = ${
        JSON.stringify(output.parallel_raw_response!.output!.content)
      }::text::jsonb as document
        from icp_job_titles where id = ${row.id}`;
      assert(same!.document, "the document differs");
      assertEquals(row.org_id, past.orgId);
      assertEquals(row.source_submission_id, past.submissionId);
      assertEquals(row.parallel_run_id, output.parallel_run_id ?? null);
      assertEquals(row.processor, output.processor ?? null);
    });
  }
  assertEquals(code, 0);
  assertEquals(readSummary(lines), STEP_RESULT_TOTALS);
  assertEquals(rows.length, 7);
  const quillhaven = rows.find((row) => row.company_domain === "quillhaven.edu")!;
  assertEquals(quillhaven.company_name, "Quillhaven");
  assertEquals(quillhaven.company_description, "Admissions CRM");
  assertEquals(quillhaven.raw_parallel_output.titles.length, 2);
  assertEquals(rows.find((row) => row.company_domain === "oddtypes.net")!.company_name, null);
});

Deno.test("backfill run twice leaves the same rows", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, STEP_RESULT_RUNS);
  const read = () =>
    database.sql`select id, created_at, company_domain, company_name, company_description,
      raw_parallel_output::text, parallel_run_id, processor, source_pipeline_run_id
      from icp_job_titles order by id`;
  const first = await runBackfillScript(flagsOf(past), settingsOf(dataApi));
  const before = [...await read()];
  const second = await runBackfillScript(flagsOf(past), settingsOf(dataApi));
  assertEquals([...await read()], before);
  assertEquals(second.lines, first.lines);
});

Deno.test("backfill reads on over several pages, and counts a run without a result", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const runs = Array.from({ length: 120 }, (_, index) => ({
    payloads: [research(`Company ${index}`, `company${index}.example.com`)],
  }));
  const past = await addSubmission(database.sql, [...runs, { payloads: [] }]);
  // Many runs that finished at the same time, and some without a time, are read once each.
  await database.sql`update pipeline_runs set finished_at = case
    when right(id::text, 1) in ('0', '1', '2') then null else timestamptz '2026-03-02T00:00:00.123456Z' end`;
  const { code, lines } = await runBackfillScript(flagsOf(past), settingsOf(dataApi));
  assertEquals(code, 0);
  assertEquals(readSummary(lines), { processed: 121, upserted: 120, skipped: 1, failed: 0 });
  assertStringIncludes(lines.join("\n"), "no_step_result 1");
  assertEquals((await database.sql`select from icp_job_titles`).length, 120);
});

Deno.test("backfill leaves out failed runs and step results, parents, and other submissions", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const { sql } = database;
  const past = await addSubmission(sql, [
    { payloads: [research("Failed run", "failed-run.com")] },
    { payloads: [research("Failed step", "failed-step.com")] },
    { payloads: [research("Parent", "parent.com")] },
    { payloads: [research("Good", "good.com")] },
  ]);
  await addSubmission(sql, [{ payloads: [research("Elsewhere", "elsewhere.com")] }]);
  const where = (name: string) =>
    sql`select pipeline_run_id from step_results
      where output_payload->'operation_result'->'output'->>'company_name' = ${name}`;
  await sql`update pipeline_runs set status = 'failed' where id in (${where("Failed run")})`;
  await sql`update step_results set status = 'failed'
    where pipeline_run_id in (${where("Failed step")})`;
  await sql`update pipeline_runs set parent_pipeline_run_id = null
    where id in (${where("Parent")})`;
  const { lines } = await runBackfillScript(flagsOf(past), settingsOf(dataApi));
  assertEquals(readSummary(lines), { processed: 2, upserted: 1, skipped: 1, failed: 0 });
  const rows = await sql`select company_domain from icp_job_titles`;
  assertEquals([...rows], [{ company_domain: "good.com" }]);
});

Deno.test("backfill stores a document as it came, to the last digit", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [{ payloads: [research("Exact", "exact.com")] }]);
  await database.sql`update step_results set output_payload = jsonb_set(output_payload,
    '{operation_result,output,parallel_raw_response,output,content}',
    '{"big": 9007199254740993, "price": 1.10, "__proto__": {"x": 1}, "text": "\\" é 😀"}')`;
  const { code } = await runBackfillScript(flagsOf(past), settingsOf(dataApi));
  const [row] = await database.sql`select raw_parallel_output::text as raw from icp_job_titles`;
  assertEquals(code, 0);
  assertEquals(
    row!.raw,
    '{"big": 9007199254740993, "text": "\\" é 😀", "price": 1.10, "__proto__": {"x": 1}}',
  );
});
