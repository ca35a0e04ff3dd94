/**
 * `@supabase/lite` as a process of its own, standing in for the hosted PostgREST.
 *
 * Alone, since it replaces `JSON.parse` for the whole process, which nothing else should meet.
 * Settings come by the environment: `DATABASE_URL`, `SERVICE_KEY`, `PORT`.
 */
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { MAX_ROWS, SEARCH_PATH, STATEMENT_TIMEOUT_MS } from "./data_api_limits.ts";
import { keepNumbersExact } from "./exact_numbers.ts";

/** `2026-01-01 00:00:00+00`, as Postgres writes it, to `2026-01-01T00:00:00+00:00`. */
function writeTimestamp(text: string): string {
  return text.replace(" ", "T").replace(/[+-]\d\d$/, "$&:00");
}

function serveDataApi(databaseUrl: string, serviceKey: string, port: number) {
  const connection = createPostgresConnection({
    url: databaseUrl,
    postgresOptions: {
      max: 20,
      connection: { search_path: SEARCH_PATH.join(","), statement_timeout: STATEMENT_TIMEOUT_MS },
      types: {
        timestamptz: { to: 1184, from: [1184], serialize: String, parse: writeTimestamp },
      },
    },
  });
  // Left to itself it grants everything on every table with row level security to every role, and
  // a missing grant would show on the hosted platform only. "active" says that this is done.
  Object.assign(connection, { rlsState: "active" });
  const app = new App({
    connection,
    api: { schemas: ["public"], extra_search_path: SEARCH_PATH, max_rows: MAX_ROWS },
    auth: { enabled: false, secret_key: serviceKey },
  });
  return Deno.serve({ hostname: "127.0.0.1", port }, (request) => app.fetch(request));
}

if (import.meta.main) {
  keepNumbersExact();
  const { DATABASE_URL = "", SERVICE_KEY = "", PORT = "0" } = Deno.env.toObject();
  serveDataApi(DATABASE_URL, SERVICE_KEY, Number(PORT));
}
