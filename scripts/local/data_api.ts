/**
 * The Data API of the hosted platform: a real PostgREST where one is on the PATH, else
 * `@supabase/lite`. Both take the same settings, by PostgREST's names.
 */
import { fileURLToPath } from "node:url";
import { SignJWT } from "jose";
import { ensureAuthenticator } from "./authenticator.ts";
import { CATALOG_URI } from "./connection_pool.ts";
import { findFreePort } from "./postgres.ts";
import { type Placement, startProcess } from "./processes.ts";

const LITE = fileURLToPath(new URL("data_api_lite.ts", import.meta.url));
/** Kilobytes of stack for JSON as deep as Postgres holds; most systems give a process 8192. */
export const DEEP = "--v8-flags=--stack-size=7000";
/** Statements stop after 8 s; citext and its operators are in `extensions`. */
const SESSION = "-c statement_timeout=8000 -c search_path=public,extensions";

/** The database that the Data API serves, and what its callers' tokens are signed with. */
interface DataApiOptions {
  /** A superuser's connection string; requests use the one of `authenticator`. */
  databaseUrl: string;
  /** 32 characters or more. */
  jwtSecret: string;
}

/**
 * Serves a database's `public` schema on 127.0.0.1 with the hosted limits.
 *
 * @param options.maxRows Rows of an answer ("Max rows" in a project's settings).
 * @returns where its tables begin, the token that opens it as service_role, what serves it
 * (`"@supabase/lite"` or `"PostgREST 14.5"`), and of its process what `startProcess` returns.
 * @throws {StackError} with the engine's last lines when it does not start.
 */
export async function startDataApi(
  { databaseUrl, jwtSecret }: DataApiOptions,
  { port = findFreePort(), maxRows = 1000, onEnd }: Placement & { maxRows?: number } = {},
) {
  const version = await findPostgrest();
  const env = await makeSettings({ databaseUrl, jwtSecret }, { port, maxRows });
  if (version) delete env[CATALOG_URI];
  const { stop, pid } = await startProcess({
    label: "The Data API",
    command: version ? ["postgrest"] : [Deno.execPath(), "run", "-A", DEEP, LITE],
    env,
    ready: version ? /Schema cache loaded/ : /Listening on/,
    onEnd,
  });
  const url = `http://127.0.0.1:${port}`;
  if (!version) {
    return { url: `${url}/rest/v1`, token: jwtSecret, engine: "@supabase/lite", stop, pid };
  }
  const token = await new SignJWT({ role: "service_role" }).setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(jwtSecret));
  return { url, token, engine: `PostgREST ${version}`, stop, pid };
}

/** The settings of the Data API of a database, by PostgREST's names. */
export async function makeSettings(
  { databaseUrl, jwtSecret }: DataApiOptions,
  { port, maxRows }: { port: number; maxRows: number },
): Promise<Record<string, string>> {
  const session = `?options=${encodeURIComponent(SESSION)}`;
  return {
    PGRST_DB_URI: await ensureAuthenticator(databaseUrl) + session,
    PGRST_DB_SCHEMAS: "public",
    PGRST_DB_EXTRA_SEARCH_PATH: "public,extensions",
    PGRST_DB_MAX_ROWS: String(maxRows),
    PGRST_JWT_SECRET: jwtSecret,
    PGRST_SERVER_HOST: "127.0.0.1",
    PGRST_SERVER_PORT: String(port),
    [CATALOG_URI]: databaseUrl,
    NO_COLOR: "1",
  };
}

/** The version of the `postgrest` on the PATH, if it is 14 or later: `"14.5"`. */
export async function findPostgrest(): Promise<string | undefined> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", "postgrest --version"] }).output();
  const [version, major] = new TextDecoder().decode(stdout).match(/(\d+)\.[\d.]+/) ?? [];
  return Number(major) >= 14 ? version : undefined;
}
