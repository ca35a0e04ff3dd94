import { assert, assertEquals } from "@std/assert";
import type postgres from "postgres";
import { FILTERS } from "../../supabase/functions/_shared/contract.ts";
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
  const call = `select from read_icp_job_titles('${SAMPLE.orgId}', '{}', '{id}', ${args})`;
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

  const [page] = await sql.unsafe(
    `select read_icp_job_titles('${SAMPLE.orgId}', '{}', '{id}', ${after(49_999)}) as rows`,
  );
  assertEquals(page!.rows, places.slice(50_000, 50_101).map(({ id }) => ({ id })));
});

Deno.test("the lists and texts of the filters are data, whatever they hold", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  const evil = `x'); drop table icp_job_titles; --`;
  await sql`insert into icp_job_titles
    (org_id, company_domain, raw_parallel_output, processor, parallel_run_id)
    values (${SAMPLE.orgId}, ${evil}, ${sql.json({ [evil]: evil })}, ${evil}, ${evil})`;
  const filters = JSON.stringify({
    company_domains: [evil, '{"a,b"}', "\\"],
    processor: evil,
    parallel_run_id: evil,
    contains: JSON.stringify({ [evil]: evil }),
  });
  const [found] = await sql`
    select read_icp_job_titles(${SAMPLE.orgId}, ${filters}::text, '{company_domain}', 10) as rows,
      count_matching_icp_job_titles(${SAMPLE.orgId}, ${filters}::text)::int as total`;
  assertEquals({ ...found }, { rows: [{ company_domain: evil }], total: 1 });
});

Deno.test("a filter or a column that the database does not know is refused, not left out", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const read = (filters: string, columns: string[]) =>
    outcomeOf(sql`select read_icp_job_titles(${SAMPLE.orgId}, ${filters}::text, ${columns}, 1)`);
  assertEquals(await read('{"name":"x"}', ["id"]), { code: "22023" });
  assertEquals(await read("{}", ["id", "password"]), { code: "42703" });
  assertEquals(await read("{}", ["id, (select 1)"]), { code: "42703" });
  const count = sql`select count_matching_icp_job_titles(${SAMPLE.orgId}, '{"name":"x"}')`;
  assertEquals(await outcomeOf(count), { code: "22023" });
});

Deno.test("the database compares the filters of the contract, and no others", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const [row] = await sql`
    select prosrc as source from pg_proc where proname = 'icp_job_titles_predicate'`;
  const known = [...row!.source.matchAll(/^ *'(\w+)',\s/gm)].map(([, name]) => name);
  assertEquals(known.sort(), ["company_domains", ...Object.keys(FILTERS)].sort());
});

Deno.test("the functions run with the caller's rights, in UTC", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  await sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output, created_at)
    values (${SAMPLE.orgId}, 'a.example', '{}', '2026-01-01 00:00:00.123456Z')`;
  const rows = await sql`
    select prosecdef from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`;
  assertEquals(rows.length, 0);
  const [row] = await sql.begin(async (transaction) => {
    await transaction`set local timezone = 'Asia/Kolkata'`;
    return await transaction`
      select read_icp_job_titles(${SAMPLE.orgId}, '{}', '{created_at}', 1)::text as page`;
  });
  assertEquals(JSON.parse(row!.page), [{ created_at: "2026-01-01T00:00:00.123456+00:00" }]);
});

for (const role of ["anon", "authenticated"]) {
  Deno.test(`${role} is refused every function of the listing, service_role is not`, async () => {
    await using database = await createTestDatabase();
    const { sql } = database;
    const calls = [
      "icp_job_titles_predicate('{}')",
      "read_icp_job_titles(null, '{}', '{id}', 1)",
      "count_matching_icp_job_titles(null, '{}')",
    ];
    for (const call of calls) {
      const select = `select from ${call}`;
      assertEquals(await outcomeOf(runAs(sql, role, select)), { code: "42501" });
      assertEquals(await outcomeOf(runAs(sql, "service_role", select)), { code: "00000" });
    }
  });
}
