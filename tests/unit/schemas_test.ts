import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Issue, ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { RawJson, readObject } from "../../supabase/functions/_shared/raw_json.ts";
import { UPSERT_MEMBERS, upsertBody } from "../../supabase/functions/_shared/contract/bodies.ts";
import { QUERY_MEMBERS, queryBody } from "../../supabase/functions/_shared/contract/query.ts";
import { validate } from "../../supabase/functions/_shared/http/validate.ts";
import { OPERATOR, ORG_A } from "../support/apps.ts";

/** Stands in values that no message may tell. */
const SECRET = "zq7-secret";

const readQuery = (text: string) => validate(queryBody, readObject(text, QUERY_MEMBERS));
const readUpsert = (text: string) => validate(upsertBody, readObject(text, UPSERT_MEMBERS));

const upsertText = (members: string) =>
  `{"company_domain":"a.com","raw_parallel_output":{}${members && ","}${members}}`;

/** What a body is refused for, as `path: message`, after checking that no value is told. */
function issuesOf(read: () => unknown): string[] {
  const error: ServiceError = assertThrows(read, ServiceError);
  assertEquals([error.code, error.status], ["validation_failed", 422]);
  assert(!(error.message + JSON.stringify(error.issues)).includes(SECRET), error.message);
  return (error.issues ?? []).map(({ path, message }: Issue) => `${path}: ${message}`);
}

const UNKNOWN = "Unknown field. Remove it, or check its spelling.";

const QUERY_REFUSALS: [body: string, issues: string[]][] = [
  [`{"limit":0}`, ["limit: Expected at least 1."]],
  [`{"limit":1001}`, ["limit: Expected at most 1000."]],
  [`{"limit":-1}`, ["limit: Expected at least 1."]],
  [`{"limit":1.5}`, ["limit: Expected int, received number."]],
  [`{"limit":"5"}`, ["limit: Expected number, received string."]],
  [`{"limit":true}`, ["limit: Expected number, received boolean."]],
  [`{"limit":[5]}`, ["limit: Expected number, received array."]],
  [`{"limit":{}}`, ["limit: Expected number, received object."]],
  [`{"limit":1e400}`, ["limit: Expected number, received a number out of range."]],
  [`{"processor":-1e400}`, ["processor: Expected string, received a number out of range."]],
  [`{"offset":-1}`, ["offset: Expected at least 0."]],
  [`{"offset":0.1}`, ["offset: Expected int, received number."]],
  [`{"offset":"${SECRET}"}`, ["offset: Expected number, received string."]],
  [`{"offset":2147483648}`, ["offset: Expected at most 2147483647."]],
  [
    `{"offset":9007199254740993}`,
    ["offset: Expected at most 9007199254740991.", "offset: Expected at most 2147483647."],
  ],
  [`{"org_id":"${SECRET}"}`, ["org_id: Expected a uuid."]],
  [`{"org_id":""}`, ["org_id: Expected a uuid."]],
  [`{"org_id":"${ORG_A}\\n"}`, ["org_id: Expected a uuid."]],
  [`{"org_id":"{${ORG_A}}"}`, ["org_id: Expected a uuid."]],
  [`{"org_id":7}`, ["org_id: Expected string, received number."]],
  [`{"company_domain":7}`, ["company_domain: Expected string, received number."]],
  [`{"company_domain":["a.com"]}`, ["company_domain: Expected string, received array."]],
  [`{"nope":"${SECRET}","limt":1}`, [`nope: ${UNKNOWN}`, `limt: ${UNKNOWN}`]],
  [`{"__proto__":{"limit":1}}`, [`__proto__: ${UNKNOWN}`]],
  [`{"constructor":1,"toString":2}`, [`constructor: ${UNKNOWN}`, `toString: ${UNKNOWN}`]],
  [`{"Limit":1}`, [`Limit: ${UNKNOWN}`]],
  [`{"":1}`, [`: ${UNKNOWN}`]],
  [`[]`, [": Expected object, received array."]],
  [`null`, [": Expected object, received null."]],
  [`"${SECRET}"`, [": Expected object, received string."]],
  [`7`, [": Expected object, received number."]],
];

for (const [body, issues] of QUERY_REFUSALS) {
  Deno.test(`a query of ${body} is refused for ${issues[0]}`, () => {
    assertEquals(issuesOf(() => readQuery(body)), issues);
  });
}

Deno.test("every fault of a body is told at once, with its path in the sentence", () => {
  const error: ServiceError = assertThrows(
    () => readQuery(`{"limit":0,"offset":-1,"org_id":"x","nope":1}`),
    ServiceError,
  );
  const paths = error.issues?.map(({ path }) => path);
  assertEquals(new Set(paths), new Set(["limit", "offset", "org_id", "nope"]));
  for (const path of paths ?? []) assert(error.message.includes(path), error.message);
});

Deno.test("of very many faults the first hundred are told, and that there are more", () => {
  const read = () => readQuery(`{"company_domains":[${Array(250).fill(1)}]}`);
  assertEquals(issuesOf(read).length, 100);
  const { message }: ServiceError = assertThrows(read, ServiceError);
  assert(message.endsWith("company_domains.99 and more in issues."), message);
});

Deno.test("a query's absent and null fields get their defaults", () => {
  const nulls = Object.fromEntries(Object.keys(queryBody.shape).map((name) => [name, null]));
  const blanks = ["processor", "parallel_run_id"].flatMap((name) =>
    ["", " \t", "\u00a0", "\u200b"].map((blank) => JSON.stringify({ [name]: blank }))
  ).concat('{"company_domain":""}');
  for (const text of ["{}", JSON.stringify(nulls), ...blanks]) {
    const { limit, ...others } = readQuery(text);
    assertEquals(limit, 100);
    assertEquals(Object.values(others).filter((value) => value != null), [], text);
  }
});

