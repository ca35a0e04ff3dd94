/** The words beside the rows: what keeps them, what it may not cost, and how they are filled in. */
import { assert, assertEquals } from "@std/assert";
import type postgres from "postgres";
import { readMigrations } from "../../scripts/local/migrate.ts";
import { createEmptyDatabase } from "../support/database.ts";
import { loadSample, runAs, SAMPLE } from "./fixtures.ts";
import { createSearchDatabase, find, findNumbers, ORG, store } from "./search_fixtures.ts";
import { waitUntilBlocking } from "../support/locks.ts";

Deno.test("a document too large or too deep for the search is stored, and found by its other filters", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  const words = (n: number) => Array.from({ length: n }, (_, i) => `w${i}x`).join(" ");
  const nested = (depth: number) => `${'{"a":['.repeat(depth)}"deepest"${"]}".repeat(depth)}`;
  await store(sql, [
    JSON.stringify({ text: words(90_000) }),
    JSON.stringify({ text: words(200_000) }),
    nested(1000),
    nested(3000),
    JSON.stringify({ text: "€".repeat(299_000) }),
    JSON.stringify({ text: "é".repeat(440_000) }),
  ]);
  assertEquals(await findNumbers(sql, "w89999x"), [0]);
  assertEquals(await findNumbers(sql, "w7x w8*", "w0x w1x"), [0]);
  assertEquals(await findNumbers(sql, "deepest"), [2]);
  assertEquals(await findNumbers(sql, "é".repeat(250)), [5]);
  const [count] = await sql`
    select count_matching_icp_job_titles(${ORG}, '{"company_domains":["1.example","3.example"]}')::int as n`;
  assertEquals(count!.n, 2);
});

