import { assert, assertEquals } from "@std/assert";
import { createTestDatabase } from "../support/database.ts";
import { listTables, loadSample, SAMPLE } from "./fixtures.ts";

Deno.test("the sample has at least 12 companies with research that can be stored", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  const rows = await database.sql`
    select distinct output ->> 'company_name' as name
    from pipeline_runs as runs
    join step_results as results on results.pipeline_run_id = runs.id,
      lateral (select output_payload #> '{operation_result,output}' as output) as answers
    where runs.submission_id = ${SAMPLE.submissionId} and runs.org_id = ${SAMPLE.orgId}
      and runs.parent_pipeline_run_id is not null
      and runs.status = 'succeeded' and results.status = 'succeeded'
      and output_payload #>> '{operation_result,operation_id}' = 'company.derive.icp_job_titles'
      and jsonb_typeof(output #> '{parallel_raw_response,output,content}') = 'object'
      and output #> '{parallel_raw_response,output,content}' <> '{}'
      and output ->> 'domain' like '%.%' and output ->> 'domain' not like '%@%'`;
  assert(rows.length >= 12, `The sample has ${rows.length} companies only.`);
});

Deno.test("the sample has child runs in every state that a backfill must tell apart", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  const rows = await database.sql`
    select distinct runs.status || ' ' || coalesce(results.status::text, '-') as states
    from pipeline_runs as runs
    left join step_results as results on results.pipeline_run_id = runs.id
    where runs.parent_pipeline_run_id is not null order by 1`;
  assertEquals(rows.map((row) => row.states), [
    "failed failed",
    "queued -",
    "succeeded -",
    "succeeded skipped",
    "succeeded succeeded",
  ]);
});

Deno.test("loading the sample again changes nothing", async () => {
  await using database = await createTestDatabase();
  const tables = await listTables(database.sql);
  const readAll = async () => {
    const rows = [];
    for (const table of tables) {
      rows.push(...await database.sql`select ${table} as table, * from ${database.sql(table)}`);
    }
    return rows.map((row) => JSON.stringify(row)).sort();
  };
  await loadSample(database.sql);
  const before = await readAll();
  await loadSample(database.sql);
  assertEquals(await readAll(), before);
});

Deno.test("the sample's API token is the one that the local stack prints", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode("development-api-token"),
  );
  const [token] = await database.sql`select token_hash, org_id from api_tokens`;
  assertEquals({ ...token }, {
    token_hash: new Uint8Array(digest).toHex(),
    org_id: SAMPLE.orgId,
  });
});
