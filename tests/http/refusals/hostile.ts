/** Requests refused for JSON that is too deep, too large, or not in UTF-8. */
import { COLUMNS } from "../../../supabase/functions/_shared/contract.ts";
import { forBoth, type Refusal, upsertText } from "../../support/refusals.ts";

/** Ten to the power of 400, written out. */
export const TEN_TO_400 = `1${"0".repeat(400)}`;

/** How many levels the nested values have. */
const LEVELS = 100_000;
/** Lists in lists, with nothing in the last. */
export const LISTS = "[".repeat(LEVELS) + "]".repeat(LEVELS);
/** Objects in objects, with a number in the last. */
export const OBJECTS = `${'{"a":'.repeat(LEVELS)}1${"}".repeat(LEVELS)}`;
/** A million members of an object, each with a name of its own, 11 MB. */
export const MEMBERS = Array.from({ length: 1_000_000 }, (_, n) => `"${n}":0`).join();

const NOT_JSON = {
  status: 400,
  code: "malformed_json",
  sentence: "The body is not JSON in UTF-8",
};
const TOO_DEEP = {
  status: 422,
  code: "unstorable_document",
  sentence: "The database cannot hold the JSON that was sent: it is nested too deeply.",
};
const TOO_LARGE = { status: 413, code: "payload_too_large", sentence: "The body is larger than" };
const invalid = (...issues: string[]) => ({
  status: 422,
  code: "validation_failed",
  sentence: "The body is not valid",
  issues,
});

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(
    parts.flatMap((part) => typeof part === "string" ? [...new TextEncoder().encode(part)] : part),
  );

const NO_UTF8: [name: string, bytes: number[]][] = [
  ["NUL in two bytes", [0xc0, 0x80]],
  ["a slash in three bytes", [0xe0, 0x80, 0xaf]],
  ["a character beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
  ["a pair of surrogates in six bytes", [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ["half a character", [0xf0, 0x9f, 0x98]],
  ["the end of a character", [0x80]],
];

const TOO_LONG = invalid("contains: Expected at most 10000 characters of JSON.");

/** Whole bodies that are refused by both functions. */
const BODIES: (Pick<Refusal, "name" | "status" | "code" | "sentence"> & Partial<Refusal>)[] = [
  ...NO_UTF8.map(([name, part]) => ({
    name: `${name} in a string`,
    body: bytes('{"a":"', part, '"}'),
    ...NOT_JSON,
  })),
  { name: "two byte order marks", body: "\ufeff\ufeff{}", ...NOT_JSON },
  { name: "a byte order mark alone", body: "\ufeff", ...NOT_JSON },
  { name: "a byte order mark behind the object", body: "{}\ufeff", ...NOT_JSON },
  { name: "UTF-16, big end first", body: bytes([0xfe, 0xff, 0, 0x7b, 0, 0x7d]), ...NOT_JSON },
  { name: "UTF-32", body: bytes([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0, 0x7d, 0, 0, 0]), ...NOT_JSON },
  { name: "a NUL behind the object", body: "{}\0", ...NOT_JSON },
  { name: "a line break in a string", body: `{"a":"\n"}`, ...NOT_JSON },
  { name: "100,000 lists that nobody closes", body: "[".repeat(LEVELS), ...NOT_JSON },
  {
    name: "100,000 lists",
    body: LISTS,
    ...invalid(": Expected object, received array."),
  },
];

/** The refusals, all of them of any caller. */
export const HOSTILE_REFUSALS: Refusal[] = [
  ...BODIES.flatMap(forBoth),
  { name: "100,000 objects", function: "upsert", body: upsertText(OBJECTS), ...TOO_DEEP },
  { name: "100,000 lists", function: "upsert", body: upsertText(`{"a":${LISTS}}`), ...TOO_DEEP },
  { name: "100,000 objects", function: "query", body: `{"contains":${OBJECTS}}`, ...TOO_LONG },
  {
    name: "100,000 levels in other fields",
    function: "upsert",
    body: upsertText("{}", `"company_name":${LISTS},"nope":${OBJECTS}`),
    ...invalid(
      "company_name: Expected string, received array.",
      "nope: Unknown field. Remove it, or check its spelling.",
    ),
  },
  {
    name: "100,000 levels in other fields",
    function: "query",
    body: `{"limit":${LISTS},"fields":[${LISTS}]}`,
    ...invalid(
      `fields.0: Expected one of ${COLUMNS.join(", ")}.`,
      "limit: Expected number, received array.",
    ),
  },
  {
    name: "1,000,000 keys in a filter",
    function: "query",
    body: `{"contains":{${MEMBERS}}}`,
    ...TOO_LARGE,
  },
  {
    name: "10^400 in every field",
    function: "query",
    body: `{"limit":${TEN_TO_400},"offset":-1e400,"processor":1e400,"company_domain":1e400}`,
    ...invalid(
      "company_domain: Expected string, received a number out of range.",
      "processor: Expected string, received a number out of range.",
      "limit: Expected number, received a number out of range.",
      "offset: Expected number, received a number out of range.",
    ),
  },
];