Deno.test("no writer has to bring new words into their index, however many wait, and all are found", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  const count = 200;
  await sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    select ${ORG}, n || '.example', jsonb_build_object('n', n, 'text',
      (select string_agg(md5(i || ' of ' || n), ' ') from generate_series(1, 700) as i))
    from generate_series(1, ${count}::int) as n`;
  assertEquals(await findNumbers(sql, await hash(sql, "7 of 12")), [12]);
  const [waiting] = await sql`
    select gin_clean_pending_list('icp_job_titles_words_words_idx')::int as pages`;
  // The usual list ends at 4 MB, 512 pages.
  assert(waiting!.pages > 600, `${waiting!.pages} pages`);
  assertEquals(await findNumbers(sql, await hash(sql, "7 of 12")), [12]);
});

/** A word of one document alone. */
async function hash(sql: postgres.Sql, text: string): Promise<string> {
  const [row] = await sql`select md5(${text}) as word`;
  return row!.word;
}

Deno.test("only a write of another document makes words again, and a deletion takes them along", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  await loadSample(sql);
  const write = (document: string) =>
    sql`select write_icp_job_titles(${SAMPLE.orgId},
      ${
      JSON.stringify([{ company_domain: "a.example", source_submission_id: SAMPLE.submissionId }])
    }::text,
      ${`[${document}]`}::text::jsonb)`;
  const read = async () => {
    const rows = await sql`select w.xmin, words from icp_job_titles_words as w
      join icp_job_titles as t using (id, org_id, created_at) where org_id = ${SAMPLE.orgId}`;
    return rows.map((row) => ({ ...row }));
  };
  await write('{"a":"first"}');
  const first = await read();
  assertEquals(first.map(({ words }) => words), [" first "]);
  await write('{"a":"first"}');
  await sql`update icp_job_titles set processor = 'pro'`;
  await sql`delete from submissions where id = ${SAMPLE.submissionId}`;
  assertEquals(await read(), first);
  await sql`update icp_job_titles set raw_parallel_output = '{"a":"second"}'`;
  await sql`update icp_job_titles set created_at = '2026-01-01Z'`;
  assertEquals((await read()).map(({ words }) => words), [" second "]);
  const options = { orgId: SAMPLE.orgId };
  assertEquals((await find(sql, ["second"], options)).length, 1);
  assertEquals(await find(sql, ["first"], options), []);
  const count = async () => (await sql`select from icp_job_titles_words`).length;
  const before = await count();
  await sql`update icp_job_titles set id = gen_random_uuid()`;
  assertEquals([await count(), (await read()).length], [before, 1]);
  for (const removal of ["delete from icp_job_titles", "delete from orgs"]) {
    await runAs(sql, "service_role", removal);
    assertEquals(await count(), 0);
    await loadSample(sql);
    await write('{"a":"third"}');
    assertEquals((await read()).length, 1);
  }
  await sql`truncate icp_job_titles`;
  assertEquals(await count(), 0);
});

Deno.test("neither ANALYZE nor a search makes words of rows that are there", async () => {
  await using database = await createSearchDatabase();
  const { sql } = database;
  await store(sql, Array.from({ length: 500 }, (_, i) => `["word word${i}"]`));
  await sql`create or replace function index_words(p_org_id uuid, p_words text) returns tsvector
    language plpgsql immutable strict parallel safe cost 100000
    as $$ begin raise 'made words'; end $$`;
  await sql`analyze icp_job_titles_words`;
  await sql`analyze icp_job_titles`;
  assertEquals(await findNumbers(sql, "word7"), [7]);
  assertEquals((await findNumbers(sql, "word")).length, 500);
  assertEquals(await findNumbers(sql, "none"), []);
  const [count] = await sql`
    select count_matching_icp_job_titles(${ORG}, '{"search":[{"text":"word"}]}')::int as n`;
  assertEquals(count!.n, 500);
});

Deno.test("the migrations give rows that are there their words, while others write", async () => {
  await using database = await createEmptyDatabase();
  const { sql } = database;
  const migrations = await readMigrations();
  const apply = async (isWanted: (version: string) => boolean) => {
    for (const { version, statements } of migrations) {
      if (isWanted(version)) { for (const statement of statements) await sql.unsafe(statement); }
    }
  };
  await apply((version) => version < "033");
  await sql`insert into orgs (id, name, slug) values (${ORG}, 'A', 'a')`;
  await store(sql, Array.from({ length: 1000 }, (_, i) => `["before n${i}"]`));
  await apply((version) => version === "033");

  // Writers that have written and not committed when the rows are filled, others that come meanwhile.
  const writer = await sql.reserve();
  await writer`begin`;
  await writer`update icp_job_titles set raw_parallel_output = '["after"]' where company_domain like '1%'`;
  await writer`delete from icp_job_titles where company_domain like '2%'`;
  const [{ pid } = {}] = await writer`select pg_backend_pid() as pid`;
  const filled = apply((version) => version === "034");
  const others = (async () => {
    for (let i = 0; i < 50; i++) {
      await sql`update icp_job_titles set raw_parallel_output = '["meanwhile"]' where company_domain = ${`3${i}.example`}`;
      await sql`delete from icp_job_titles where company_domain = ${`4${i}.example`}`;
      await sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
        values (${ORG}, ${`new${i}.example`}, '["meanwhile"]')`;
    }
  })();
  // The others may wait for a row of the batch that waits for the writer.
  await waitUntilBlocking(sql, pid);
  await writer`commit`;
  writer.release();
  await Promise.all([filled, others]);
  const [state] = await sql`
    select count(*)::int as rows, count(w.id)::int as filled,
      count(*) filter (where w.words is distinct from list_document_words(t.raw_parallel_output))::int as wrong
    from icp_job_titles as t full join icp_job_titles_words as w using (id)`;
  assertEquals({ ...state }, { rows: 1000 - 111 - 50 + 50, filled: 1000 - 111, wrong: 0 });
  // Again, as after a push that broke off.
  await apply((version) => version === "034" || version === "035");
  assertEquals((await find(sql, ["after"])).length, 111);
  assertEquals((await find(sql, ["meanwhile"])).length, 100);
});
