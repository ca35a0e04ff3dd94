import { assert, assertEquals } from "@std/assert";
import type postgres from "postgres";
import { FILTERS } from "../../supabase/functions/_shared/contract/query.ts";
import { createTestDatabase } from "../support/database.ts";
import { loadSample, outcomeOf, runAs, SAMPLE } from "./fixtures.ts";
import { shareOf } from "../../scripts/local/share.ts";

const ROWS = shareOf(100_000);

/** A big org whose rows were all created at once, and some of another org. */
async function insertTies(sql: postgres.Sql): Promise<void> {
  // They have no text of which a trigger would keep the words.
  await sql`alter table icp_job_titles disable trigger store_icp_job_titles_words`;
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
async function countBlocks(sql: postgres.Sql, args: string, filters = {}): Promise<number> {
  const call = `select from read_icp_job_titles('${SAMPLE.orgId}', '${
    JSON.stringify(filters)
  }', '{id}', ${args})`;
  const [plan] = await sql.unsafe(`explain (analyze, buffers, format json) ${call}`);
  const [{ Plan }] = plan!["QUERY PLAN"];
  return Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"];
}

Deno.test("a page deep in many rows of one time costs what the first page costs", async () => {
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
  for (const n of [ROWS / 2, ROWS - 200, ROWS - 2]) {
    const deep = await countBlocks(sql, after(n));
    assert(deep <= first * 1.5 + 10, `${deep} blocks after row ${n}, ${first} on the first page`);
  }
  const byOffset = await countBlocks(sql, `p_limit => 101, p_offset => ${ROWS - 200}`);
  assert(byOffset > first * 10, `${byOffset} blocks: the measure sees no difference`);

  const [page] = await sql.unsafe(
    `select read_icp_job_titles('${SAMPLE.orgId}', '{}', '{id}', ${after(ROWS / 2 - 1)}) as rows`,
  );
  assertEquals(page!.rows, places.slice(ROWS / 2, ROWS / 2 + 101).map(({ id }) => ({ id })));
});

Deno.test("rows of an age cost what there are of them, wherever they lie in the listing", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  const rows = 20_000;
  await sql`alter table icp_job_titles disable trigger user`;
  // Row n was made in minute n, in no order; each 500th was written, and researched, long after.
  await sql`
    insert into icp_job_titles
      (org_id, company_domain, raw_parallel_output, created_at, updated_at, researched_at)
    select ${SAMPLE.orgId}, n || '.example', '{}', created_at, time, time
    from generate_series(1, ${rows}::int) as n
    cross join lateral (select timestamptz '2026-01-01Z' + n * interval '1 min') as c (created_at)
    cross join lateral (
      select created_at + case when n % 500 = 0 then interval '1 year' else interval '0' end
    ) as t (time)
    order by md5(n::text)`;
  await sql`alter table icp_job_titles enable trigger user`;
  await sql`vacuum analyze icp_job_titles`;
  await countBlocks(sql, "p_limit => 1", { updated_since: "2999-01-01T00:00:00Z" });
  const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
  const first = await countBlocks(sql, "p_limit => 101");
  for (
    const [since, before] of [["updated_since", "updated_before"], [
      "researched_since",
      "researched_before",
    ]] as const
  ) {
    const cases: [filters: Record<string, string>, most: number][] = [
      [{ [since]: minute(100 * rows) }, 50],
      // 40 rows all over the listing, then 200 at its end, then in its middle.
      [{ [since]: minute(rows + 1) }, 50 + 2 * 40],
      [{ [before]: minute(201) }, 50 + 2 * 200],
      [{ [since]: minute(rows / 2), [before]: minute(rows / 2 + 200) }, 50 + 2 * 200],
      // All of them, and half of them at the end: what is tried first, and a small table whole.
      [{ [since]: minute(0) }, 20 * 101 + first + 50],
      [{ [before]: minute(rows / 2) }, 2 * 20 * 101 + 1500],
    ];
    for (const [filters, most] of cases) {
      const blocks = await countBlocks(sql, "p_limit => 101", filters);
      assert(blocks <= most, `${blocks} blocks, not ${most}, for ${JSON.stringify(filters)}`);
    }
  }
});

Deno.test("a page of an age is a piece of the listing, however it is found", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  await sql`alter table icp_job_titles disable trigger user`;
  await sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, processor, created_at,
      updated_at)
    select ${SAMPLE.orgId}, n || '.example', '{}', case when n % 3 = 0 then 'pro' end,
      timestamptz '2026-01-01Z' + n * interval '1 min',
      timestamptz '2026-01-01Z' + (n * 7919 % 1000) * interval '1 min'
    from generate_series(1, 1000) as n`;
  const listing = await sql`select id::text, created_at::text, processor,
      extract(epoch from updated_at - '2026-01-01Z')::int / 60 as minute
    from icp_job_titles where org_id = ${SAMPLE.orgId} order by created_at desc, id desc`;
  const since = "2026-01-01T05:00:00Z";
  for (const filters of [{}, { processor: "pro" }]) {
    const expected = listing.filter((row) =>
      row.minute >= 300 && (!("processor" in filters) || row.processor === "pro")
    );
    for (const limit of [1, 3, 20, 60]) {
      // Few and many of those that are left, from the first page to beyond the last.
      for (const place of [0, 1, 150, expected.length - limit - 1, expected.length - 1]) {
        const after = expected[place]!;
        const ask = async (rest: string) => {
          const [page] = await sql.unsafe(
            `select read_icp_job_titles('${SAMPLE.orgId}',
              '${JSON.stringify({ ...filters, updated_since: since })}', '{id}', ${limit}, ${rest})
              as rows`,
          );
          return page!.rows.map(({ id }: { id: string }) => id);
        };
        const ids = expected.slice(place + 1, place + 1 + limit).map(({ id }) => id);
        assertEquals(await ask(`${place + 1}`), ids);
        assertEquals(await ask(`0, '${after.created_at}', '${after.id}'`), ids);
      }
    }
  }
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
  const names = new Set(["company_domains", "search", ...Object.keys(FILTERS)]);
  assertEquals(known.sort(), [...names].sort());
});

Deno.test("the functions run with the caller's rights, in UTC", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  await sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output, created_at)
    values (${SAMPLE.orgId}, 'a.example', '{}', '2026-01-01 00:00:00.123456Z')`;
  const rows = await sql`
    select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1`;
  // Triggers, which nobody calls.
  const triggers = ["release_icp_job_titles", "set_researched_at", "set_researched_at_of_run"];
  assertEquals(rows.map((row) => row.proname), triggers);
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
      "icp_job_titles_page('{}', 't.id', false)",
      "icp_job_titles_search_page('{}', false)",
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
