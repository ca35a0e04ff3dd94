/**
 * `@supabase/lite` as a program that takes PostgREST's settings, standing in for PostgREST.
 *
 * A process of its own, since it replaces `JSON.parse`, which nothing else should meet.
 */
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";

/** V8's additions to JSON that TypeScript does not declare yet (TC39: JSON.parse source text). */
const { parse, rawJSON } = JSON as typeof JSON & { rawJSON(text: string): number };

/** Keeps `9007199254740993` and `1.10` as they were written, for JSON.stringify alone to read. */
function keepNumber(_key: string, value: unknown, { source }: { source: string }): unknown {
  return typeof value === "number" && String(value) !== source ? rawJSON(source) : value;
}

/** `2026-01-01 00:00:00+00`, as Postgres writes it, to `2026-01-01T00:00:00+00:00`. */
function writeTimestamp(text: string): string {
  return text.replace(" ", "T").replace(/[+-]\d\d$/, "$&:00");
}

if (import.meta.main) {
  JSON.parse = (text, reviver = keepNumber as Parameters<typeof parse>[1]) => parse(text, reviver);
  const env = Deno.env.toObject();
  const timestamptz = { to: 1184, from: [1184], serialize: String, parse: writeTimestamp };
  const connection = createPostgresConnection({
    url: env.PGRST_DB_URI!,
    postgresOptions: { max: 20, types: { timestamptz } },
  });
  // Left to itself it grants everything on every table with row level security to every role, and
  // a missing grant would show on the hosted platform only. "active" says that this is done.
  Object.assign(connection, { rlsState: "active" });
  const api = {
    schemas: [env.PGRST_DB_SCHEMAS!],
    extra_search_path: env.PGRST_DB_EXTRA_SEARCH_PATH!.split(","),
    max_rows: Number(env.PGRST_DB_MAX_ROWS),
  };
  const { PGRST_JWT_SECRET: secret_key = "", PGRST_SERVER_PORT: port } = env;
  const app = new App({ connection, api, auth: { enabled: false, secret_key } });
  Deno.serve({ hostname: "127.0.0.1", port: Number(port) }, (request) => app.fetch(request));
}
