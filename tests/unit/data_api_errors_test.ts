import { assert, assertEquals } from "@std/assert";
import { readDatabaseError } from "../../supabase/functions/_shared/data_api_errors.ts";
import type { ErrorCode } from "../../supabase/functions/_shared/errors.ts";
import { logError } from "../../supabase/functions/_shared/log.ts";

/** Stands in the texts of Postgres, which may quote a row. */
const SECRET = "zq7-secret";

const foreignKey = (name: string) =>
  `insert or update on table "icp_job_titles" violates foreign key constraint "${name}"`;

const CASES: [status: number, code: string, message: string, expected: ErrorCode][] = [
  [409, "23503", foreignKey("icp_job_titles_org_id_fkey"), "unknown_org"],
  [409, "23503", foreignKey("icp_job_titles_source_submission_id_fkey"), "source_not_in_org"],
  [409, "23503", foreignKey("icp_job_titles_source_submission_org_fkey"), "source_not_in_org"],
  [409, "23503", foreignKey("icp_job_titles_source_pipeline_run_id_fkey"), "source_not_in_org"],
  [409, "23503", foreignKey("icp_job_titles_source_pipeline_run_org_fkey"), "source_not_in_org"],
  [409, "23503", foreignKey("a_foreign_key_of_later"), "internal_error"],
  [400, "23503", "without a name", "internal_error"],
  [409, "23505", `unique constraint "icp_job_titles_org_id_fkey"`, "internal_error"],
  [400, "22P05", "unsupported Unicode escape sequence", "unstorable_document"],
  [400, "22P02", "invalid input syntax for type json", "unstorable_document"],
  [400, "22003", "value overflows numeric format", "unstorable_document"],
  [500, "54000", "total size of jsonb object elements exceeds", "unstorable_document"],
  [500, "54001", "stack depth limit exceeded", "unstorable_document"],
  [500, "SUP", "PostgresError: stack depth limit exceeded", "unstorable_document"],
  [500, "SUP", "PostgresError: something else", "internal_error"],
  [400, "PGRST102", "Empty or invalid json", "unstorable_document"],
  [500, "57014", "canceling statement due to statement timeout", "database_timeout"],
  [504, "", "Gateway Timeout", "database_timeout"],
  [504, "PGRST003", "Timed out acquiring connection", "database_timeout"],
  [413, "", "request entity too large", "payload_too_large"],
  [502, "", "Bad Gateway", "database_unavailable"],
  [503, "", "Service Unavailable", "database_unavailable"],
  [503, "PGRST000", "Could not connect with the database", "database_unavailable"],
  [503, "PGRST001", "Database client error", "database_unavailable"],
  [503, "PGRST002", "Could not query the database for the schema cache", "database_unavailable"],
  [520, "", "Web server is returning an unknown error", "database_unavailable"],
  [546, "", "worker limit", "database_unavailable"],
  [500, "08006", "connection failure", "database_unavailable"],
  [500, "57P01", "terminating connection due to administrator command", "database_unavailable"],
  [500, "57P03", "the database system is starting up", "database_unavailable"],
  [500, "53300", "sorry, too many clients already", "database_unavailable"],
  [500, "", "connect ECONNREFUSED 127.0.0.1:5432", "database_unavailable"],
  [500, "CONNECTION_CLOSED", "write CONNECTION_CLOSED", "database_unavailable"],
  [401, "PGRST301", "JWT expired", "internal_error"],
  [401, "", "Invalid API key", "internal_error"],
  [403, "42501", "permission denied for table icp_job_titles", "internal_error"],
  [404, "42P01", "relation does not exist", "internal_error"],
  [404, "PGRST205", "Could not find the table in the schema cache", "internal_error"],
  [400, "42703", "column does not exist", "internal_error"],
  [400, "42P10", "no unique constraint matching the ON CONFLICT", "internal_error"],
  [400, "23502", "null value in column", "internal_error"],
  [406, "PGRST116", "The result contains 0 rows", "internal_error"],
  [500, "21000", "ON CONFLICT cannot affect row a second time", "internal_error"],
  [500, "XX000", "internal error", "internal_error"],
];

for (const [status, code, message, expected] of CASES) {
  Deno.test(`the Data API's ${status} ${code || "without a code"}, "${message}", is ${expected}`, async () => {
    const body = { code, message: `${SECRET} ${message}`, details: SECRET, hint: SECRET };
    const error = await readDatabaseError(Response.json(body, { status }));
    assertEquals(error.code, expected);
    const shown = `${error.message} ${JSON.stringify(logError(error))}`;
    assert(!shown.includes(SECRET), shown);
    const retryAfter = expected === "database_unavailable" ? { "Retry-After": "5" } : {};
    assertEquals(error.headers, retryAfter);
  });
}

Deno.test("what the database cannot hold is told in words that fit a document and a filter", async () => {
  const sentences = [];
  for (const code of ["22003", "22P02", "22P05", "54000", "54001", "PGRST102"]) {
    const error = await readDatabaseError(Response.json({ code, message: "" }, { status: 400 }));
    sentences.push(error.message.replace("The database cannot hold the JSON that was sent: ", ""));
  }
  assertEquals(sentences, [
    "a number is out of its range.",
    "a character is none that it knows.",
    "a character is none that it knows.",
    "it is too large.",
    "it is nested too deeply.",
    "it is nested too deeply.",
  ]);
});

Deno.test("an answer that is no JSON object of the Data API is judged by its status", async () => {
  const bodies = ["", "<html>zq7-secret</html>", "null", "[]", `"text"`, "7", `{"code":{"a":1}}`];
  for (const body of bodies) {
    const codes = [];
    for (const status of [400, 500, 503, 504]) {
      codes.push((await readDatabaseError(new Response(body, { status }))).code);
    }
    const expected = [
      "internal_error",
      "internal_error",
      "database_unavailable",
      "database_timeout",
    ];
    assertEquals(codes, expected, body);
  }
});

Deno.test("a refusal is logged by its status, code and constraint", async () => {
  const name = "icp_job_titles_org_id_fkey";
  const body = { code: "23503", message: foreignKey(name) };
  const error = await readDatabaseError(Response.json(body, { status: 409 }));
  assertEquals(error.cause, { status: 409, code: "23503", constraint: name });
});
