/**
 * Applies supabase/migrations and supabase/seed.sql, as the CLI does for a hosted project.
 *
 * It keeps the CLI's own record, so that a `db push` on the same database afterwards finds nothing
 * to do, and the other way round.
 */
import postgres from "postgres";
import { describeError } from "../errors/describe.ts";
import { StackError } from "./processes.ts";

const MIGRATIONS = new URL("../../supabase/migrations/", import.meta.url);

/** Reads the migrations in order: `{ version: "015", name: "icp_job_titles", text: "create…" }`. */
export async function readMigrations() {
  const names = await Array.fromAsync(Deno.readDir(MIGRATIONS), ({ name }) => name);
  const files = names.filter((name) => name.endsWith(".sql")).sort();
  return await Promise.all(files.map(async (file) => {
    const [, version = "", name = ""] = file.match(/^(\d+)_(.*)\.sql$/) ?? [];
    return { version, name, text: await Deno.readTextFile(new URL(file, MIGRATIONS)) };
  }));
}

/**
 * Applies what the database does not have yet, each file in a transaction of its own.
 *
 * @returns the versions applied now, in order: `["015", "016"]`.
 * @throws {StackError} naming the file that failed; the ones before it stay applied.
 */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  await using sql = connect(databaseUrl);
  await sql.unsafe(`
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations
      (version text not null primary key, statements text[], name text)`);
  const applied = await sql`select version from supabase_migrations.schema_migrations`;
  const missing = (await readMigrations())
    .filter(({ version }) => !applied.some((row) => row.version === version));
  for (const { version, name, text } of missing) {
    const record = { version, name, statements: [text] };
    await sql.begin(async (transaction) => {
      await transaction.unsafe(text);
      await transaction`insert into supabase_migrations.schema_migrations ${sql(record)}`;
    }).catch((cause) => {
      const failure = `The migration "${version}_${name}.sql" failed: ${describe(cause)}`;
      throw new StackError(`${failure}. Correct it and start again.`, { cause });
    });
  }
  return missing.map(({ version }) => version);
}

/** Loads the seed into a database that holds no ICP job titles, and says whether it did. */
export async function seedFreshDatabase(databaseUrl: string): Promise<boolean> {
  await using sql = connect(databaseUrl);
  const isFresh = (await sql`select from icp_job_titles limit 1`).length === 0;
  if (isFresh) await sql.unsafe(await Deno.readTextFile(new URL("../seed.sql", MIGRATIONS)));
  return isFresh;
}

/** The text of Postgres where it quotes the migration alone, else its code: others may quote rows. */
function describe(error: unknown): string {
  if (!(error instanceof postgres.PostgresError)) return describeError(error);
  return /^(42|2BP01|3F)/.test(error.code) ? error.message : `SQLSTATE ${error.code}`;
}

/** Whether an API token is stored, by the SHA-256 of its text in hex. */
export async function hasApiToken(databaseUrl: string, hash: string): Promise<boolean> {
  await using sql = connect(databaseUrl);
  return (await sql`select from api_tokens where token_hash = ${hash}`).length > 0;
}

function connect(url: string): postgres.Sql & AsyncDisposable {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() });
}
