import { assert, assertEquals, assertThrows } from "@std/assert";
import { COLUMNS } from "../../supabase/functions/_shared/contract.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { RawJson, readObject } from "../../supabase/functions/_shared/raw_json.ts";
import { QUERY_MEMBERS, queryBody } from "../../supabase/functions/_shared/contract/query.ts";
import { validate } from "../../supabase/functions/_shared/http/validate.ts";
import { ORG_A } from "../support/apps.ts";

const read = (text: string) => validate(queryBody, readObject(text, QUERY_MEMBERS));

function issuesOf(text: string): string[] {
  const error: ServiceError = assertThrows(() => read(text), ServiceError);
  assertEquals([error.code, error.status], ["validation_failed", 422]);
  return (error.issues ?? []).map(({ path, message }) => `${path}: ${message}`);
}

const NOT_A_TIME =
  "Expected a time that exists, with its seconds and offset, such as 2026-01-31T00:00:00Z.";
const NOT_TEXT = "Contains a character that the database cannot hold: " +
  "\\u0000 or half of a surrogate pair.";

const REFUSALS: [body: string, issue: string][] = [
  [`{"company_domains":[]}`, "company_domains: Expected at least 1 items."],
  [`{"company_domains":"a.com"}`, "company_domains: Expected array, received string."],
  [`{"company_domains":[1]}`, "company_domains.0: Expected string, received number."],
  [`{"company_domains":["a.com",null]}`, "company_domains.1: Expected string, received null."],
  [
    `{"company_domain":"a.com","company_domains":["a.com"]}`,
    "company_domains: Give company_domain or company_domains, not both.",
  ],
  [`{"cursor":"x","offset":0}`, "offset: Give cursor or offset, not both."],
  [`{"cursor":7}`, "cursor: Expected string, received number."],
  [`{"cursor":"${"x".repeat(1001)}"}`, "cursor: Expected at most 1000 characters."],
  [`{"include_total":1}`, "include_total: Expected boolean, received number."],
  [`{"include_total":"true"}`, "include_total: Expected boolean, received string."],
  [`{"source_submission_id":"x"}`, "source_submission_id: Expected a uuid."],
  [`{"source_pipeline_run_id":"${ORG_A}0"}`, "source_pipeline_run_id: Expected a uuid."],
  [`{"processor":"${"x".repeat(1001)}"}`, "processor: Expected at most 1000 characters."],
  [`{"processor":"\\u0000"}`, `processor: ${NOT_TEXT}`],
  [`{"parallel_run_id":"\\ud800"}`, `parallel_run_id: ${NOT_TEXT}`],
  [`{"parallel_run_id":["a"]}`, "parallel_run_id: Expected string, received array."],
  [`{"fields":[]}`, "fields: Expected at least 1 items."],
  [`{"fields":"id"}`, "fields: Expected array, received string."],
  [`{"fields":["id","nope"]}`, `fields.1: Expected one of ${COLUMNS.join(", ")}.`],
  [`{"fields":["raw_parallel_output->a"]}`, `fields.0: Expected one of ${COLUMNS.join(", ")}.`],
  [`{"fields":["*"]}`, `fields.0: Expected one of ${COLUMNS.join(", ")}.`],
  [`{"contains":[]}`, "contains: Expected a JSON object."],
  [`{"contains":"{}"}`, "contains: Expected a JSON object."],
  [`{"contains":1.10}`, "contains: Expected a JSON object."],
  [
    `{"contains":{"a":"\\u0000"}}`,
    "contains: Contains \\u0000, which the database cannot hold. Remove it.",
  ],
  [
    `{"contains":{"a":1e999999}}`,
    "contains: Contains the number 1e999999, which grows by more than 1000 digits when the database " +
    "writes it out. Send it as a string, or remove it.",
  ],
  [
    `{"fields":[${Array(COLUMNS.length + 1).fill('"id"')}]}`,
    `fields: Expected at most ${COLUMNS.length} items.`,
  ],
];

for (const [body, issue] of REFUSALS) {
  Deno.test(`a query of ${body.slice(0, 60)} is refused for ${issue.slice(0, 60)}`, () => {
    assertEquals(issuesOf(body), [issue]);
  });
}

