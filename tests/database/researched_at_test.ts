/** `researched_at` of a row: when the run that made its research finished. */
import { assertEquals } from "@std/assert";
import type postgres from "postgres";
import { applyMigrations, readMigrations } from "../../scripts/local/migrate.ts";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";
import { addSubmission } from "../support/pipeline.ts";
import { runAs } from "./fixtures.ts";
import { waitUntilBlocking } from "../support/locks.ts";

const FIRST = "2026-03-01 01:00:00+00";
const SECOND = "2026-03-01 02:00:00+00";
const NO_PAYLOADS = [{ payloads: [] }, { payloads: [] }];

/** A connection that writes in UTC, an org, and two runs that finished at {@link FIRST} and {@link SECOND}. */
async function prepare(sql: postgres.Sql) {
  const past = await addSubmission(sql, NO_PAYLOADS);
  const [first, second] = past.runIds as [string, string];
  return { ...past, first, second };
}

/** Writes one company's row as the service does. */
function write(orgId: string, run: string | null, domain = "acme.com"): string {
  const source = run === null ? "null" : `'${run}'`;
  return `
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, source_pipeline_run_id)
    values ('${orgId}', '${domain}', '{}', ${source})
    on conflict (org_id, company_domain) do update set
      raw_parallel_output = excluded.raw_parallel_output,
      source_pipeline_run_id = excluded.source_pipeline_run_id`;
}

async function read(sql: postgres.ISql): Promise<string | null> {
  const [row] = await sql`select (researched_at at time zone 'UTC')::text || '+00' as time
    from icp_job_titles where company_domain = 'acme.com'`;
  return row!.time;
}

Deno.test("research is as old as the run that a write names, and of unknown age without one", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const { orgId, first, second } = await prepare(sql);
  for (const [run, time] of [[second, SECOND], [first, FIRST], [null, null], [first, FIRST]]) {
    await runAs(sql, "service_role", write(orgId, run!));
    assertEquals(await read(sql), time);
  }
});

for (const table of ["submissions", "pipeline_runs"]) {
  Deno.test(`the age of research stays when a row of ${table} is deleted, until the next write`, async () => {
    await using database = await createTestDatabase();
    const { sql } = database;
    const { orgId, submissionId, first } = await prepare(sql);
    await sql.unsafe(write(orgId, first));
    const id = table === "submissions" ? submissionId : first;
    await sql`delete from ${sql(table)} where id = ${id}`;
    const [row] = await sql`select source_pipeline_run_id as run from icp_job_titles`;
    assertEquals([row!.run, await read(sql)], [null, FIRST]);
    await sql`update icp_job_titles set processor = 'pro'`;
    assertEquals(await read(sql), FIRST);
    await sql.unsafe(write(orgId, null));
    assertEquals(await read(sql), null);
  });
}

Deno.test("research that was written before its run finished has the finish from then on", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const { orgId, first, second } = await prepare(sql);
  const finish = (run: string, time: string | null) =>
    sql`update pipeline_runs set finished_at = ${time} where id = ${run}`;
  await finish(first, null);
  await sql.unsafe(write(orgId, first));
  assertEquals(await read(sql), null);
  await finish(second, null);
  assertEquals(await read(sql), null);
  await finish(first, SECOND);
  assertEquals(await read(sql), SECOND);
  await finish(first, FIRST);
  assertEquals(await read(sql), FIRST);
  // Deleted while it is open again, a run leaves no time.
  await finish(first, null);
  await sql`delete from pipeline_runs where id = ${first}`;
  assertEquals(await read(sql), null);
});

Deno.test("who may finish runs, and nothing else, finishes one whose research is stored", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const { orgId, first } = await prepare(sql);
  await sql.unsafe(write(orgId, first));
  await sql.unsafe(`create policy all_runs on pipeline_runs using (true);
    grant select, update on pipeline_runs to authenticated`);
  const finish = `update pipeline_runs set finished_at = '${SECOND}' where id = '${first}'`;
  await runAs(sql, "authenticated", finish);
  assertEquals(await read(sql), SECOND);
});

for (const beginner of ["write", "finish"]) {
  Deno.test(`a run that finishes while its research is written dates it, where the ${beginner} began`, async () => {
    await using database = await createTestDatabase();
    const { sql } = database;
    const { orgId, first } = await prepare(sql);
    await sql`update pipeline_runs set finished_at = null where id = ${first}`;
    const finish = `update pipeline_runs set finished_at = '${SECOND}' where id = '${first}'`;
    const statements = [write(orgId, first), finish] as [string, string];
    const [one, other] = beginner === "write"
      ? statements
      : statements.reverse() as typeof statements;
    let waiting: Promise<unknown> = Promise.resolve();
    await sql.begin(async (transaction) => {
      const [row] = await transaction`select pg_backend_pid() as pid`;
      await transaction.unsafe(one);
      waiting = sql.unsafe(other).execute();
      await waitUntilBlocking(sql, row!.pid);
    });
    await waiting;
    assertEquals(await read(sql), SECOND);
  });
}

Deno.test("rows that are there before the migration get the finish of their runs, and are not written anew", async () => {
  await using database = await createEmptyDatabase();
  const { sql } = database;
  const migrations = await readMigrations();
  for (const { text } of migrations.filter(({ version }) => version < "030")) {
    await sql.unsafe(text);
  }
  await sql.unsafe(`create schema supabase_migrations;
    create table supabase_migrations.schema_migrations
      (version text primary key, statements text[], name text);
    insert into supabase_migrations.schema_migrations
    values ('${
    migrations.map(({ version }) => version).filter((v) => v < "030").join("'), ('")
  }')`);
  const { orgId, first, second } = await prepare(sql);
  await sql`update pipeline_runs set finished_at = null where id = ${second}`;
  await sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output,
      source_pipeline_run_id)
    select ${orgId}, n || '.com', '{}', case when n % 3 = 1 then ${first}::uuid
      when n % 3 = 2 then ${second}::uuid end
    from generate_series(1, 2500) as n`;
  const times = () => sql`select company_domain, updated_at::text from icp_job_titles order by 1`;
  const before = await times();
  await applyMigrations(database.url);
  assertEquals(await times(), before);
  const counts = await sql`
    select source_pipeline_run_id as run, researched_at = ${FIRST} as is_dated, count(*)::int
    from icp_job_titles group by 1, 2 order by count(*) desc, is_dated`;
  assertEquals(
    counts.map((row) => [row.run, row.is_dated, row.count]).sort(),
    [[first, true, 834], [second, null, 833], [null, null, 833]].sort(),
  );
  const moved = await sql`update icp_job_titles set processor = 'pro'
    where company_domain = '1.com' returning updated_at::text`;
  assertEquals(moved[0]!.updated_at > before[0]!.updated_at, true);
});
