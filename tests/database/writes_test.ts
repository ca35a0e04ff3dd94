/** The write of several rows, and the same rule as a question. */
import { assert, assertEquals } from "@std/assert";
import type postgres from "postgres";
import { ROW } from "../../supabase/functions/_shared/contract.ts";
import { createTestDatabase } from "../support/database.ts";
import { addSubmission, type PastSubmission, research } from "../support/pipeline.ts";

interface Line {
  outcome: string;
  id: string | null;
  stored?: string;
}

/** Writes items of step results, newest first, or asks what that would do. */
async function send(
  sql: postgres.Sql,
  name: "write" | "check",
  { orgId, submissionId }: PastSubmission,
  items: object[],
  overwrite = false,
): Promise<Line[]> {
  const [row] = await sql`select ${sql.unsafe(`${name}_icp_job_titles`)}(
    p_org_id => ${orgId}, p_items => ${JSON.stringify(items)},
    p_submission_ids => array[${submissionId}]::uuid[], p_overwrite => ${overwrite}) as lines`;
  return row!.lines;
}

Deno.test("SQL keeps and replaces the columns that the contract keeps and replaces", async () => {
  await using database = await createTestDatabase();
  const rows = await database.sql`select * from icp_job_titles_on_conflict()`;
  assertEquals(
    new Map(rows.map((row) => [row.column_name, row.on_conflict])),
    new Map(
      Object.entries(ROW).flatMap(([name, field]) =>
        "onConflict" in field ? [[name, field.onConflict]] : []
      ),
    ),
  );
});

for (const overwrite of [false, true]) {
  Deno.test(`the question tells what the write does, and writes nothing, with overwrite ${overwrite}`, async () => {
    await using database = await createTestDatabase();
    const { sql } = database;
    const past = await addSubmission(
      sql,
      ["newer", "same", "missing", "elsewhere", "older", "missing"].map((name) => ({
        payloads: [research(name, `${name}.com`)],
      })),
    );
    const [first, same, , , , last] = past.runIds;
    const items = (await sql`select result.id as step_result_id,
        output_payload->'operation_result'->'output'->>'domain' as company_domain
      from step_results as result join pipeline_runs as run on run.id = result.pipeline_run_id
      order by run.finished_at desc`).map((row) => ({ ...row }));
    const gone = { step_result_id: crypto.randomUUID(), company_domain: "gone.com" };
    const addRow = (domain: string, run: string | null) =>
      sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output,
        source_pipeline_run_id) values (${past.orgId}, ${domain}, '{}', ${run})`;
    await addRow("older.com", first!);
    await addRow("newer.com", last!);
    await addRow("same.com", same!);
    await addRow("elsewhere.com", null);
    const rows = () => sql`select xmin, * from icp_job_titles order by company_domain`;

    const before = await rows();
    const told = await send(sql, "check", past, [...items, gone], overwrite);
    assertEquals(await rows(), before);
    assertEquals(told.map(({ stored, outcome }) => `${stored} ${outcome}`), [
      "missing upserted",
      "older upserted",
      overwrite ? "older upserted" : "newer superseded",
      "missing superseded",
      "same upserted",
      "newer superseded",
      "missing no_source",
    ]);
    const written = await send(sql, "write", past, [...items, gone], overwrite);
    assertEquals(written.map(({ outcome }) => outcome), told.map(({ outcome }) => outcome));
  });
}

Deno.test("a write and its question cost the same however many runs the org has", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const past = await addSubmission(sql, [{ payloads: [research("A", "a.com")] }]);
  const [result] = await sql`select id from step_results`;
  const items = JSON.stringify([{ step_result_id: result!.id, company_domain: "a.com" }]);
  const countBlocks = async (name: string) => {
    const call = `select ${name}_icp_job_titles(p_org_id => '${past.orgId}', p_items => '${items}',
      p_submission_ids => '{${past.submissionId}}')`;
    await sql.unsafe(call);
    const [plan] = await sql.unsafe(`explain (analyze, buffers, format json) ${call}`);
    const [{ Plan }] = plan!["QUERY PLAN"];
    return Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"];
  };
  const before = [await countBlocks("write"), await countBlocks("check")];
  await sql`
    insert into pipeline_runs (org_id, company_id, submission_id, blueprint_id, status)
    select org_id, company_id, submission_id, blueprint_id, 'failed'
    from (select * from pipeline_runs limit 1) as run, generate_series(1, 20000)`;
  await sql`analyze pipeline_runs`;
  const after = [await countBlocks("write"), await countBlocks("check")];
  for (const [index, blocks] of after.entries()) {
    assert(blocks <= before[index]! * 1.5 + 20, `${blocks} blocks, ${before[index]} before`);
  }
});

Deno.test("functions of an earlier backfill answer as they did", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const past = await addSubmission(sql, [{ payloads: [research("A", "a.com")] }]);
  const [result] = await sql`select id from step_results`;
  const records = JSON.stringify([
    { step_result_id: result!.id, company_domain: "a.com" },
    { step_result_id: crypto.randomUUID(), company_domain: "gone.com" },
  ]);
  const ids = [past.submissionId];
  const ask = async (name: string) =>
    (await sql`select ${sql.unsafe(name)}(${past.orgId}, ${ids}::uuid[], ${records}) as lines`)[0]!
      .lines;
  const line = { step_result_id: result!.id };
  assertEquals(await ask("check_icp_step_results"), [{ ...line, state: "missing" }]);
  assertEquals(await ask("write_icp_step_results"), [{ ...line, outcome: "upserted" }]);
  assertEquals(await ask("check_icp_step_results"), [{ ...line, state: "same" }]);
});
