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

/**
 * Reads the migrations in order: `{ version: "015", name: "icp_job_titles", text: "create…" }`.
 *
 * `commits` tells whether it cannot run inside of a transaction, and `statements` what to send one
 * after the other: the whole text, or each statement of a file that builds an index concurrently.
 */
export async function readMigrations() {
  const names = await Array.fromAsync(Deno.readDir(MIGRATIONS), ({ name }) => name);
  const files = names.filter((name) => name.endsWith(".sql")).sort();
  return await Promise.all(files.map(async (file) => {
    const [, version = "", name = ""] = file.match(/^(\d+)_(.*)\.sql$/) ?? [];
    const text = await Deno.readTextFile(new URL(file, MIGRATIONS));
    const isConcurrent = /^create index concurrently /m.test(text);
    const commits = isConcurrent || /^call |^do \$\$\n[^]*^ *commit;$/m.test(text);
    return { version, name, text, commits, statements: isConcurrent ? split(text) : [text] };
  }));
}

/** Splits a text of statements that have no line within them that ends with a semicolon. */
function split(text: string): string[] {
  return text.split(/(?<=;\n)(?=.)/s);
}

/**
 * Applies what the database does not have yet, each file in a transaction of its own, but for those
 * whose statements cannot run in one; these can run again where they were broken off.
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
  for (const { version, name, statements, commits } of missing) {
    const apply = async (connection: postgres.ISql) => {
      for (const statement of statements) await connection.unsafe(statement);
      const record = { version, name, statements };
      await connection`insert into supabase_migrations.schema_migrations ${sql(record)}`;
    };
    await (commits ? apply(sql) : sql.begin(apply)).catch((cause) => {
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
