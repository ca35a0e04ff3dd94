/** supabase/preflight.sql, asked and obeyed as a deployer would. */
import type postgres from "postgres";
import { readMigrations } from "../../scripts/local/migrate.ts";
import { ROOT } from "./cli.ts";

const PREFLIGHT = await Deno.readTextFile(`${ROOT}supabase/preflight.sql`);
const MIGRATIONS = await readMigrations();

/** 015 and what follows it: what is pushed where the pipeline has made its tables itself. */
export const OURS = MIGRATIONS.filter(({ version }) => version >= "015");
/** 015 alone. */
export const TABLE = OURS[0]!.text;

/** A row of the answer. */
interface Finding {
  verdict: "must" | "check" | "ready";
  what: string;
  remedy: string;
}

type Connection = Pick<postgres.Sql, "unsafe">;

/** Asks the check. */
export async function preflight(
  sql: Connection,
): Promise<Finding[]> {
  return (await sql.unsafe(PREFLIGHT)).map(({ verdict, what, remedy }) => ({
    verdict,
    what,
    remedy,
  }));
}

/** What of the answer has a verdict: `["public.orgs has no unique key (id)."]`. */
export function whatOf(findings: Finding[], verdict: Finding["verdict"]): string[] {
  return findings.filter((found) => found.verdict === verdict).map(({ what }) => what);
}

/** Runs the remedies of an answer from its top, as they stand; `-- Run <file>` runs that file. */
export async function obey(sql: Connection, findings: Finding[]): Promise<void> {
  for (const { verdict, what, remedy } of findings) {
    if (verdict !== "must") continue;
    const file = /^-- Run supabase\/migrations\/([\w.]+)/.exec(remedy)?.[1];
    const statement = file === undefined
      ? remedy
      : await Deno.readTextFile(`${ROOT}supabase/migrations/${file}`);
    // As the CLI sends what is not a file of migrations: one statement.
    await sql.unsafe(statement, [], { prepare: file === undefined }).catch((cause) => {
      throw new Error(`The remedy of "${what}" fails: ${cause.message}\n${remedy}`, { cause });
    });
  }
}

/** Asks and obeys until the answer is "ready"; returns every `must` on the way. */
export async function makeReady(sql: Connection): Promise<string[]> {
  const met: string[] = [];
  for (let round = 0; round < 5; round++) {
    const findings = await preflight(sql);
    const musts = whatOf(findings, "must");
    if (musts.length === 0) return met;
    met.push(...musts);
    await obey(sql, findings);
  }
  throw new Error(`The remedies lead nowhere:\n${met.join("\n")}`);
}

/** Applies our migrations as a push does, each in a transaction of its own if it can run in one. */
export async function push(sql: Connection): Promise<void> {
  for (const { version, statements } of OURS) {
    for (const statement of statements) {
      await sql.unsafe(statement).catch((cause) => {
        throw new Error(`The push stops at ${version}: ${cause.message}`, { cause });
      });
    }
  }
}