const NO_TIMES = ["", "now", "infinity", "2026-01-31", "2026-01-31T00:00:00", "20260131T000000Z"]
  .concat("2026-02-30T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T00:00:61Z")
  .concat("2026-01-31 00:00:00+00", "2026-01-31T00:00:00+0000", "2026-01-31T00:00:00Z BC")
  .concat(
    "2026-01-31T00:00:00.Z",
    "2026-01-31T00:00Z",
    "2026-01-31_00:00:00Z",
    "2026-1-31T00:00:00Z",
  )
  .concat("2026-01-31T00:00:00+24:00", "2026-01-31T00:00:00+01:60", "2026-01-31T00:00:00,5Z")
  .concat("2026-01-31  00:00:00Z", "2026-01-31T00:00:00 Z", "2026-01-31T00:00:00Z[UTC]")
  .concat("+2026-01-31T00:00:00Z", "12026-01-31T00:00:00Z", "2026-01-31T00:00:00\u221201:00")
  .concat("2026-01-31T00:00:00Z\\n", " 2026-01-31T00:00:00Z", "１026-01-31T00:00:00Z");

for (const time of NO_TIMES) {
  Deno.test(`an updated_since of "${time}" is refused`, () => {
    assertEquals(issuesOf(`{"updated_since":"${time}"}`), [`updated_since: ${NOT_A_TIME}`]);
  });
}

const YEAR = "The database has no years before 0001.";
const OFFSET = "The database only reads offsets below 16 hours. Send the time in UTC.";
const LEAP = "Second 60 is a leap second: it must end a month in UTC, as in 2016-12-31T23:59:60Z.";
const FRACTION = "The database cannot read a fraction of a leap second. Leave out the fraction.";

/** Times of RFC 3339 that Postgres does not read, and seconds that never were. */
const UNREADABLE: [time: string, message: string][] = [
  ["0000-01-01T00:00:00Z", YEAR],
  ["2026-01-31T00:00:00+16:00", OFFSET],
  ["2026-01-31t00:00:00-23:59", OFFSET],
  ["2026-01-31T00:00:60Z", LEAP],
  ["2026-01-30T23:59:60Z", LEAP],
  ["2016-12-31T23:59:60+01:00", LEAP],
  ["2016-12-31T23:58:60Z", LEAP],
  ["2016-12-31T23:59:60.5Z", FRACTION],
  [`2026-01-31T00:00:00.${"1".repeat(108)}Z`, "Expected at most 128 characters."],
];

for (const [time, message] of UNREADABLE) {
  Deno.test(`an updated_since of "${time}" is refused for its own reason`, () => {
    assertEquals(issuesOf(`{"updated_since":"${time}"}`), [`updated_since: ${message}`]);
  });
}

Deno.test("an updated_since of every form of RFC 3339 is taken", () => {
  const times = ["2026-01-31T00:00:00Z", "2026-01-31T00:00:00.123456+00:00"]
    .concat("2024-02-29T23:59:59-11:30", "2026-01-31T00:00:00-00:00", "0001-01-01T00:00:00Z")
    .concat("9999-12-31T23:59:59.999999Z", `2026-01-31T00:00:00.${"1".repeat(107)}Z`)
    .concat("2026-01-31t00:00:00z", "2026-01-31T00:00:00z", "2026-01-31t00:00:00.5+01:00")
    .concat("2026-01-31 00:00:00Z", "2026-01-31 00:00:00.123456+00:00")
    .concat("2016-12-31T23:59:60Z", "1990-12-31T15:59:60-08:00", "2015-07-01t05:29:60.0+05:30");
  for (const time of times) assertEquals(read(`{"updated_since":"${time}"}`).updated_since, time);
});

Deno.test("of 500 domains all are taken, of 501 none", () => {
  const body = (count: number) =>
    `{"company_domains":${JSON.stringify(Array(count).fill("a.com"))}}`;
  assertEquals(read(body(500)).company_domains?.length, 500);
  assertEquals(issuesOf(body(501)), ["company_domains: Expected at most 500 items."]);
});

Deno.test("a query's contains is the text that came", () => {
  const text = `{ "n":1.10, "__proto__" : {"b":9007199254740993}}`;
  assertEquals(read(`{"contains": ${text} }`).contains, new RawJson(text));
});

Deno.test("a query's sources come in lower case, its other filters as they are", () => {
  const { source_submission_id, processor, parallel_run_id } = read(
    `{"source_submission_id":"${ORG_A.toUpperCase()}","processor":" PRO ","parallel_run_id":"\u200bx"}`,
  );
  assertEquals([source_submission_id, processor, parallel_run_id], [ORG_A, " PRO ", "\u200bx"]);
});

Deno.test("an empty company_domain is absent beside a list of domains", () => {
  const body = read(`{"company_domain":"","company_domains":["a.com"]}`);
  assert(body.company_domain == null);
  assertEquals(body.company_domains, ["a.com"]);
});
