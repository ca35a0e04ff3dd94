import { assert, assertEquals } from "@std/assert";
import type postgres from "postgres";
import { createTestDatabase } from "../support/database.ts";
import { loadSample, outcomeOf, runAs, SAMPLE } from "./fixtures.ts";

const ROWS = 100_000;

/** A big org whose rows were all created at once, and some of another org. */
async function insertTies(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, created_at)
    select ${SAMPLE.orgId}, n || '.example', '{}', '2026-01-01 00:00:00.123456Z'
    from generate_series(1, ${ROWS}::int) as n`;
  await sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    select ${SAMPLE.otherOrgId}, n || '.example', '{}' from generate_series(1, 1000) as n`;
  await sql`analyze icp_job_titles`;
}

/** Blocks that one call of the listing reads. */
async function countBlocks(sql: postgres.Sql, args: string): Promise<number> {
  const call = `select id from list_icp_job_titles(p_org_id => '${SAMPLE.orgId}', ${args})`;
  const [plan] = await sql.unsafe(`explain (analyze, buffers, format json) ${call}`);
  const [{ Plan }] = plan!["QUERY PLAN"];
  return Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"];
}

Deno.test("a page deep in 100,000 rows of one time costs what the first page costs", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  await insertTies(sql);
  const places = await sql`select id::text from icp_job_titles where org_id = ${SAMPLE.orgId}
    order by id desc`;
  const after = (n: number) =>
    `p_limit => 101, p_after_created_at => '2026-01-01 00:00:00.123456Z',
     p_after_id => '${places[n]!.id}'`;
  // The first call of a connection reads catalogs too.
  await countBlocks(sql, "p_limit => 1");
  const first = await countBlocks(sql, "p_limit => 101");
  for (const n of [50_000, ROWS - 200, ROWS - 2]) {
    const deep = await countBlocks(sql, after(n));
    assert(deep <= first * 1.5 + 10, `${deep} blocks after row ${n}, ${first} on the first page`);
  }
  const byOffset = await countBlocks(sql, `p_limit => 101, p_offset => ${ROWS - 200}`);
  assert(byOffset > first * 10, `${byOffset} blocks: the measure sees no difference`);

  const page = await sql.unsafe(
    `select id::text from list_icp_job_titles(p_org_id => '${SAMPLE.orgId}', ${after(49_999)})`,
  );
  assertEquals(page.map((row) => row.id), places.slice(50_000, 50_101).map((row) => row.id));
});

Deno.test("the lists and texts of the filters are data, whatever they hold", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  const evil = `x'); drop table icp_job_titles; --`;
  await sql`insert into icp_job_titles
    (org_id, company_domain, raw_parallel_output, processor, parallel_run_id)
    values (${SAMPLE.orgId}, ${evil}, ${sql.json({ [evil]: evil })}, ${evil}, ${evil})`;
  const [row] = await sql`
    select company_domain, count_icp_job_titles(
      p_org_id => ${SAMPLE.orgId}, p_company_domains => ${[evil, '{"a,b"}']},
      p_processor => ${evil}, p_parallel_run_id => ${evil},
      p_contains => ${JSON.stringify({ [evil]: evil })}::text
    )::int as total
    from list_icp_job_titles(
      p_org_id => ${SAMPLE.orgId}, p_limit => 10, p_company_domains => ${[evil, "\\"]},
      p_processor => ${evil}, p_parallel_run_id => ${evil},
      p_contains => ${JSON.stringify({ [evil]: evil })}::text
    )`;
  assertEquals({ ...row }, { company_domain: evil, total: 1 });
});

Deno.test("the functions run with the caller's rights, and every filter has its default", async () => {
  await using database = await createTestDatabase();
  const rows = await database.sql`
    select proname, prosecdef, provolatile, proconfig, pronargs - pronargdefaults as required
    from pg_proc where pronamespace = 'public'::regnamespace and proname like '%_icp_job_titles'
    order by proname`;
  const settings = ['search_path=""', "plan_cache_mode=force_custom_plan"];
  const ours = { prosecdef: false, provolatile: "s", proconfig: settings };
  assertEquals(rows.map((row) => ({ ...row })), [
    { proname: "count_icp_job_titles", ...ours, required: 1 },
    { proname: "list_icp_job_titles", ...ours, required: 2 },
  ]);
});

for (const role of ["anon", "authenticated"]) {
  Deno.test(`${role} is refused both functions, service_role is not`, async () => {
    await using database = await createTestDatabase();
    const { sql } = database;
    for (const call of ["list_icp_job_titles(null, 1)", "count_icp_job_titles(null)"]) {
      const select = `select from ${call}`;
      assertEquals(await outcomeOf(runAs(sql, role, select)), { code: "42501" });
      assertEquals(await outcomeOf(runAs(sql, "service_role", select)), { code: "00000" });
    }
  });
}
