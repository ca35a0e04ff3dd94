/** Deleting a submission whose rows others write, at once and by the statement of the runbook. */
import { assertEquals } from "@std/assert";
import type postgres from "postgres";
import { readSqlBlocks } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";
import { addSubmission } from "../support/pipeline.ts";
import { waitUntilBlocking } from "../support/locks.ts";

const [IN_BATCHES = ""] = await readSqlBlocks("docs/RUNBOOK.md", "Delete a submission");
const PLACEHOLDER = "0921f10b-890b-47ab-8ceb-b1986df51cbb";

/** A submission of 1,500 child runs, each with a row (the last domain first), and a row that names it and another's run. */
async function fill(sql: postgres.Sql) {
  const past = await addSubmission(sql, [{ payloads: [{}] }]);
  const other = await addSubmission(sql, [{ payloads: [{}] }], past.orgId);
  const { orgId, submissionId } = past;
  await sql.unsafe(`
    insert into pipeline_runs (org_id, company_id, submission_id, blueprint_id, status,
      finished_at, parent_pipeline_run_id)
    select org_id, company_id, submission_id, blueprint_id, 'succeeded', now(), id
    from pipeline_runs cross join generate_series(1, 1500)
    where submission_id = '${submissionId}' and parent_pipeline_run_id is null;
    insert into icp_job_titles
      (org_id, company_domain, raw_parallel_output, source_submission_id, source_pipeline_run_id)
    select org_id, to_char(row_number() over (), 'FM0000') || '.example', '{}', submission_id, id
    from pipeline_runs where submission_id = '${submissionId}' order by 2 desc;
    insert into icp_job_titles
      (org_id, company_domain, raw_parallel_output, source_submission_id, source_pipeline_run_id)
    values ('${orgId}', 'other.example', '{}', '${submissionId}', '${other.runIds[0]}'),
      ('${orgId}', 'another.example', '{}', '${other.submissionId}', '${other.runIds[0]}')`);
  return { submissionId, other };
}

/** What is left: how many submissions, runs and rows, and what the rows name. */
async function readRest(sql: postgres.Sql) {
  const rows = await sql`
    select company_domain, source_submission_id, source_pipeline_run_id from icp_job_titles
    where source_submission_id is not null or source_pipeline_run_id is not null
    order by company_domain`;
  const [counts] = await sql`
    select (select count(*)::int from submissions) as submissions,
      (select count(*)::int from pipeline_runs) as runs,
      (select count(*)::int from step_results) as results`;
  const [dated] = await sql`
    select count(*)::int as rows from icp_job_titles where researched_at is not null`;
  return { rows: rows.map((row) => ({ ...row })), counts: { ...counts }, dated: dated!.rows };
}

function expectRest({ submissionId, runIds }: { submissionId: string; runIds: string[] }) {
  const [source_pipeline_run_id] = runIds;
  return {
    rows: [
      {
        company_domain: "another.example",
        source_submission_id: submissionId,
        source_pipeline_run_id,
      },
      { company_domain: "other.example", source_submission_id: null, source_pipeline_run_id },
    ],
    counts: { submissions: 1, runs: 2, results: 1 },
  };
}

Deno.test("deleting a submission writes each of its rows once, and leaves the run of another", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const { submissionId, other } = await fill(sql);
  const updates = await sql.begin(async (transaction) => {
    const count = async () => {
      const [row] = await transaction`
        select n_tup_upd::int as updates from pg_stat_xact_user_tables
        where relid = 'icp_job_titles'::regclass`;
      return row!.updates as number;
    };
    const before = await count();
    await transaction`delete from submissions where id = ${submissionId}`;
    return await count() - before;
  });
  const { dated: _, ...rest } = await readRest(sql);
  assertEquals(rest, expectRest(other));
  assertEquals(updates, 1503);
});

Deno.test("a submission is deleted beside one who writes its rows in the order of their domains", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const { submissionId, other } = await fill(sql);
  let deleting: Promise<unknown> = Promise.resolve();
  await sql.begin(async (transaction) => {
    const [{ pid } = {}] = await transaction`select pg_backend_pid() as pid`;
    const write = (domain: string) =>
      transaction`update icp_job_titles set processor = 'pro' where company_domain = ${domain}`;
    await write("0700.example");
    deleting = sql`delete from submissions where id = ${submissionId}`.execute();
    await waitUntilBlocking(sql, pid);
    for (const domain of ["0701.example", "1400.example"]) await write(domain);
  });
  await deleting;
  const { dated: _, ...rest } = await readRest(sql);
  assertEquals(rest, expectRest(other));
});

Deno.test("the runbook's way deletes the same, beside writers in any order and again after it was broken off", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const { submissionId, other } = await fill(sql);
  const { dated } = await readRest(sql);
  let isDone = false;
  let round = 0;
  const write = async () => {
    while (!isDone) {
      const numbers = [0, 1, 2].map((n) => (++round * 379 + n * 811) % 1500 + 1);
      await sql.begin(async (transaction) => {
        for (const number of numbers) {
          await transaction`update icp_job_titles set processor = 'pro'
            where company_domain = to_char(${number}::int, 'FM0000') || '.example'`;
        }
      });
    }
  };
  const statement = IN_BATCHES.replace(PLACEHOLDER, submissionId);
  const writing = write();
  // Broken off by an error in its midst.
  await sql`create function refuse() returns trigger language plpgsql as
    $$ begin raise 'not now' using errcode = 'PT400'; end $$`;
  await sql`create trigger refuse before delete on step_results
    for each statement execute function refuse()`;
  const code = await sql.unsafe(statement).then(() => "none", (error) => error.code);
  await sql`drop trigger refuse on step_results`;
  await sql.unsafe(statement);
  isDone = true;
  await writing;
  assertEquals(code, "PT400");
  assertEquals(await readRest(sql), { ...expectRest(other), dated });
});
