/** The texts of values that fields may get: what they take, and what they must not choke on. */
import fc from "fast-check";
import { COLUMNS } from "../../../supabase/functions/_shared/contract.ts";
import { searchTerms } from "../../../supabase/functions/_shared/contract/search.ts";
import { isStorable, json, object } from "../../support/json_texts.ts";

/** Pieces of PostgREST's and SQL's languages, between letters. */
const SYNTAX = (
  "eq. neq. gt. in.(a,b) or=( and=( not. is.null cs.{} ov.[1,2] like.* fts. " +
  ", . : ( ) { } [ ] * % _ \" ' \\ \\\" ' :: ::text -> ->> @> = & ? # / ; -- " +
  "%2C %00 + $1 ${a} <script> null true 1 a B é 😀 \u202e ﬁ"
).split(" ").concat(" ", "\n", "\t", "\u0085", "\ufeff");

/** Text that means something to PostgREST or SQL. */
export const filterSyntax = fc.array(fc.constantFrom(...SYNTAX), { minLength: 1, maxLength: 8 })
  .map((pieces) => pieces.join(""));

const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 4, arbitrary: filterSyntax },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 300 }) },
);

/** A string that every column of text takes. */
export const text = anyText.filter((value) => !value.includes("\0")).map((value) =>
  JSON.stringify(value)
);

/** A JSON object that the column of documents takes. */
export const document = object.filter(isStorable);

/** A search that is no refusal. */
export const search = fc.oneof(
  text.filter((text) => searchTerms.safeParse(JSON.parse(text)).success),
  fc.constantFrom("a", "B*", '"a b"', "é 😀").map((words) => JSON.stringify(words)),
);

const host = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 300 }).map((n) => `row-${n}.com`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("münchen.de", "例え.テスト", "xn--mnchen-3ya.de", "a_b.co"),
  },
);

/** A company's domain, however it is spelled. */
export const domain = fc.tuple(
  fc.constantFrom("", " ", "http://", "HTTPS://www.", "//", "https://user:pass@"),
  host,
  fc.constantFrom("", ".", "/", ":443/a?b#c", " \n"),
).map(([before, host, after]) => JSON.stringify(before + host + after));

/** What is no domain, or nearly. */
const noDomain = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.emailAddress(),
  fc.ipV4(),
  fc.ipV6(),
  fc.string({ unit: "binary", maxLength: 30 }).map((name) => `${name}.com`),
  fc.constantFrom("a..com", "a.com,b.com", "mailto:a@b.com", "a.c\u202eom", "\u0000.com", "a.1"),
).map((value) => JSON.stringify(value));

/** A time that Postgres has. */
export const time = fc.date({
  min: new Date("0001-01-02T00:00:00Z"),
  max: new Date("9999-12-30T00:00:00Z"),
  noInvalidDate: true,
}).map((date) => JSON.stringify(date.toISOString()));

/** Any columns, one at least. */
export const fields = fc.subarray([...COLUMNS], { minLength: 1 }).map((list) =>
  JSON.stringify(list)
);

const ODD = [
  ...["1e400", "-0", "1e-400", "9007199254740993", "1e131072", "1e-20000", "-1", "1.5"],
  ...["1e131071", "-1e-16383", "0e-16383", "1e1005", "1e1006", "0", "NaN"],
  ...["1.7976931348623157e308", "5e-324"],
  ...['"\\u0000"', '"\\ud800"', '"\ud800"', '"\\ude00\\ud83d"', "''", '"\x1b"', "undefined"],
  ...['{"__proto__":{"a":1}}', '{"a":1,"a":2}', '{"":{"":""}}', "[[],[]]", '[""]', "[null]", "{}"],
  ...['"0000-00-00T00:00:00Z"', '"2026-02-30T00:00:00Z"', '"2026-01-01T24:00:00Z"'],
  ...['"2026-01-01T00:00:60Z"', '"infinity"', '"now"', '"2026-01-01T00:00:00+15:60"'],
  ...['"00000000-0000-0000-0000-000000000000"', '"{00000000-0000-4000-8000-000000000000}"'],
];

/**
 * Levels that the Data API reads and writes, or the database refuses. In between `@supabase/lite`
 * overflows the stack of its own JavaScript, which PostgREST has none of.
 */
const levels = fc.oneof(
  fc.integer({ min: 100, max: 2000 }),
  fc.integer({ min: 20_000, max: 100_000 }),
);

/** Large in one way; rare, since each costs as much as a hundred others. */
const large = fc.oneof(
  levels.map((depth) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`),
  levels.map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
  fc.integer({ min: 1000, max: 20_000 }).map((count) =>
    `{${Array.from({ length: count }, (_, n) => `"k${n}":${n}`).join()}}`
  ),
  fc.integer({ min: 1000, max: 300_000 }).map((length) => `"${"é".repeat(length)}"`),
  fc.integer({ min: 1000, max: 100_000 }).map((length) => "9".repeat(length)),
);

/** Anything in the place of a value. */
export const anything = fc.oneof(
  { weight: 40, arbitrary: json },
  { weight: 40, arbitrary: fc.constantFrom(...ODD) },
  { weight: 20, arbitrary: noDomain },
  { weight: 20, arbitrary: text },
  { weight: 1, arbitrary: large },
);
