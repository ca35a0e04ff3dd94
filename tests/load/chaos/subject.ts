/** The local stack on a durable database, with an org to write to. */
import postgres from "postgres";
import { DEVELOPMENT_KEYS } from "../../../supabase/functions/_shared/env/development_keys.ts";
import { type Stack, startStack } from "../../../scripts/local/stack.ts";
import { type Credentials, makeCredentials } from "../soak/credentials.ts";

/** The org of all that is written. */
export const ORG_ID = "c4a05000-0000-4000-8000-000000000001";

/** What is killed. */
export interface Subject extends AsyncDisposable {
  stack: Stack;
  credentials: Credentials;
}

/**
 * Starts the stack in a folder that goes with it, with fsync on.
 *
 * @param denoPath The binary that runs the functions; ours when absent.
 */
export async function startSubject(denoPath = Deno.execPath()): Promise<Subject> {
  const folder = await Deno.makeTempDir({ prefix: "icp-chaos-" });
  // Postgres does not run as root, and has to enter the folder.
  await Deno.chmod(folder, 0o755);
  const stack = await startStack({
    keys: DEVELOPMENT_KEYS,
    port: 0,
    dataDir: `${folder}/data`,
    sample: false,
    denoPath,
  });
  await withDatabase(
    stack,
    (sql) => sql`insert into orgs (id, name, slug) values (${ORG_ID}, 'chaos', 'chaos')`,
  );
  return {
    stack,
    credentials: await makeCredentials(stack.databaseUrl, ORG_ID),
    async [Symbol.asyncDispose]() {
      await stack.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Does something on a connection of its own, which a kill does not outlast. */
export async function withDatabase<Result>(
  { databaseUrl }: Stack,
  work: (sql: postgres.Sql) => Promise<Result>,
): Promise<Result> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
