/** What the database tests share: the sample as their data, and SQL run as another role. */
import postgres from "postgres";
import { applyMigrations, readMigrations } from "../../scripts/local/migrate.ts";
import { createEmptyDatabase, type TestDatabase } from "../support/database.ts";

/** The ids that supabase/seed.sql gives to the rows that these tests name. */
export const SAMPLE = {
  orgId: "b0293785-aa7a-4234-8201-cc47305295f8",
  companyId: "c0a9a000-0000-4000-8000-000000000001",
  submissionId: "0921f10b-890b-47ab-8ceb-b1986df51cbb",
  runId: "a1000000-0000-4000-8000-000000000001",
  otherOrgId: "c1a7e000-0000-4000-8000-000000000001",
  otherCompanyId: "c0a9a000-0000-4000-8000-000000000002",
} as const;

/** Makes a migrated database of the kind of project that opens new tables and functions to all. */
export async function createAutoExposedDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  // The first migration makes the roles where they are missing, and may run again.
  const [roles] = await readMigrations();
  await database.sql.unsafe(roles?.text ?? "");
  await database.sql.unsafe(`
    alter default privileges in schema public
      grant all on tables to anon, authenticated, service_role;
    alter default privileges in schema public
      grant all on functions to anon, authenticated, service_role`);
  await applyMigrations(database.url);
  return database;
}

/** Loads supabase/seed.sql. */
export async function loadSample(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(await Deno.readTextFile(new URL("../../supabase/seed.sql", import.meta.url)));
}

/** Runs one statement as a role of the Data API. */
export async function runAs(sql: postgres.Sql, role: string, statement: string) {
  return await sql.begin(async (transaction) => {
    await transaction.unsafe(`set local role ${role}`);
    return await transaction.unsafe(statement);
  });
}

/** How a statement ends: the SQLSTATE and constraint that refuse it, or `{ code: "00000" }`. */
export async function outcomeOf(
  statement: Promise<unknown>,
): Promise<{ code: string; constraint?: string }> {
  try {
    await statement;
    return { code: "00000" };
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const { code, constraint_name: constraint } = error;
    return constraint ? { code, constraint } : { code };
  }
}

/** Lists our tables as Postgres knows them, so that a new table is tested without being named. */
export async function listTables(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql`select tablename from pg_tables where schemaname = 'public' order by 1`;
  return rows.map((row) => row.tablename);
}
