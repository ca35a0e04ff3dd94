import { assert, assertEquals } from "@std/assert";
import type postgres from "postgres";
import { createTestDatabase } from "../support/database.ts";
import { loadSample, outcomeOf, SAMPLE } from "./fixtures.ts";

/** Fills the table with enough rows of both orgs for the planner to prefer an index. */
async function insertManyRows(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, created_at)
    select org_id, n || '.example', '{}', timestamptz '2026-01-01 00:00Z' + n * interval '1 second'
    from generate_series(1, 3000) as n,
      unnest(${[SAMPLE.orgId, SAMPLE.otherOrgId]}::uuid[]) as org_id`;
  await sql`analyze icp_job_titles`;
}

async function explain(sql: postgres.Sql, statement: string): Promise<string> {
  const lines = await sql.unsafe(`explain (costs off) ${statement}`);
  return lines.map((line) => line["QUERY PLAN"]).join("\n");
}

Deno.test("one company has one row in an org, and may have one in another org too", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  const insert = () =>
    database.sql`
      insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
      values (${SAMPLE.orgId}, 'northquay.example', '{}')`;
  assertEquals(await outcomeOf(insert()), { code: "00000" });
  assertEquals(await outcomeOf(insert()), {
    code: "23505",
    constraint: "idx_icp_job_titles_dedup",
  });
});

Deno.test("an update moves updated_at, whatever it says itself, and leaves created_at", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  const longAgo = new Date("2020-01-01T00:00:00Z");
  await database.sql`
    insert into icp_job_titles
      (org_id, company_domain, raw_parallel_output, created_at, updated_at)
    values (${SAMPLE.orgId}, 'old.example', '{}', ${longAgo}, ${longAgo})`;
  const [row] = await database.sql`
    update icp_job_titles set processor = 'pro', updated_at = ${longAgo}
    where company_domain = 'old.example'
    returning created_at, updated_at >= now() as moved`;
  assertEquals({ ...row }, { created_at: longAgo, moved: true });
});

Deno.test("a listing reads its page from the index, on the first page and further on", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  await insertManyRows(database.sql);
  for (const after of ["", "and (created_at, id) < ('2026-01-01 00:30Z', gen_random_uuid())"]) {
    const plan = await explain(
      database.sql,
      `select * from icp_job_titles where org_id = '${SAMPLE.orgId}' ${after}
       order by created_at desc, id desc limit 100`,
    );
    assert(plan.includes("Index Scan using icp_job_titles_org_id_created_at_id_idx"), plan);
    assert(!plan.includes("Sort"), plan);
  }
});

Deno.test("deleting a source finds its rows by an index", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  await insertManyRows(database.sql);
  for (const column of ["source_submission_id", "source_pipeline_run_id"]) {
    const plan = await explain(
      database.sql,
      `update icp_job_titles set ${column} = null where ${column} = '${SAMPLE.submissionId}'`,
    );
    assert(plan.includes(`icp_job_titles_${column}_org_id_idx`), plan);
  }
});
