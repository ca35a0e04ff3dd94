import { assertEquals } from "@std/assert";
import { flagsOf, runBackfillScript, settingsOf } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { addSubmission, research } from "../support/pipeline.ts";

Deno.test("backfill keeps stored names where newer results have blank ones, and stores no blank", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const { sql } = database;
  const blanks = ["", " \t", "\u00a0\ufeff", "\u200b"];
  const domains = blanks.map((_, n) => `blank-${n}.com`);
  const past = await addSubmission(
    sql,
    blanks.map((_, n) => ({
      payloads: [research("Newer", domains[n]!)],
    })),
  );
  for (const [n, blank] of blanks.entries()) {
    const texts = { company_name: blank, company_description: blank, processor: blank };
    await sql`update step_results set output_payload = jsonb_set(output_payload,
      '{operation_result,output}', output_payload #> '{operation_result,output}' || ${
      sql.json(texts)
    }) where output_payload #>> '{operation_result,output,domain}' = ${domains[n]!}`;
    await sql`insert into icp_job_titles (org_id, company_domain, company_name,
      company_description, raw_parallel_output, processor, updated_at)
      values (${past.orgId}, ${domains[n]!}, 'Kept', 'As it was', '{}', 'core', '2000-01-01')`;
  }
  const { code } = await runBackfillScript(flagsOf(past), settingsOf(dataApi));
  const rows = await sql`select company_name, company_description, processor from icp_job_titles`;
  const kept = { company_name: "Kept", company_description: "As it was", processor: null };
  assertEquals([code, [...rows]], [0, blanks.map(() => kept)]);
});
