import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { COLUMNS } from "../../supabase/functions/_shared/contract.ts";
import { asInternal, createApps, ORG_A, PATHS, post } from "../support/apps.ts";
import { insertRows, useLive } from "../support/live_apps.ts";
import { readPage, walk } from "../support/query.ts";
import { startStandIn, writeRows } from "../support/stand_in.ts";

const live = useLive();

Deno.test.beforeAll(async () => {
  await insertRows(live().database, { orgId: ORG_A, prefix: "row", count: 7 });
});

Deno.test("rows have the fields that are asked for, once each and with their values", async () => {
  const { data: whole } = await readPage(live().createApps(), {});
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...COLUMNS), { minLength: 1, maxLength: 15 }),
      fc.constantFrom({}, { limit: 3 }, { company_domain: "row-4.com" }, { offset: 2 }),
      async (fields, places) => {
        const { data } = await readPage(live().createApps(), { fields, ...places });
        const { data: rows } = await readPage(live().createApps(), places);
        const expected = rows.map((row) =>
          Object.fromEntries(
            COLUMNS.filter((name) => fields.includes(name)).map((name) => [
              name,
              row[name],
            ]),
          )
        );
        assertEquals(data, expected);
        assert(data.length > 0 && data.length <= whole.length);
      },
    ),
    { seed: 2026, numRuns: 30 },
  );
});

Deno.test("pages go on by cursor whatever the fields are, and while they change", async () => {
  const { data: whole } = await readPage(live().createApps(), {});
  for (const fields of [["processor"], ["id"], ["created_at"], ["company_domain", "id"]]) {
    const pages = await walk(live().createApps(), { limit: 2, fields });
    const expected = whole.map((row) =>
      Object.fromEntries(fields.map((name) => [name, row[name]]))
    );
    assertEquals(pages.flatMap((page) => page.data), expected);
  }
  const first = await readPage(live().createApps(), { limit: 3, fields: ["processor"] });
  const cursor = first.pagination.next_cursor;
  const second = await readPage(live().createApps(), { cursor, fields: ["id"] });
  assertEquals(second.data, whole.slice(3).map(({ id }) => ({ id })));
});

/** What the Data API sends of one row, and what is left of it for some fields. */
const TAIL = `, "raw_parallel_output" : {"id":"y","n":1.10,"b":9007199254740993, "é":"\\/😀"} }`;
const LEFT: [fields: string[], row: string][] = [
  [["raw_parallel_output"], `{${TAIL.slice(1)}`],
  [["id", "raw_parallel_output"], `{"id":"x"${TAIL}`],
  [["raw_parallel_output", "created_at"], `{"created_at":"2026"${TAIL}`],
  [["company_domain", "raw_parallel_output", "id"], `{"id":"x","company_domain":"a.com"${TAIL}`],
  [
    ["company_domain", "raw_parallel_output", "id", "created_at"],
    `{ "id" : "x" ,"created_at":"2026","company_domain":"a.com"${TAIL}`,
  ],
];

for (const [fields, row] of LEFT) {
  Deno.test(`with the fields ${fields} the rest of a row is the bytes that came`, async () => {
    const sent = `{ "id" : "x" ,"created_at":"2026","company_domain":"a.com"${TAIL}`;
    const bytes = new TextEncoder().encode(writeRows([sent, sent], " ,\n"));
    for (const chunkBytes of [1, 7, 1000]) {
      const count = Math.ceil(bytes.length / chunkBytes);
      const chunks = Array.from(
        { length: count },
        (_, n) => bytes.slice(n * chunkBytes, (n + 1) * chunkBytes),
      );
      await using dataApi = startStandIn(() => new Response(ReadableStream.from(chunks)));
      const request = post(PATHS.query[0], { fields }, asInternal());
      const response = await createApps(dataApi).fetch("query", request);
      const text = await response.text();
      assert(text.startsWith(`{"data":[${row},${row}],"pagination":{`), text);
    }
  });
}
