/** What the preflight check says of whole databases, and of the project around the tables. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { readShellBlocks, runShellWell } from "../../support/cli.ts";
import { createEmptyDatabase, createTestDatabase } from "../../support/database.ts";
import { createExistingPipeline, recordOwnMigration } from "../../support/existing_pipeline.ts";
import { makeReady, obey, OURS, preflight, push, TABLE, whatOf } from "../../support/preflight.ts";

const THERE = "The table public.icp_job_titles is there already.";

Deno.test("the preflight check, run as DEPLOY.md says, finds a whole pipeline ready", async () => {
  await using database = await createExistingPipeline();
  const script = await readShellBlocks("docs/DEPLOY.md", "Ask what is missing");
  assertStringIncludes(await runShellWell(database.url, script), "Nothing is missing.");
});

Deno.test("the preflight check finds our own tables ready, and an empty database not", async () => {
  await using whole = await createTestDatabase();
  assertEquals((await preflight(whole.sql)).map(({ verdict, what }) => [verdict, what]), [
    ["check", THERE],
    ["ready", "Nothing is missing."],
  ]);
  await using empty = await createEmptyDatabase();
  const musts = whatOf(await preflight(empty.sql), "must");
  assertStringIncludes(musts.join(), "There is no table public.orgs.");
});

Deno.test("names that our own migrations took are not in their way, under a date of the pipeline's", async () => {
  await using database = await createExistingPipeline();
  await recordOwnMigration(database.sql);
  await push(database.sql);
  assertEquals(whatOf(await preflight(database.sql), "must").length > 5, true);
  const history = OURS.map(({ version, name }) => ({ version: `20261123000${version}`, name }));
  await database.sql`insert into supabase_migrations.schema_migrations ${
    database.sql(history, "version", "name")
  }`;
  assertEquals(whatOf(await preflight(database.sql), "must"), []);
});

Deno.test("a history whose numbers are ours and whose migrations are not is told", async () => {
  await using database = await createExistingPipeline();
  await recordOwnMigration(database.sql);
  await database.sql`
    insert into supabase_migrations.schema_migrations values ('016', '{}', 'billing')`;
  assertEquals(whatOf(await preflight(database.sql), "check"), [
    'The history has a migration 016 of another name, "billing".',
  ]);
});

Deno.test("readers who lose the table by 016 are told", async () => {
  await using database = await createExistingPipeline();
  await database.sql.unsafe(`${TABLE}; revoke all on icp_job_titles from anon`);
  assertEquals(whatOf(await preflight(database.sql), "check"), [
    THERE,
    "authenticated may read or write public.icp_job_titles, which 016 ends: it is for service_role alone.",
  ]);
});

Deno.test("a reading that would take the whole table for each run is told", async () => {
  await using database = await createExistingPipeline();
  await database.sql`alter table step_results drop constraint uq_step_results`;
  const findings = await preflight(database.sql);
  assertEquals(whatOf(findings, "check"), [
    "No index of public.step_results begins with pipeline_run_id.",
  ]);
  for (const { remedy, verdict } of findings) {
    if (verdict === "check") await database.sql.unsafe(remedy, [], { prepare: true });
  }
  assertEquals(whatOf(await preflight(database.sql), "check"), []);
});

Deno.test("of two tables of one name the check asks which one the pipeline writes", async () => {
  await using database = await createExistingPipeline();
  await database.sql.unsafe("create schema copy; create table copy.orgs as select * from orgs");
  assertEquals(whatOf(await preflight(database.sql), "check"), ["There is also copy.orgs."]);
});

Deno.test("a search path that leads elsewhere than public is a must", async () => {
  await using database = await createExistingPipeline();
  const { sql } = database;
  const [found] = await sql`select current_database() as name`;
  await sql.unsafe(
    `create schema app; alter database ${found!.name} set search_path = app, public`,
  );
  assertEquals(await makeReady(sql), [
    'The migrations would make their table in the schema "app": it is first in the search path of "postgres".',
  ]);
});

Deno.test("a database whose transactions only read, or are serializable, is a must", async () => {
  await using database = await createExistingPipeline();
  const { sql } = database;
  const [found] = await sql`select current_database() as name`;
  await sql.unsafe(`alter database ${found!.name} set default_transaction_read_only = on;
    alter role service_role in database ${found!.name}
      set default_transaction_isolation = serializable`);
  assertEquals(await makeReady(sql), [
    "default_transaction_isolation is serializable for the role service_role.",
    "default_transaction_read_only is on for every role.",
  ]);
});

Deno.test("a Data API that is set to cut below 1000 rows is told, and one that hides public is a must", async () => {
  await using database = await createExistingPipeline();
  const { sql } = database;
  const [found] = await sql`select current_database() as name`;
  // Roles belong to the cluster, so it may be there; what is set is set for this database alone.
  await sql.unsafe(`do $$ begin create role authenticator noinherit;
    exception when duplicate_object or unique_violation then null; end $$`);
  const set = `alter role authenticator in database ${found!.name} set`;
  await sql.unsafe(`${set} pgrst.db_max_rows = '100'; ${set} pgrst.db_schemas = 'api, private'`);
  const findings = await preflight(sql);
  assertEquals(whatOf(findings, "must"), ["The Data API does not expose the schema public."]);
  assertEquals(whatOf(findings, "check"), [
    'The Data API cuts answers at 100 rows ("Max rows"); 1000 is the fastest.',
  ]);
  for (const { remedy } of findings) await sql.unsafe(remedy, [], { prepare: true });
  assertEquals((await preflight(sql)).map(({ verdict }) => verdict), ["ready"]);
});

Deno.test("a hosted read-only session is answered as the role that pushes", async () => {
  await using database = await createExistingPipeline();
  await database.sql.unsafe(`${TABLE}; drop index idx_icp_job_titles_dedup;
    alter table orgs force row level security`);
  await recordOwnMigration(database.sql);
  const expected = await preflight(database.sql);
  // Roles belong to the cluster, so it may be there.
  await database.sql.unsafe(`do $$ begin create role supabase_read_only_user bypassrls;
    grant pg_read_all_data to supabase_read_only_user;
    exception when duplicate_object or unique_violation then null; end $$`);
  const session = await database.sql.reserve();
  await session`set role supabase_read_only_user`;
  assertEquals(await preflight(session), expected);
  await session`reset role`;
  session.release();
});

Deno.test("a role that may not apply the migrations is told what it lacks", async () => {
  await using database = await createExistingPipeline();
  const { sql } = database;
  const role = `pusher_${crypto.randomUUID().replaceAll("-", "")}`;
  await sql.unsafe(`create role ${role}; grant select on all tables in schema public to ${role};
    revoke execute on function update_updated_at_column() from public`);
  const session = await sql.reserve();
  try {
    for (let round = 0; round < 2; round++) {
      await session.unsafe(`set role ${role}`);
      const findings = await preflight(session);
      await session.unsafe("reset role");
      if (round === 0) {
        assertEquals(
          whatOf(findings, "must").sort(),
          [
            `"${role}" may not call public.update_updated_at_column().`,
            ...[
              "api_tokens",
              "orgs",
              "pipeline_runs",
              "step_results",
              "submissions",
              "super_admins",
              "users",
            ]
              .map((table) =>
                `"${role}", which applies the migrations, does not own public.${table}.`
              ),
            `The role "${role}", which applies the migrations, may not create in the schema public.`,
          ].sort(),
        );
      } else assertEquals(whatOf(findings, "must"), []);
      await obey(session, findings);
    }
    // As that role, as a push does.
    await session.unsafe(`set role ${role}`);
    await push(session);
  } finally {
    await session.unsafe("reset role");
    await session.unsafe(`drop owned by ${role} cascade; drop role ${role}`);
    session.release();
  }
});
