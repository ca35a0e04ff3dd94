/** Upgrades of a database with rows, while others write: what our migrations lock, and how long. */
import { assert, assertEquals } from "@std/assert";
import type postgres from "postgres";
import { applyMigrations, readMigrations } from "../../scripts/local/migrate.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { addSubmission } from "../support/pipeline.ts";
import { readSqlBlocks } from "../support/cli.ts";
import { waitUntilBlocking } from "../support/locks.ts";

const MIGRATIONS = await readMigrations();
/** What DEPLOY.md has run before a push to large tables. */
const SEQUENCE = (await readSqlBlocks("docs/DEPLOY.md", "Before a push to large tables"))
  .flatMap((block) => block.split("\n\n"));
/** The modes in which a lock keeps others from writing. */
const BLOCKS_WRITERS = [
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
];

/** A database with a thousand rows and runs, and no migration from 017 on. */
async function createOldDatabase() {
  const database = await createEmptyDatabase();
  const { sql } = database;
  await sql.unsafe(`create schema supabase_migrations;
    create table supabase_migrations.schema_migrations
      (version text primary key, statements text[], name text)`);
  for (const { version, text } of MIGRATIONS.filter(({ version }) => version < "017")) {
    await sql.unsafe(text);
    await sql`insert into supabase_migrations.schema_migrations values (${version})`;
  }
  const { orgId, submissionId } = await addSubmission(sql, [{ payloads: [] }]);
  await sql.unsafe(`
    insert into pipeline_runs (org_id, company_id, submission_id, blueprint_id, status,
      finished_at, parent_pipeline_run_id)
    select org_id, company_id, submission_id, blueprint_id, 'succeeded', now(), id
    from pipeline_runs cross join generate_series(1, 500);
    insert into icp_job_titles
      (org_id, company_domain, raw_parallel_output, source_submission_id, source_pipeline_run_id)
    select org_id, row_number() over () || '.example', '{}', submission_id, id
    from pipeline_runs`);
  return { ...database, orgId, submissionId };
}

/** Writes and reads as the service and the pipeline do, and waits for a lock for no longer than 1 s. */
async function useTables(sql: postgres.Sql, { orgId, submissionId }: Past): Promise<void> {
  // Another row each time: 031 skips what is locked, and comes back for it.
  const number = 2 + Math.floor(Math.random() * 400);
  await sql.begin(async (transaction) => {
    await transaction.unsafe(`
      set local lock_timeout = '1s';
      update pipeline_runs set attempt = attempt + 1 where id in (
        select id from pipeline_runs where submission_id = '${submissionId}' order by id limit 3);
      insert into icp_job_titles (org_id, company_domain, raw_parallel_output, source_submission_id)
      values ('${orgId}', '${crypto.randomUUID()}.example', '{}', '${submissionId}');
      update icp_job_titles set processor = 'pro' where company_domain = '${number}.example';
      select count(*) from icp_job_titles`);
  });
}
type Past = { orgId: string; submissionId: string };

/** What a transaction has locked and read of the tables in `public`. */
async function look(transaction: postgres.TransactionSql) {
  const locks = await transaction`
    select distinct mode from pg_locks join pg_class on pg_class.oid = relation
    where pid = pg_backend_pid() and relkind = 'r' and relnamespace = 'public'::regnamespace`;
  const [read] = await transaction`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
    from pg_stat_xact_user_tables where schemaname = 'public'`;
  return { modes: locks.map(({ mode }) => mode as string), rows: read!.rows as number };
}

/** Runs a statement in a transaction, and tells whether it read rows when it kept others from writing. */
async function scansUnderLock(sql: postgres.Sql, statement: string, use?: () => Promise<void>) {
  return await sql.begin(async (transaction) => {
    const before = await look(transaction);
    await transaction.unsafe(statement);
    const after = await look(transaction);
    const blocks = after.modes.some((mode) => BLOCKS_WRITERS.includes(mode));
    if (!blocks) await use?.();
    return blocks && after.rows > before.rows;
  });
}

/** The migrations from 017 on, of those that run in a transaction, that scan under a lock. */
async function listScans({ sql }: TestDatabase): Promise<string[]> {
  const scans: string[] = [];
  for (const { version, statements, commits } of MIGRATIONS) {
    if (version < "017") continue;
    if (commits) { for (const statement of statements) await sql.unsafe(statement); }
    else if (await scansUnderLock(sql, statements.join("\n"))) scans.push(version);
  }
  return scans;
}

Deno.test("no migration but 017, 018 and 020 reads a table while it keeps others from writing", async () => {
  await using database = await createOldDatabase();
  assertEquals(await listScans(database), ["017", "018", "020"]);
});

Deno.test("after what DEPLOY.md has run before, no migration reads a table under a lock", async () => {
  await using database = await createOldDatabase();
  const { sql } = database;
  const use = () => useTables(sql, database);
  for (const statement of SEQUENCE) {
    if (statement.startsWith("create index concurrently")) {
      await buildBesideWriter(database, statement);
    } else assertEquals(await scansUnderLock(sql, statement, use), false, statement);
  }
  assertEquals(await listScans(database), []);
});

/** Builds an index while a transaction is open for which it has to wait; others go on meanwhile. */
async function buildBesideWriter(
  { sql, ...past }: Awaited<ReturnType<typeof createOldDatabase>>,
  statement: string,
): Promise<void> {
  let building: Promise<unknown> = Promise.resolve();
  await sql.begin(async (transaction) => {
    const [{ pid } = {}] = await transaction`select pg_backend_pid() as pid`;
    await transaction.unsafe(`
      delete from icp_job_titles where company_domain = '1.example';
      update pipeline_runs set error_message = 'late' where id in (
        select id from pipeline_runs order by id desc limit 1)`);
    building = sql.unsafe(statement).execute();
    const builder = await waitUntilBlocking(sql, pid);
    await useTables(sql, past);
    const modes = await transaction`
      select distinct mode from pg_locks join pg_class on pg_class.oid = relation
      where pid = ${builder} and granted and relkind = 'r'
        and relnamespace = 'public'::regnamespace`;
    assertEquals(modes.map(({ mode }) => mode), ["ShareUpdateExclusiveLock"]);
  });
  await building;
}

/** The indexes and constraints of a database, as SQL; each has to be valid. */
async function listRules(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql`
    select pg_get_indexdef(indexrelid) || case when indisvalid then '' else ' invalid' end as line
    from pg_index join pg_class on pg_class.oid = indexrelid
    where relnamespace = 'public'::regnamespace
    union all
    select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace
    order by line`;
  return rows.map(({ line }) => line);
}

Deno.test("an upgrade with writers and readers leaves what a new database has, and none of them fails", async () => {
  await using database = await createOldDatabase();
  const { sql } = database;
  let isDone = false;
  let uses = 0;
  const callers = [1, 2].map(async () => {
    while (!isDone) {
      await useTables(sql, database);
      uses++;
    }
  });
  const upgrade = async () => {
    try {
      for (const statement of SEQUENCE) await sql.unsafe(statement);
      await applyMigrations(database.url);
    } finally {
      isDone = true;
    }
  };
  await Promise.all([upgrade(), ...callers]);
  assert(uses > 2);
  await using fresh = await createTestDatabase();
  assertEquals(await listRules(sql), await listRules(fresh.sql));
});
