import { assertEquals } from "@std/assert";
import { createTestDatabase } from "../support/database.ts";
import { loadSample, outcomeOf, runAs, SAMPLE } from "./fixtures.ts";

/** Inserts a row of one org that names a source of the sample org. */
function insertTitles(orgId: string, column: string, id: string): string {
  return `insert into icp_job_titles (org_id, company_domain, raw_parallel_output, ${column})
    values ('${orgId}', 'sourced.example', '{}', '${id}')`;
}

const SOURCES = [
  {
    column: "source_submission_id",
    id: SAMPLE.submissionId,
    table: "submissions",
    constraint: "icp_job_titles_source_submission_org_fkey",
  },
  {
    column: "source_pipeline_run_id",
    id: SAMPLE.runId,
    table: "pipeline_runs",
    constraint: "icp_job_titles_source_pipeline_run_org_fkey",
  },
];

for (const { column, id, table, constraint } of SOURCES) {
  Deno.test(`a row with a ${column} of another org is refused by the constraint's name`, async () => {
    await using database = await createTestDatabase();
    await loadSample(database.sql);
    const insert = (orgId: string) => database.sql.unsafe(insertTitles(orgId, column, id));
    assertEquals(await outcomeOf(insert(SAMPLE.otherOrgId)), { code: "23503", constraint });
    assertEquals(await outcomeOf(insert(SAMPLE.orgId)), { code: "00000" });
  });

  Deno.test(`service_role cannot join a row and a ${column} of two orgs by any update`, async () => {
    await using database = await createTestDatabase();
    await loadSample(database.sql);
    const run = (statement: string) => outcomeOf(runAs(database.sql, "service_role", statement));
    const { orgId, otherOrgId } = SAMPLE;
    assertEquals(await run(insertTitles(otherOrgId, column, id)), { code: "23503", constraint });
    await run(insertTitles(orgId, column, id));
    await run(insertTitles(otherOrgId, "processor", "pro"));

    const refused = { code: "23503", constraint };
    const where = (org: string) => `where company_domain = 'sourced.example' and org_id = '${org}'`;
    const statements = [
      `update icp_job_titles set ${column} = '${id}' ${where(otherOrgId)}`,
      `${insertTitles(otherOrgId, column, id)} on conflict (org_id, company_domain)
        do update set ${column} = excluded.${column}`,
      `update icp_job_titles set org_id = '${otherOrgId}', company_domain = 'moved.example'
        ${where(orgId)}`,
    ];
    for (const statement of statements) assertEquals(await run(statement), refused, statement);
    const move = await run(`update ${table} set org_id = '${otherOrgId}' where id = '${id}'`);
    assertEquals(move.code, "23503");
  });

  Deno.test(`a row with a ${column} that nobody has is refused by 015's own constraint`, async () => {
    await using database = await createTestDatabase();
    await loadSample(database.sql);
    const unknown = "00000000-0000-4000-8000-000000000000";
    const statement = insertTitles(SAMPLE.orgId, column, unknown);
    assertEquals(await outcomeOf(database.sql.unsafe(statement)), {
      code: "23503",
      constraint: `icp_job_titles_${column}_fkey`,
    });
  });

  Deno.test(`deleting what ${column} names empties that column and nothing else`, async () => {
    await using database = await createTestDatabase();
    await loadSample(database.sql);
    await database.sql.unsafe(insertTitles(SAMPLE.orgId, column, id));
    const read = () => database.sql`select * from icp_job_titles order by id`;
    const before = await read();
    await database.sql.unsafe(`delete from ${table} where id = '${id}'`);
    assertEquals(
      (await read()).map((row) => ({ ...row, updated_at: null })),
      before.map((row) => ({ ...row, [column]: null, updated_at: null })),
    );
  });
}

Deno.test("every reference between tables of an org carries the org along", async () => {
  await using database = await createTestDatabase();
  const rows = await database.sql`
    select conname::text as name
    from pg_constraint as c
    where contype = 'f' and confrelid <> 'orgs'::regclass
      and exists (select from pg_attribute where attrelid = conrelid and attname = 'org_id')
      and exists (select from pg_attribute where attrelid = confrelid and attname = 'org_id')
      and not exists (
        select from pg_attribute
        where attrelid = conrelid and attname = 'org_id' and attnum = any (conkey))
    order by name`;
  // These two are 015's; the constraints of 017 beside them carry the org.
  assertEquals(rows.map((row) => row.name), [
    "icp_job_titles_source_pipeline_run_id_fkey",
    "icp_job_titles_source_submission_id_fkey",
  ]);
});

Deno.test("a run cannot join a submission of another org", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  const insertBlueprint = (org: string) =>
    database.sql`insert into blueprints (org_id, name) values (${org}, 'Own') returning id`;
  const insertRun = async (org: string, company: string) => {
    const [blueprint] = await insertBlueprint(org);
    return await database.sql`
      insert into pipeline_runs (org_id, company_id, submission_id, blueprint_id)
      values (${org}, ${company}, ${SAMPLE.submissionId}, ${blueprint?.id})`;
  };
  assertEquals(await outcomeOf(insertRun(SAMPLE.otherOrgId, SAMPLE.otherCompanyId)), {
    code: "23503",
    constraint: "pipeline_runs_submission_id_org_id_fkey",
  });
  assertEquals(await outcomeOf(insertRun(SAMPLE.orgId, SAMPLE.companyId)), { code: "00000" });
});

Deno.test("deleting an org takes all of its rows and none of another's", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  await database.sql.unsafe(insertTitles(SAMPLE.orgId, "source_pipeline_run_id", SAMPLE.runId));
  await database.sql`delete from orgs where id = ${SAMPLE.orgId}`;
  const [counts] = await database.sql`
    select (select count(*)::int from companies) as companies,
      (select count(*)::int from submissions) as submissions,
      (select count(*)::int from step_results) as step_results,
      (select count(*)::int from api_tokens) as api_tokens,
      (select count(*)::int from icp_job_titles) as icp_job_titles`;
  assertEquals({ ...counts }, {
    companies: 1,
    submissions: 0,
    step_results: 0,
    api_tokens: 0,
    icp_job_titles: 1,
  });
});

Deno.test("deleting a user takes the tokens that act as that user", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  const [user] = await database.sql`select id from users`;
  await database.sql`update api_tokens set user_id = ${user?.id}`;
  await database.sql`delete from users`;
  assertEquals((await database.sql`select from api_tokens`).length, 0);
});
