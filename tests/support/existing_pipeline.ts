/** A database whose pipeline tables another service has made, with data in them. */
import postgres from "postgres";
import { readMigrations } from "../../scripts/local/migrate.ts";
import { ORG_A } from "./apps.ts";
import { createFilledDatabase, type TestDatabase } from "./database.ts";
import { addSubmission, type PastSubmission, research } from "./pipeline.ts";

const TABLES = new URL("../testdata/existing_pipeline.sql", import.meta.url);

/** The history that the pipeline's own migrations have left, as the CLI writes it. */
export const OWN_MIGRATION = "20250110090000_pipeline.sql";

/** Such a database, and its one submission of three records, of org A. */
export interface ExistingPipeline extends TestDatabase {
  past: PastSubmission;
}

/** Makes one. It has no history of migrations: see {@link recordOwnMigration}. */
export async function createExistingPipeline(): Promise<ExistingPipeline> {
  const [platform] = await readMigrations();
  // What a hosted project has from birth; citext is to stand elsewhere than there.
  const born = `${platform!.text}; drop extension citext`;
  const tables = await Deno.readTextFile(TABLES);
  const database = await createFilledDatabase(born + tables, async (databaseUrl) => {
    const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    await sql.unsafe(born);
    await sql.unsafe(tables);
    await sql.end();
  });
  const past = await addSubmission(database.sql, [
    { payloads: [research("Acme", "https://www.acme.com/")] },
    { payloads: [research("Beta", "beta.example")] },
    { payloads: [research("Not researched", "gamma.example", null)] },
  ], ORG_A);
  return { ...database, past };
}

/** Notes in the database's history that {@link OWN_MIGRATION} is applied. */
export async function recordOwnMigration(sql: postgres.Sql): Promise<void> {
  const [version, name] = OWN_MIGRATION.replace(".sql", "").split("_");
  await sql.unsafe(`
    create schema supabase_migrations;
    create table supabase_migrations.schema_migrations
      (version text primary key, statements text[], name text);
    insert into supabase_migrations.schema_migrations values ('${version}', '{}', '${name}')`);
}

/** What must not change: the rows of the pipeline's tables, and what is laid down about them. */
export async function describePipeline(sql: postgres.Sql) {
  return { data: await describeData(sql), rules: await describeRules(sql) };
}

/** The lines that only one of two descriptions has. */
export function compareLines(before: string[], after: string[]) {
  return {
    lost: before.filter((line) => !after.includes(line)),
    added: after.filter((line) => !before.includes(line)),
  };
}

/** A line for each table of the pipeline: how many rows, and a digest of all of them. */
async function describeData(sql: postgres.Sql): Promise<string[]> {
  const tables = await sql`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename not like 'icp_job_titles%' order by 1`;
  return await Promise.all(tables.map(async ({ name }) => {
    const [found] = await sql`
      select count(*), md5(string_agg(t::text, ',' order by t::text)) from ${sql(name)} as t`;
    return `${name}: ${found!.count} rows, ${found!.md5}`;
  }));
}

/**
 * A line for each privilege, policy, trigger, constraint, index and column of the pipeline's tables,
 * functions and types, such as `privilege orgs service_role SELECT`.
 */
async function describeRules(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql`
    with ours as (
      select oid, relname, relacl, relowner, relrowsecurity from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'icp_job_titles%'
    )
    select format('privilege %s %s %s', relname, acl.grantee::regrole, acl.privilege_type) as line
    from ours, aclexplode(relacl) as acl
    union all
    select format('privilege %s.%s %s %s', relname, attname, acl.grantee::regrole,
      acl.privilege_type)
    from ours join pg_attribute on attrelid = ours.oid, aclexplode(attacl) as acl
    union all
    select format('owner %s %s %s', relname, relowner::regrole, relrowsecurity) from ours
    union all
    select format('policy %s %s %s %s', tablename, policyname, roles, qual) from pg_policies
    union all
    select format('trigger %s', pg_get_triggerdef(pg_trigger.oid))
    from pg_trigger join ours on ours.oid = tgrelid where not tgisinternal
    union all
    select format('constraint %s %s', relname, pg_get_constraintdef(pg_constraint.oid))
    from pg_constraint join ours on ours.oid = conrelid
    union all
    select format('index %s %s', relname, indexrelid::regclass)
    from pg_index join ours on ours.oid = indrelid
    union all
    select format('column %s.%s %s', relname, attname, format_type(atttypid, null))
    from ours join pg_attribute on attrelid = ours.oid where attnum > 0
    union all
    select format('function %s %s %s', proname, prosrc, proacl) from pg_proc
    where proname = 'update_updated_at_column'
    order by 1`;
  return rows.map(({ line }) => line);
}

/** What 016 and 026 grant to service_role on the tables of credentials, a line for each column. */
export const CREDENTIAL_PRIVILEGES = [
  ...["expires_at", "id", "last_used_at", "org_id", "revoked_at", "token_hash", "user_id"]
    .map((column) => `privilege api_tokens.${column} service_role SELECT`),
  "privilege api_tokens.last_used_at service_role UPDATE",
  ...["email", "id", "is_active"].map((column) =>
    `privilege super_admins.${column} service_role SELECT`
  ),
  ...["id", "is_active"].map((column) => `privilege users.${column} service_role SELECT`),
].sort();

/** What 036 adds to `submissions`. */
export const SUBMISSION_TRIGGER = "trigger CREATE TRIGGER release_icp_job_titles " +
  "BEFORE DELETE ON public.submissions FOR EACH ROW EXECUTE FUNCTION release_icp_job_titles()";

/** What 030 adds to `pipeline_runs`. */
export const RUN_TRIGGER = "trigger CREATE TRIGGER set_icp_job_titles_researched_at_of_run " +
  "AFTER UPDATE ON public.pipeline_runs FOR EACH ROW " +
  "WHEN ((old.finished_at IS DISTINCT FROM new.finished_at)) EXECUTE FUNCTION set_researched_at_of_run()";
