/** No answer is larger than an agent takes, whatever is stored: an agent goes through hostile documents. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { asInternal, NOW, ORG_A, post } from "../support/apps.ts";
import { shareOf } from "../../scripts/local/share.ts";
import { useLive } from "../support/live_apps.ts";
import { startStandIn } from "../support/stand_in.ts";
import { MCP_PATH, type Service, startService } from "./service.ts";

const live = useLive();
const MAX_BYTES = 60_000;
const HEAD = {
  id: "aaaaaaaa-0000-4000-8000-00000000000a",
  created_at: NOW.toISOString(),
};

const ROW = { ...HEAD, company_domain: "acme.com", org_id: ORG_A, updated_at: NOW.toISOString() };

/** A Data API that has one row, with a document that no database needs to take. */
function startRow(document: string) {
  const dataApi = startStandIn(() =>
    new Response(`[${JSON.stringify(ROW).slice(0, -1)},"raw_parallel_output":${document}}]`)
  );
  return { ...dataApi, url: dataApi.supabaseUrl, engine: "" };
}

/** Calls a tool and measures the whole message that answers. */
async function call(service: Service, name: string, args: object) {
  const message = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name, arguments: args },
  };
  const headers = { ...asInternal(), accept: "application/json, text/event-stream" };
  const response = await service.fetch(post(MCP_PATH, message, headers));
  const [, json = ""] = (await response.text()).match(/^data: (.+)$/m) ?? [];
  const bytes = new TextEncoder().encode(json).length;
  assert(bytes <= MAX_BYTES, `${bytes} bytes`);
  const { result } = JSON.parse(json);
  assert(!result.isError, result.content[0].text);
  assertEquals(JSON.parse(result.content[0].text), result.structuredContent);
  return { data: result.structuredContent, json };
}

const longString = fc.tuple(
  fc.constantFrom("a", '"', "\\", "\n", "\u0001", "é", "€", "😀", "</script>", "data: "),
  fc.integer({ min: 0, max: 40_000 }),
).map(([unit, count]) => JSON.stringify(unit.repeat(count)));
const hugeNumber = fc.constantFrom(
  "9007199254740993",
  "1.10",
  "-0.0",
  "1e-400",
  `1${"0".repeat(900)}`,
);
/** Any characters but NUL, which neither JSONB nor a pointer can hold. */
const storableName = fc.string({ unit: "binary", maxLength: 30 })
  .map((name) => name.replaceAll("\0", ""));
const hostile: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    longString,
    hugeNumber,
    fc.array(tie("value"), { maxLength: 6 }).map((all) => `[${all.join()}]`),
    fc.dictionary(storableName, tie("value"), { maxKeys: 6 })
      .map((all) =>
        `{${Object.entries(all).map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`
      ),
    fc.tuple(hugeNumber, fc.integer({ min: 0, max: 10_000 }))
      .map(([number, count]) => `[${Array(count).fill(number).join()}]`),
  ),
})).value;

/** Reads as an agent does, by outlines and offsets, some of what there is. */
async function explore(service: Service, most = 12): Promise<number> {
  const left = [{ pointer: "", offset: 0 }];
  let asked = 0;
  for (; left.length > 0 && asked < most; asked++) {
    const at = left.shift()!;
    const { data } = await call(service, "read_company_research", {
      company_domain: "acme.com",
      ...at,
    });
    assertEquals([data.pointer, typeof data.bytes], [at.pointer, "number"]);
    if (data.next_offset !== undefined) {
      assert(data.next_offset > at.offset);
      left.push({ pointer: at.pointer, offset: data.next_offset });
    }
    const entries: { pointer: string | null; value?: unknown }[] = data.outline ?? [];
    for (const { pointer, ...entry } of entries.slice(0, 5)) {
      if (pointer !== null && !("value" in entry)) left.push({ pointer, offset: 0 });
    }
  }
  return asked;
}

Deno.test("an agent can go through any document, and no answer is too large", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (value) => {
      await using dataApi = startRow(`{"value":${value}}`);
      await using service = startService({ dataApi });
      assert(await explore(service) > 0);
    }),
    { numRuns: shareOf(40) },
  );
});

