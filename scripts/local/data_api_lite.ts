/**
 * `@supabase/lite` as a program that takes PostgREST's settings, standing in for PostgREST.
 *
 * A process of its own, since it replaces `JSON.parse`, which nothing else should meet.
 */
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { CATALOG_URI, createReserve } from "./connection_pool.ts";

/** V8's additions to JSON that TypeScript does not declare yet (TC39: JSON.parse source text). */
const { parse, rawJSON } = JSON as typeof JSON & { rawJSON(text: string): number };

/** Keeps `9007199254740993` and `1.10` as they were written, for JSON.stringify alone to read. */
function keepNumber(_key: string, value: unknown, { source }: { source?: string }): unknown {
  // In one of some ten thousand documents V8 leaves out the source of a number.
  const isOther = typeof value === "number" && source !== undefined && String(value) !== source;
  return isOther ? rawJSON(source) : value;
}

/** `2026-01-01 00:00:00+00`, as Postgres writes it, to `2026-01-01T00:00:00+00:00`. */
function writeTimestamp(text: string): string {
  return text.replace(" ", "T").replace(/[+-]\d\d$/, "$&:00");
}

/** Leaves the JSON of a function's argument, which is text already, and writes that of a column. */
function writeJson(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * Keeps the arguments of a function that is called by GET as they are, by quotes around them: it would
 * read `{…}`, `null` and `12` as JSON. It needs that for booleans. The names of our functions' arguments
 * begin with `p_`.
 */
function quoteArguments(request: Request): Request {
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.pathname.startsWith("/rest/v1/rpc/")) return request;
  for (const [name, value] of Array.from(url.searchParams)) {
    const isText = value !== "true" && value !== "false";
    if (name.startsWith("p_") && isText) url.searchParams.set(name, `"${value}"`);
  }
  return new Request(url, request);
}

/** Names a statement that took too long, and a lost connection, by the codes of PostgREST. */
async function nameFault(answer: Response): Promise<Response> {
  if (answer.status !== 500) return answer;
  const error = await answer.json();
  if (error.message.startsWith("ConnectionLostError: ")) {
    return Response.json({ ...error, code: "PGRST001" }, { status: 503 });
  }
  const isTimeout = /canceling statement due to statement timeout/.test(error.message);
  return Response.json({ ...error, ...(isTimeout && { code: "57014" }) }, { status: 500 });
}

/**
 * Reads once what tables there are, for all requests, on a superuser's connection that is then
 * closed: it asks `information_schema`, which shows a role its own privileges only.
 */
export async function readCatalog(url: string): Promise<object> {
  const connection = createPostgresConnection({ url });
  const catalog = await connection.introspect({ useCache: true });
  await connection.close();
  // Read while the database is away it would be empty, without an error.
  if (catalog.tables.length > 0) return catalog;
  throw new Error("The database has no tables, or cannot be read.");
}

/** Keeps every digit of the numbers that pass through; for the whole process, and once. */
export function keepNumbers(): void {
  JSON.parse = (text, reviver = keepNumber as Parameters<typeof parse>[1]) => parse(text, reviver);
}

/**
 * Serves one database on 127.0.0.1.
 *
 * @param env PostgREST's settings, and {@link CATALOG_URI}.
 * @param read Reads the catalog.
 * @returns What ends it and its connections.
 */
export async function serveLite(
  env: Record<string, string>,
  read = readCatalog,
): Promise<() => Promise<void>> {
  const timestamptz = { to: 1184, from: [1184], serialize: String, parse: writeTimestamp };
  const json = {
    to: 114,
    from: [114, 3802],
    serialize: writeJson,
    parse: (text: string) => JSON.parse(text),
  };
  const jsonb = { ...json, to: 3802, from: [] };
  const postgresOptions = { max: 20, types: { timestamptz, json, jsonb } };
  const connection = createPostgresConnection({ url: env.PGRST_DB_URI!, postgresOptions });
  const introspection = await read(env[CATALOG_URI]!);
  // Left to itself it grants everything on every table with row level security to every role, and
  // a missing grant would show on the hosted platform only. "active" says that this is done.
  Object.assign(connection, { rlsState: "active", introspection });
  const { reserve, end } = createReserve(connection.driver.options);
  Object.assign(connection.driver, { reserve });
  const api = {
    schemas: [env.PGRST_DB_SCHEMAS!],
    extra_search_path: env.PGRST_DB_EXTRA_SEARCH_PATH!.split(","),
    max_rows: Number(env.PGRST_DB_MAX_ROWS),
  };
  const { PGRST_JWT_SECRET: secret = "", PGRST_SERVER_PORT: port } = env;
  const auth = { enabled: false, secret_key: secret, jwt_secret: secret };
  const app = new App({ connection, api, auth });
  const ending = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: Number(port), signal: ending.signal },
    // It has pages of its own beside the tables.
    async (request) =>
      new URL(request.url).pathname.startsWith("/rest/v1/")
        ? await nameFault(await app.fetch(quoteArguments(request)))
        : Response.json({ message: "Not found" }, { status: 404 }),
  );
  return async () => {
    ending.abort();
    await server.finished;
    end();
  };
}

if (import.meta.main) {
  keepNumbers();
  const env = Deno.env.toObject();
  Deno.env.delete(CATALOG_URI);
  await serveLite(env);
}
