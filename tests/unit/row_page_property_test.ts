import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { pageOfRows } from "../../supabase/functions/_shared/row_page.ts";
import type { RowKey } from "../../supabase/functions/_shared/row_splitter.ts";

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

const scenario = fc.record({
  documents: fc.array(document, { maxLength: 6 }),
  space,
  limit: fc.integer({ min: 1, max: 7 }),
  cuts: fc.array(fc.nat(), { maxLength: 12 }),
  everyByte: fc.boolean(),
  more: fc.boolean(),
});

Deno.test("any chunking of any rows makes the right page for any limit", async () => {
  const seen = { more: 0, question: 0, partial: 0 };
  await fc.assert(
    fc.asyncProperty(scenario, async ({ documents, space, limit, cuts, everyByte, more }) => {
      const rows = documents.map((text, n) =>
        `{${space}"id":${space}"id-${n}",${space}"created_at": "at-${n}","raw":${text}${space}}`
      );
      const bytes = encoder.encode(`${space}[${space}${rows.join(`${space},${space}`)}${space}]`);
      const asked: RowKey[] = [];
      const page = pageOfRows(chunk(bytes, everyByte ? [...bytes.keys()] : cuts), {
        limit,
        hasMoreAfter: (last) => {
          asked.push(last);
          return Promise.resolve(more);
        },
      });
      const { data, pagination } = JSON.parse(await new Response(page).text());

      const taken = rows.slice(0, limit);
      assertEquals(data, taken.map((text) => JSON.parse(text)));
      const isFull = rows.length === limit;
      assertEquals(pagination, {
        limit,
        returned: taken.length,
        has_more: rows.length > limit || (isFull && more),
      });
      assertEquals(
        asked,
        isFull ? [{ id: `id-${limit - 1}`, created_at: `at-${limit - 1}` }] : [],
      );
      seen[isFull ? "question" : rows.length > limit ? "more" : "partial"]++;
    }),
    { seed: 2026, numRuns: 1500 },
  );
  assert(Math.min(...Object.values(seen)) > 100, JSON.stringify(seen));
});

/** Cuts bytes at places, which may lie within a character or an escape; some chunks are empty. */
function chunk(bytes: Uint8Array, cuts: number[]): ReadableStream<Uint8Array> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length]
    .sort((a, b) => a - b);
  const chunks = places.slice(1).map((place, index) => bytes.slice(places[index], place));
  return ReadableStream.from(chunks);
}