for (
  const [name, document] of [
    ["10,000 names", `{${Array.from({ length: 10_000 }, (_, n) => `"name ${n}":${n}`).join()}}`],
    [
      "10,000 long names",
      `{${Array.from({ length: 10_000 }, (_, n) => `"${"\\u0001".repeat(499)}${n}":${n}`).join()}}`,
    ],
    ["500 levels", `{"a":`.repeat(500) + `"${"x".repeat(30_000)}"` + "}".repeat(500)],
    ["500 levels of lists", `{"a":${"[".repeat(499)}${"1.10,".repeat(9999)}1${"]".repeat(499)}}`],
    ["a name of 1 MB", `{"${"n".repeat(1_000_000)}":{"a":1}}`],
    ["a text of 1 MB of quotes", `{"a":"${'\\"'.repeat(500_000)}"}`],
    ["a number of 100,000 digits", `{"a":${"9".repeat(100_000)}}`],
    ["what is just too large", `{"a":"${"x".repeat(30_000)}"}`],
    ["what just fits", `{"a":"${"x".repeat(28_000)}"}`],
    ["nothing", "{}"],
  ] as const
) {
  Deno.test(`an agent can go through ${name}`, async () => {
    await using dataApi = startRow(document);
    await using service = startService({ dataApi });
    assert(await explore(service, 6) > 0);
  });
}

const longText = fc.tuple(
  fc.constantFrom("a", '"', "\\", "\u0001", "😀"),
  fc.integer({ min: 0, max: 20_000 }),
).map(([unit, count]) => unit.repeat(count));

/** Puts rows into the database in place of those that are there; the last is the newest. */
async function store(rows: Record<string, unknown>[]): Promise<void> {
  const { sql } = live().database;
  await sql`delete from icp_job_titles`;
  const stored = rows.map((row, minute) => ({
    ...{ org_id: ORG_A, raw_parallel_output: {}, updated_at: NOW },
    created_at: new Date(NOW.getTime() + 60_000 * minute),
    ...row,
  }));
  await sql`insert into icp_job_titles ${sql(stored)}`;
}

Deno.test("companies and matches with long texts are told in answers that are small enough, none left out", async () => {
  await using service = startService(live());
  const row = fc.record({
    company_name: longText,
    company_description: longText,
    parallel_run_id: longText,
    processor: longText,
    raw_parallel_output: longText.map((text) => [1, 2, 3].map((n) => `${n} needle ${text}`)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 51, size: "max" }), async (rows) => {
      await store(rows.map((columns, n) => ({ company_domain: `company-${n}.com`, ...columns })));
      const told: string[] = [];
      let cursor: string | undefined;
      do {
        const args = { search: "needle", limit: 50, cursor };
        const { data } = await call(service, "find_companies", args);
        const { companies }: { companies: { company_domain: string; matches: string[] }[] } = data;
        assert(companies.length > 0);
        assert(companies.every(({ matches }) => matches.length === 3));
        told.push(...companies.map(({ company_domain }) => company_domain));
        cursor = data.next_cursor ?? undefined;
      } while (cursor !== undefined);
      assertEquals(told, rows.map((_, n) => `company-${n}.com`).reverse());
    }),
    { numRuns: shareOf(15) },
  );
});

Deno.test("of a list of domains as many are answered as fit, and the number of the others", async () => {
  const label = "x".repeat(60);
  const asked = Array.from(
    { length: 100 },
    (_, n) => `${[label, label, label].join(".")}.company-${n}.com`,
  );
  const texts = { company_name: '"'.repeat(300), parallel_run_id: "r".repeat(300) };
  await store(asked.map((company_domain) => ({ company_domain, ...texts })));
  await using service = startService(live());
  const { data } = await call(service, "check_domains", { company_domains: asked });
  assert(data.left_out > 0 && data.found.length > 10);
  assertEquals(
    data.found.map(({ company_domain }: { company_domain: string }) => company_domain),
    asked.slice(0, 100 - data.left_out),
  );
});
