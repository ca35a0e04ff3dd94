import { assert, assertEquals } from "@std/assert";
import { readDatabaseError } from "../../supabase/functions/_shared/data_api/refusals.ts";
import { type ErrorCode, ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { logError } from "../../supabase/functions/_shared/log.ts";

/** Stands in the texts of Postgres, which may quote a row. */
const SECRET = "zq7-secret";

const foreignKey = (name: string) =>
  `insert or update on table "icp_job_titles" violates foreign key constraint "${name}"`;

type Case = [status: number, code: string, message: string, expected: ErrorCode];

const CASES: Case[] = [
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
  [429, "", "Too many requests", "database_unavailable"],
  [429, "PT429", "Too many expensive reads of one org at once.", "too_many_requests"],
  ...[520, 521, 523, 525, 526, 527, 528, 529, 530, 540, 546].map((status): Case => [
    status,
    "",
    "a page of the platform",
    "database_unavailable",
  ]),
  ...[408, 522, 524, 544].map((status): Case => [
    status,
    "",
    "a page of the platform",
    "database_timeout",
  ]),
  ...[501, 519, 531, 539, 541, 545, 547, 599].map((status): Case => [
    status,
    "",
    "a status that says nothing of what is behind it",
    "internal_error",
  ]),
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
    const seconds = { database_unavailable: "5", too_many_requests: "1" }[expected as string];
    assertEquals(error.headers, seconds === undefined ? {} : { "Retry-After": seconds });
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
    "it has a character that the database cannot store.",
    "it has a character that the database cannot store.",
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

Deno.test("a connection that is lost in mid-statement is away: an error of PostgREST that says nothing", async () => {
  const lost = { code: "", details: null, hint: null, message: "" };
  const cases: [status: number, body: unknown, expected: ErrorCode][] = [
    [400, lost, "database_unavailable"],
    [400, { message: "", code: "" }, "database_unavailable"],
    [500, lost, "database_unavailable"],
    [401, lost, "internal_error"],
    [400, { ...lost, code: null }, "internal_error"],
    [400, { ...lost, message: "the request is malformed" }, "internal_error"],
    [400, { ...lost, code: "PGRST100" }, "internal_error"],
    [400, { message: "" }, "internal_error"],
    [400, {}, "internal_error"],
    [400, [lost], "internal_error"],
  ];
  for (const [status, body, expected] of cases) {
    const error = await readDatabaseError(Response.json(body, { status }));
    assertEquals(error.code, expected, `${status} ${JSON.stringify(body)}`);
  }
});

Deno.test("the wait that too many requests ask for is passed on in seconds, where it can be read", async () => {
  const inAMinute = new Date(Math.ceil(Date.now() / 1000 + 60) * 1000).toUTCString();
  const cases: [sent: string | undefined, least: number, most: number][] = [
    [undefined, 5, 5],
    ["0", 0, 0],
    ["17", 17, 17],
    ["86400", 86_400, 86_400],
    [inAMinute, 50, 61],
    ["Wed, 21 Oct 2015 07:28:00 GMT", 0, 0],
    ["Wednesday, 21-Oct-15 07:28:00 GMT", 0, 0],
    ["Wed, 99 Oct 2015 07:28:00 GMT", 5, 5],
    ["1.5", 5, 5],
    ["-1", 5, 5],
    ["5, 10", 5, 5],
    ["soon", 5, 5],
    ["", 5, 5],
    ["9".repeat(400), 5, 5],
  ];
  for (const [sent, least, most] of cases) {
    const headers: HeadersInit = sent === undefined ? {} : { "retry-after": sent };
    const error = await readDatabaseError(new Response("", { status: 429, headers }));
    const wait = error.headers["Retry-After"] ?? "";
    const isWhole = /^\d+$/.test(wait);
    assert(isWhole && Number(wait) >= least && Number(wait) <= most, `${sent}: ${wait}`);
  }
});

Deno.test("the wait of PostgREST for its own next connection is logged, not passed on", async () => {
  const headers = { "retry-after": "0" };
  const error = await readDatabaseError(new Response("", { status: 503, headers }));
  assertEquals(error.headers, { "Retry-After": "5" });
  assertEquals(error.cause, { status: 503, code: "", retryAfterSeconds: 0 });
});

Deno.test("no error that says the database is away can be made without Retry-After", () => {
  assertEquals(new ServiceError("database_unavailable", "Away.").headers, { "Retry-After": "5" });
  const own = new ServiceError("database_unavailable", "Away.", { headers: { Allow: "GET" } });
  assertEquals(own.headers, { "Retry-After": "5", Allow: "GET" });
});

Deno.test("a log line shows a code of the Data API only where it is a code", async () => {
  for (const code of ["x".repeat(41), "select 1", "a\nb", { a: 1 }, ["23503", "x"], 7e99]) {
    const error = await readDatabaseError(Response.json({ code, message: "" }, { status: 500 }));
    assertEquals(logError(error), { code: "internal_error", cause: { status: 500, code: "" } });
  }
});

Deno.test("of a refusal only what has the form of a code or a constraint is kept", async () => {
  for (const code of [SECRET, `23503${SECRET}`, "sb_secret_1", "a".repeat(5), "", { a: SECRET }]) {
    const body = { code, message: `violates foreign key constraint "${SECRET} of a row"` };
    const headers = { "retry-after": SECRET };
    const error = await readDatabaseError(Response.json(body, { status: 409, headers }));
    assertEquals(error.cause, { status: 409, code: "" });
  }
  const message = `violates foreign key constraint "${SECRET}"`;
  const named = await readDatabaseError(Response.json({ code: "23503", message }, { status: 409 }));
  assertEquals(named.cause, { status: 409, code: "23503" });
});
