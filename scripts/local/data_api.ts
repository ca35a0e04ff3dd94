/**
 * The Data API of the hosted platform: a real PostgREST where one is on the PATH, else
 * `@supabase/lite`. Both take the same settings, by PostgREST's names.
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { SignJWT } from "jose";
import { findFreePort } from "./postgres.ts";
import { type Placement, startProcess } from "./processes.ts";

const LITE = fileURLToPath(new URL("data_api_lite.ts", import.meta.url));
/** Kilobytes of stack for JSON as deep as Postgres holds; most systems give a process 8192. */
const DEEP = "--v8-flags=--stack-size=7000";
/** Statements stop after 8 s; citext and its operators are in `extensions`. */
const SESSION = "-c statement_timeout=8000 -c search_path=public,extensions";

/**
 * Serves a database's `public` schema on 127.0.0.1 with the hosted limits.
 *
 * @param options.maxRows Rows of an answer ("Max rows" in a project's settings).
 * @returns where its tables begin, the token that opens it as service_role, what serves it
 * (`"@supabase/lite"` or `"PostgREST 14.5"`), and of its process what `startProcess` returns.
 * @throws {StackError} with the engine's last lines when it does not start.
 */
export async function startDataApi(
  databaseUrl: string,
  serviceKey: string,
  { port = findFreePort(), maxRows = 1000, onEnd }: Placement & { maxRows?: number } = {},
) {
  const version = await findPostgrest();
  // The same after each start, so that a token is good for the next one too; PostgREST wants 32 bytes.
  const secret = version ? createHash("sha256").update(serviceKey).digest("hex") : serviceKey;
  const { stop, pid } = await startProcess({
    label: "The Data API",
    command: version ? ["postgrest"] : [Deno.execPath(), "run", "-A", DEEP, LITE],
    env: {
      PGRST_DB_URI: `${databaseUrl}?options=${encodeURIComponent(SESSION)}`,
      PGRST_DB_SCHEMAS: "public",
      PGRST_DB_EXTRA_SEARCH_PATH: "public,extensions",
      PGRST_DB_MAX_ROWS: String(maxRows),
      PGRST_JWT_SECRET: secret,
      PGRST_SERVER_HOST: "127.0.0.1",
      PGRST_SERVER_PORT: String(port),
      NO_COLOR: "1",
    },
    ready: version ? /Schema cache loaded/ : /Listening on/,
    onEnd,
  });
  const url = `http://127.0.0.1:${port}`;
  if (!version) {
    return { url: `${url}/rest/v1`, token: secret, engine: "@supabase/lite", stop, pid };
  }
  const token = await new SignJWT({ role: "service_role" }).setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(secret));
  return { url, token, engine: `PostgREST ${version}`, stop, pid };
}

/** The version of the `postgrest` on the PATH, if it is 14 or later: `"14.5"`. */
async function findPostgrest(): Promise<string | undefined> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", "postgrest --version"] }).output();
  const [version, major] = new TextDecoder().decode(stdout).match(/(\d+)\.[\d.]+/) ?? [];
  return Number(major) >= 14 ? version : undefined;
}
