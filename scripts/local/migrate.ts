/**
 * Applies supabase/migrations as `supabase db push` does, which on the hosted platform does this.
 *
 * It keeps the CLI's own record, so that a `db push` on the same database afterwards finds nothing
 * to do, and the other way round.
 */
import postgres from "postgres";
import { StackError } from "./stack_error.ts";

const MIGRATIONS = new URL("../../supabase/migrations/", import.meta.url);

/** One file: `{ version: "015", name: "icp_job_titles", text: "create table …" }`. */
export interface Migration {
  version: string;
  name: string;
  text: string;
}

/** Reads the migrations in the order in which they apply. */
export async function readMigrations(): Promise<Migration[]> {
  const files = await Array.fromAsync(Deno.readDir(MIGRATIONS), (entry) => entry.name);
  const migrations = files.sort().flatMap((file) => {
    const [, version, name] = file.match(/^(\d+)_(.*)\.sql$/) ?? [];
    return version && name ? [{ version, name, file }] : [];
  });
  return await Promise.all(migrations.map(async ({ version, name, file }) => ({
    version,
    name,
    text: await Deno.readTextFile(new URL(file, MIGRATIONS)),
  })));
}

/**
 * Applies what the database does not have yet, each file in a transaction of its own.
 *
 * @returns the versions applied now, in order: `["015", "016"]`.
 * @throws {StackError} naming the file that failed; the ones before it stay applied.
 */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`
      create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations
        (version text not null primary key, statements text[], name text)`);
    const rows = await sql`select version from supabase_migrations.schema_migrations`;
    const known = new Set(rows.map((row) => row.version));
    const missing = (await readMigrations()).filter(({ version }) => !known.has(version));
    for (const { version, name, text } of missing) {
      await sql.begin(async (transaction) => {
        await transaction.unsafe(text);
        await transaction`
          insert into supabase_migrations.schema_migrations (version, name, statements)
          values (${version}, ${name}, ${[text]})`;
      }).catch((error) => {
        throw new StackError(
          `The migration "${version}_${name}.sql" failed: ${error.message}. Correct it and start ` +
            `again; the ones before it are applied.`,
          { cause: error },
        );
      });
    }
    return missing.map(({ version }) => version);
  } finally {
    await sql.end();
  }
}
