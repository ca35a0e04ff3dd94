import { assert, assertEquals, assertMatch } from "@std/assert";
import postgres from "postgres";
import { createTestDatabase } from "../support/database.ts";
import { addSubmission, type PastSubmission, research } from "../support/pipeline.ts";
import { outcomeOf, runAs } from "./fixtures.ts";

/** Writes records as the service role, as the backfill makes them, and tells their outcomes. */
async function store(
  sql: postgres.Sql,
  { orgId, submissionId }: PastSubmission,
  records: { step_result_id: string; company_domain: string }[],
) {
  const [row] = await sql.begin(async (transaction) => {
    await transaction`set local role service_role`;
    return await transaction`select write_icp_job_titles(p_org_id => ${orgId},
      p_submission_ids => array[${submissionId}]::uuid[],
      p_items => ${JSON.stringify(records)}) as lines`;
  });
  return row!.lines.map(({ outcome }: { outcome: string }) => outcome);
}

async function readRecords(sql: postgres.Sql) {
  return [
    ...await sql<{ step_result_id: string; company_domain: string }[]>`
      select id as step_result_id,
        output_payload->'operation_result'->'output'->>'domain' as company_domain
      from step_results order by output_payload->'operation_result'->'output'->>'domain'`,
  ].map((row) => ({ ...row }));
}

Deno.test("a page of the backfill goes straight to its place in the index", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const past = await addSubmission(sql, [{ payloads: [] }]);
  await sql`insert into pipeline_runs (org_id, company_id, submission_id, blueprint_id, status,
      finished_at, parent_pipeline_run_id)
    select org_id, company_id, submission_id, blueprint_id, 'succeeded',
      timestamptz '2026-01-01Z' + n * interval '1 second', parent_pipeline_run_id
    from pipeline_runs, generate_series(1, 5000) n where parent_pipeline_run_id is not null`;
  await sql`analyze`;
  const notices: string[] = [];
  const explaining = postgres(database.url, {
    max: 1,
    onnotice: ({ message }) => void notices.push(message ?? ""),
  });
  await explaining.unsafe(`load 'auto_explain';
    set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
    set auto_explain.log_analyze = on; set auto_explain.log_level = 'notice'`);
  await explaining`select from list_icp_step_results(${past.orgId},
    array[${past.submissionId}]::uuid[], 10, ${crypto.randomUUID()}, '2026-01-01 00:10:00Z')`;
  await explaining.end();
  const plan = notices.find((notice) => notice.includes("pipeline_runs"))!;
  const scan = /Index Scan using pipeline_runs_submission_id_newest_idx .* rows=(\d+) loops=1\)/;
  assertEquals(scan.exec(plan)?.[1], "11", plan);
  assertMatch(plan, /Index Cond: .*submission_id.* AND \(ROW\(COALESCE\(finished_at/);
});

Deno.test("the results of many submissions come in the same order as those of a few", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const first = await addSubmission(sql, [{ payloads: [research("A", "a.com")] }]);
  const all = [first];
  for (let n = 0; n < 10; n++) {
    all.push(
      await addSubmission(sql, [
        { payloads: [research("B", `b${n}.com`)] },
        { payloads: [research("C", `c${n}.com`), research("D", `d${n}.com`)] },
      ], first.orgId),
    );
  }
  await addSubmission(sql, [{ payloads: [research("X", "x.com")] }], first.orgId);
  const ids = all.map(({ submissionId }) => submissionId);
  const list = async (submissionIds: string[], limit: number) => {
    const domains: string[] = [];
    let last: postgres.Row | undefined;
    while (true) {
      const page = await sql`
        select * from list_icp_step_results(${first.orgId}, ${submissionIds}::uuid[], ${limit},
          ${last?.run_id ?? null}, ${last?.finished_at ?? null}, ${last?.step_position ?? null},
          ${last?.attempt ?? null})`;
      if (page.length === 0) return domains;
      domains.push(...page.map((row) => row.domain));
      last = page.at(-1);
    }
  };
  const whole = await list(ids, 100);
  assertEquals([whole.length, new Set(whole).size], [31, 31]);
  assertEquals(await list(ids, 4), whole);
  const few = (await list(ids.slice(0, 6), 4)).concat(await list(ids.slice(6), 4));
  assertEquals(few.toSorted(), whole.toSorted());
});

Deno.test("no step result of another org or submission is stored", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const past = await addSubmission(sql, [{ payloads: [research("A", "a.com")] }]);
  const records = await readRecords(sql);
  const other = await addSubmission(sql, []);
  const sibling = await addSubmission(sql, [], past.orgId);
  for (const wrong of [other, sibling]) {
    assertEquals(await store(sql, wrong, records), ["no_source"]);
  }
  assertEquals((await sql`select from icp_job_titles`).length, 0);
  assertEquals(await store(sql, past, records), ["upserted"]);
});

Deno.test("a batch with one record that cannot be stored stores nothing", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const past = await addSubmission(sql, [
    { payloads: [research("A", "a.com")] },
    { payloads: [{ operation_result: { output: { domain: "b.com" } } }] },
  ]);
  const records = await readRecords(sql);
  assertEquals(await outcomeOf(store(sql, past, records)), { code: "23502" });
  assertEquals((await sql`select from icp_job_titles`).length, 0);
});

Deno.test("two batches over the same companies in opposite orders do not deadlock", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const past = await addSubmission(
    sql,
    Array.from({ length: 60 }, (_, n) => ({ payloads: [research(`C ${n}`, `c${n}.com`)] })),
  );
  const records = await readRecords(sql);
  for (let round = 0; round < 5; round++) {
    if (round % 2 === 0) await sql`truncate icp_job_titles`;
    const outcomes = await Promise.all([
      store(sql, past, records),
      store(sql, past, records.toReversed()),
      store(sql, past, records.slice(20)),
    ]);
    assert(outcomes.flat().every((outcome) => outcome === "upserted"));
  }
});

Deno.test("the functions of the backfill are the service role's alone", async () => {
  await using database = await createTestDatabase();
  const call = "select count_icp_step_results(gen_random_uuid(), '{}')";
  for (const role of ["anon", "authenticated"]) {
    assertEquals(await outcomeOf(runAs(database.sql, role, call)), { code: "42501" });
  }
  assertEquals(await outcomeOf(runAs(database.sql, "service_role", call)), { code: "00000" });
});
