import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createFindings } from "../../supabase/functions/_shared/json/findings.ts";
import { skipValue } from "../../supabase/functions/_shared/json/text.ts";
import { RawJson, readObject } from "../../supabase/functions/_shared/raw_json.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase();
});
Deno.test.afterAll(async () => await database[Symbol.asyncDispose]());

const list = (number: string, count: number) => `{"a":[${Array(count).fill(number)}]}`;

/** Documents, whether they come by an upsert or from a step result. */
const DOCUMENTS: [criterion: string, document: string, isOversized: boolean][] = [
  ["no number", `{"a":"1e131071"}`, false],
  ["the largest double", `{"a":-1.7976931348623157e308}`, false],
  ["the smallest doubles", `{"a":[5e-324,-2.2250738585072014e-308]}`, false],
  ["10^400 and its inverse", `{"a":[1e400,-1e-400]}`, false],
  ["10^1000", `{"a":1e1000}`, false],
  ["10^1100", `{"a":1e1100}`, true],
  ["-10^1100", `{"a":-1e1100}`, true],
  ["10^-1100", `{"a":1e-1100}`, true],
  ["the longest number before the point", `{"a":{"b":[[{"c":1e131071}]]}}`, true],
  ["the longest number after the point", `{"a":1e-16383}`, true],
  ["a zero of 16,383 digits", `{"a":0e-16383}`, true],
  ["a zero with an exponent", `{"a":[0e131071,0.00e99999,-0E+5]}`, false],
  ["5,000 digits as they came", `{"a":${"7".repeat(5000)}}`, false],
  ["5,000 decimals as they came", `{"a":0.${"7".repeat(5000)}}`, false],
  ["5,000 digits with an exponent", `{"a":${"7".repeat(5000)}e-4000}`, false],
  ["5,000 zeros in a text", `{"a":"${"0".repeat(5000)}"}`, false],
  ["3,000 of the largest doubles", list("1.7976931348623157e308", 3000), false],
  ["4,000 times 10^308", list("1e308", 4000), true],
  ["4,000 times 10^-300", list("1e-300", 4000), true],
  ["4,000 times 10^308 in a longer document", list(`1e308,"${"x".repeat(400)}"`, 4000), false],
  ["200,000 decimals", list("-0.1234567890123", 200_000), false],
];

for (const [criterion, document, isOversized] of DOCUMENTS) {
  Deno.test(`a document with ${criterion} is ${isOversized ? "refused" : "taken"} by functions and database alike`, async () => {
    const { raw } = readObject(`{"raw":${document}}`, { raw: "raw" }) as { raw: RawJson };
    const [row] = await database.sql`
      select public.has_oversized_number(${document}::text::jsonb) as is_oversized`;
    assertEquals([raw.fault !== undefined, row!.is_oversized], [isOversized, isOversized]);
  });
}

Deno.test("a number is counted with the digits that Postgres writes", async () => {
  const digits = fc.stringMatching(/^(0|[1-9][0-9]{0,6})(\.[0-9]{1,6})?$/);
  const number = fc.tuple(
    fc.constantFrom("", "-"),
    digits,
    fc.constantFrom("e", "E", "e+", "e-", "e+0", "E-00"),
    fc.nat({ max: 400 }),
  ).map((parts) => parts.join(""));
  const numbers = fc.sample(number, { seed: 25, numRuns: 3000 });
  const rows = await database.sql`
    select text, octet_length(text::jsonb::text) as bytes from unnest(${numbers}::text[]) as text`;
  for (const { text, bytes } of rows) {
    const findings = createFindings();
    skipValue(text, 0, findings);
    // Beside it are a point, the sign of a zero, and zeros at the head of the decimals.
    const grown = Math.max(bytes - text.length, 0);
    assertEquals(Math.abs(findings.growth - grown) <= 8, true, `${text}: ${grown}`);
  }
});