Deno.test("a query's domain and org are brought to their stored form", () => {
  const { company_domain, org_id, limit } = readQuery(
    `{"company_domain":"https://WWW.Acme.com/x","org_id":"${ORG_A.toUpperCase()}","limit":1000.0}`,
  );
  assertEquals([company_domain, org_id, limit], ["acme.com", ORG_A, 1000]);
});

Deno.test("a query's domain that is none is refused at its path", () => {
  for (const domain of ["localhost", ".", "a.com b.com"]) {
    const [issue, ...others] = issuesOf(() =>
      readQuery(JSON.stringify({ company_domain: domain }))
    );
    assert(issue?.startsWith("company_domain: Cannot read "), issue);
    assertEquals(others, []);
  }
});

const TEXT_FIELDS = ["company_name", "company_description", "parallel_run_id", "processor"];
const NOT_TEXT = "Contains a character that the database cannot hold";

for (const field of TEXT_FIELDS) {
  Deno.test(`an upsert's ${field} is any text that a column holds`, () => {
    for (const value of [" a\n", "😀\u202e\ufeff\\u0000", "e\u0301", "x".repeat(100_000)]) {
      const body: Record<string, unknown> = readUpsert(
        upsertText(`"${field}":${JSON.stringify(value)}`),
      );
      assertEquals(body[field], value);
    }
    for (const value of ["", " ", "\t\r\n\v\f", "\u00a0\u3000\u2028\ufeff", "\u200b\u2060\u00ad"]) {
      const body: Record<string, unknown> = readUpsert(
        upsertText(`"${field}":${JSON.stringify(value)}`),
      );
      assertEquals(body[field], undefined, JSON.stringify(value));
    }
    for (const value of [`"${SECRET}\\u0000"`, `"${SECRET}\\ud800"`, `"\\udc00${SECRET}"`]) {
      const [issue, ...others] = issuesOf(() => readUpsert(upsertText(`"${field}":${value}`)));
      assert(issue?.startsWith(`${field}: ${NOT_TEXT}`), issue);
      assertEquals(others, []);
    }
    assertEquals(issuesOf(() => readUpsert(upsertText(`"${field}":7`))), [
      `${field}: Expected string, received number.`,
    ]);
  });
}

const DOCUMENT_REFUSALS: [document: string, message: string][] = [
  ["[]", "Expected a JSON object."],
  ["null", "Expected a JSON object."],
  [`"{${SECRET}}"`, "Expected a JSON object."],
  ["1.10", "Expected a JSON object."],
  ["true", "Expected a JSON object."],
  [`{"a":"${SECRET}\\u0000"}`, "Contains \\u0000, which the database cannot hold."],
  [`{"${SECRET}\\uD800":1}`, "Contains \\uD800, which the database cannot hold."],
  [`{"a":["\\udc00\\ud800"]}`, "Contains \\udc00, which the database cannot hold."],
  [`{"a":{"${SECRET}":[1e131071]}}`, "Contains the number 1e131071, which grows by more than 1000"],
  [`{"a":-0.5E-16000}`, "Contains the number -0.5E-16000, which grows by more than 1000 digits"],
  [`{"a":1e${"9".repeat(99)}}`, `Contains the number 1e${"9".repeat(38)}…, which grows`],
  [
    `{"a":[${Array(4000).fill("1e308")}]}`,
    "Contains numbers with exponents that grow by 1216000 digits",
  ],
];

for (const [document, message] of DOCUMENT_REFUSALS) {
  Deno.test(`a raw_parallel_output of ${document.slice(0, 60)} is refused`, () => {
    const text = `{"company_domain":"a.com","raw_parallel_output":${document}}`;
    const [issue, ...others] = issuesOf(() => readUpsert(text));
    assert(issue?.startsWith(`raw_parallel_output: ${message}`), issue);
    assertEquals(others, []);
  });
}

Deno.test("an upsert without its required fields names both", () => {
  assertEquals(issuesOf(() => readUpsert("{}")), [
    "company_domain: Required.",
    "raw_parallel_output: Required: a JSON object.",
  ]);
});

Deno.test("an upsert's sources are uuids in lower case, or null", () => {
  const { source_submission_id, source_pipeline_run_id } = readUpsert(
    upsertText(
      `"source_submission_id":"${OPERATOR.id.toUpperCase()}","source_pipeline_run_id":null`,
    ),
  );
  assertEquals([source_submission_id, source_pipeline_run_id ?? null], [OPERATOR.id, null]);
  assertEquals(issuesOf(() => readUpsert(upsertText(`"source_submission_id":"${SECRET}"`))), [
    "source_submission_id: Expected a uuid.",
  ]);
});

Deno.test("an upsert's document is the text that came", () => {
  const text = `{"n":1.10, "__proto__" : {"b":9007199254740993}}`;
  const body = readUpsert(`{"raw_parallel_output":${text},"company_domain":"a.com"}`);
  assertEquals(body.raw_parallel_output, new RawJson(text));
});

Deno.test("an upsert's unknown fields are each named, __proto__ among them", () => {
  assertEquals(
    issuesOf(() => readUpsert(upsertText(`"org_id":"${ORG_A}","id":1,"__proto__":{"a":1}`))),
    [`org_id: ${UNKNOWN}`, `id: ${UNKNOWN}`, `__proto__: ${UNKNOWN}`],
  );
});
