import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { HEAD_COLUMNS, type RowHead } from "../../supabase/functions/_shared/contract.ts";
import { type PageEnd, pageOfRows } from "../../supabase/functions/_shared/research/rows/page.ts";
import type { Shape } from "../../supabase/functions/_shared/research/rows/splitter.ts";
import { flowOf, readText } from "../support/bytes.ts";
import { shareOf } from "../../scripts/local/share.ts";

const encoder = new TextEncoder();

/** Strings that are hard to cut: quotes, backslashes, brackets, multi-byte characters, escapes. */
const hardText = fc.array(
  fc.constantFrom(`\\"`, `\\\\`, `\\u0022`, "{", "}", "[", "]", ",", "é", "€", "😀", "a", "\\n"),
  { maxLength: 6 },
).map((parts) => `"${parts.join("")}"`);
const document = fc.oneof(
  hardText.map((text) => `{${text}:${text}}`),
  hardText.map((text) => `[[{}],${text},{"a":[{"id":"x","created_at":"y"}]}]`),
  fc.constantFrom("{}", "null", "1.10", `"${"\\\\".repeat(40)}"`),
);
const space = fc.constantFrom("", " ", "\n");

/** Rows, how they are spaced and cut, and what is asked of them. */
interface Scenario {
  documents: string[];
  /** Whether rows have nothing but their head. */
  headOnly: boolean;
  space: string;
  limit: number;
  keep: (keyof RowHead)[] | undefined;
  cuts: number[];
  everyByte: boolean;
  shape: Shape;
  /** Where a project cuts "rows and end". */
  maxRows: number;
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  documents: fc.array(document, { maxLength: 6 }),
  headOnly: fc.boolean(),
  space,
  limit: fc.integer({ min: 1, max: 7 }),
  keep: fc.option(fc.subarray([...HEAD_COLUMNS]), { nil: undefined }),
  cuts: fc.array(fc.nat(), { maxLength: 12 }),
  everyByte: fc.boolean(),
  shape: fc.constantFrom("rows", "rows and end", "value"),
  maxRows: fc.integer({ min: 0, max: 10 }),
});

/** A row as the Data API writes it, with spaces of its own, and as it is to come through. */
function writeRow(n: number, document: string, { headOnly, space, keep }: Scenario) {
  const head = { id: `id-${n}`, created_at: `at,${n}}`, company_domain: `${n}.com` };
  const members = Object.entries(head).map(([name, value]) => {
    const text = JSON.stringify(value);
    return { name, spaced: `${space}"${name}":${space}${text}`, plain: `"${name}":${text}` };
  });
  const tail = headOnly ? "}" : `${space}"raw":${document}${space}}`;
  const comma = headOnly ? "" : ",";
  const sent = `{${members.map(({ spaced }) => spaced).join(`${space},`)}${space}${comma}${tail}`;
  // A head that loses a member is written anew; what follows it stays as it came.
  const kept = members.filter(({ name }) => keep?.includes(name as keyof RowHead))
    .map(({ plain }) => plain);
  const expected = `{${kept.join(",")}${kept.length > 0 ? comma : ""}${tail}`;
  return { head, sent, expected: keep === undefined ? sent : expected };
}

Deno.test("any chunking of any rows makes the right page for any limit and any head", async () => {
  const seen = { more: 0, full: 0, partial: 0, stripped: 0, headOnly: 0, cut: 0 };
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { documents, space, limit, keep, cuts, everyByte, headOnly, shape, maxRows } = given;
      const rows = documents.map((text, n) => writeRow(n, text, given));
      const writeArray = (rows: string[]) =>
        `${space}[${space}${rows.join(`${space},${space}`)}${space}]${space}`;
      const send = (text: string) => {
        const bytes = encoder.encode(text);
        const parts = chunk(bytes, everyByte ? [...bytes.keys()] : cuts);
        return parts.length === 1 ? parts[0]! : flowOf(parts);
      };
      const all = rows.map(({ sent }) => sent);
      // The row behind the last has more members than a head.
      const end = `{${space}"id":null,"created_at":null,"company_domain":null,"raw":null}`;
      const sent = {
        rows: () => writeArray(all),
        "rows and end": () => writeArray([...all, end].slice(0, maxRows)),
        value: () => `[${writeArray(all)}]`,
      }[shape]();
      const askOn = (limit: number, last: RowHead | undefined) => {
        seen.cut++;
        assertEquals(last, rows[maxRows - 1]?.head);
        return Promise.resolve(send(`[${writeArray(all.slice(maxRows, maxRows + limit))}]`));
      };
      const ends: PageEnd[] = [];
      const page = await pageOfRows({ rows: send(sent), shape, askOn }, { limit, keep }, (end) => {
        ends.push({ returned: end.returned, sawMore: end.sawMore, heads: end.heads });
        return Promise.resolve({ end: true });
      });
      const text = await readText(page);

      const taken = rows.slice(0, limit);
      const data = taken.map((row) => row.expected).join(",");
      const isWhole = rows.length <= limit;
      assertEquals(text, `{"data":[${data}],"end":true}`);
      assertEquals(JSON.parse(text).data.length, taken.length);
      const heads = taken.map((row) => row.head);
      assertEquals(ends, [{ returned: taken.length, sawMore: !isWhole, heads }]);
      seen[rows.length === limit ? "full" : isWhole ? "partial" : "more"]++;
      if (keep !== undefined && taken.length > 0) seen[headOnly ? "headOnly" : "stripped"]++;
    }),
    { seed: 2026, numRuns: shareOf(2000) },
  );
  assert(Math.min(...Object.values(seen)) > shareOf(100), JSON.stringify(seen));
});

/** Cuts bytes at places, which may lie within a character or an escape; some chunks are empty. */
function chunk(bytes: Uint8Array, cuts: number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length]
    .sort((a, b) => a - b);
  return places.slice(1).map((place, index) => bytes.slice(places[index], place));
}
