/**
 * A real PostgREST from the PATH, with what the hosted gateway and project do around it: the login
 * role, the opaque key turned into a role token, the limits.
 */
import { SignJWT } from "jose";
import postgres from "postgres";
import { startChild } from "./child.ts";
import { MAX_ROWS, SEARCH_PATH, STATEMENT_TIMEOUT_MS } from "./data_api_limits.ts";
import { proxyRequest } from "./proxy.ts";

const OLDEST_MAJOR = 14;

/** A running PostgREST and the secret whose tokens it accepts. */
export interface Postgrest {
  url: string;
  secret: Uint8Array;
  crashed: Promise<string>;
  stop(): Promise<void>;
}

/** The version of the `postgrest` on the PATH, if it is 14 or later: `"14.5"`. */
export async function findPostgrest(): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("postgrest", { args: ["--version"] }).output();
    const version = new TextDecoder().decode(stdout).match(/(\d+)\.[\d.]+/);
    return version && Number(version[1]) >= OLDEST_MAJOR ? version[0] : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Starts PostgREST as `authenticator`, the role that may become the three API roles. */
export async function startPostgrest(databaseUrl: string, port: number): Promise<Postgrest> {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const child = startChild({
    label: "PostgREST",
    command: ["postgrest"],
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      PGRST_DB_URI: await createAuthenticator(databaseUrl),
      PGRST_DB_SCHEMAS: "public",
      PGRST_DB_EXTRA_SEARCH_PATH: SEARCH_PATH.join(","),
      PGRST_DB_MAX_ROWS: String(MAX_ROWS),
      PGRST_DB_ANON_ROLE: "anon",
      PGRST_JWT_SECRET: btoa(String.fromCharCode(...secret)),
      PGRST_JWT_SECRET_IS_BASE64: "true",
      PGRST_SERVER_HOST: "127.0.0.1",
      PGRST_SERVER_PORT: String(port),
    },
  });
  await child.waitForLine(/Schema cache loaded/);
  return {
    url: `http://127.0.0.1:${port}`,
    secret,
    crashed: child.crashed,
    stop: () => child.stop(),
  };
}

/** Answers a request for `/rest/v1/…`: 401 without the key, else as service_role. */
export async function forwardToPostgrest(
  request: Request,
  { url, secret }: Postgrest,
  serviceKey: string,
): Promise<Response> {
  const key = request.headers.get("apikey");
  if (key !== serviceKey) {
    const message = key === null ? "No API key found in request" : "Invalid API key";
    return Response.json({ message }, { status: 401 });
  }
  const token = await new SignJWT({ role: "service_role" }).setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("5m").sign(secret);
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${token}`);
  const { pathname, search } = new URL(request.url);
  const path = pathname.replace(/^\/rest\/v1/, "");
  return await proxyRequest(
    new Request(request, { headers }),
    `${url}${path}${search}`,
    "PostgREST",
  );
}

/** Makes the login role with this run's password and returns its connection string. */
async function createAuthenticator(databaseUrl: string): Promise<string> {
  const password = crypto.randomUUID();
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'authenticator') then
          create role authenticator noinherit login;
        end if;
      end $$;
      alter role authenticator password '${password}';
      alter role authenticator set statement_timeout = ${STATEMENT_TIMEOUT_MS};
      grant anon, authenticated, service_role to authenticator`);
  } finally {
    await sql.end();
  }
  const url = new URL(databaseUrl);
  url.username = "authenticator";
  url.password = password;
  return url.href;
}
