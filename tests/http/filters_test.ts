import { assertEquals } from "@std/assert";
import { ORG_A, ORG_B } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";
import { readPage, readRefusal } from "../support/query.ts";

const live = useLive();

const ID = (n: number) => `cccccccc-0000-4000-8000-00000000000${n}`;

/** The rows, by the first letters of their domains: text of the document and other columns. */
const ROWS: [letter: string, document: string, columns?: Record<string, string>][] = [
  ["a", `{"n":9007199254740993,"m":1.10,"list":[1,{"a":"b"},3],"deep":{"a":{"b":{"c":null}}}}`, {
    processor: "pro",
    parallel_run_id: "trun_1",
    source_submission_id: ID(1),
  }],
  ["b", `{"n":9007199254740992,"m":1.1,"list":[3,1],"deep":{"a":{"b":{"d":null}}}}`, {
    processor: "Pro",
    source_pipeline_run_id: ID(2),
  }],
  ["c", `{"__proto__":{"a":1},"text":"a.b,c)or(x.eq.1 %_*\\"\\\\' é😀","empty":{}}`, {
    processor: "pro,core)",
    parallel_run_id: "",
  }],
  ["d", `{"__proto__":{"a":2},"text":"","bool":true}`, { processor: "null" }],
  ["e", "{}"],
];

Deno.test.beforeAll(async () => {
  const { sql } = live().database;
  for (const orgId of [ORG_A, ORG_B]) {
    const isOurs = orgId === ORG_A;
    const companyId = crypto.randomUUID();
    const chain = { org_id: orgId, company_id: companyId, blueprint_id: companyId };
    await sql`insert into companies ${sql({ id: companyId, org_id: orgId, name: "c" })}`;
    await sql`insert into blueprints ${sql({ id: companyId, org_id: orgId, name: "b" })}`;
    for (const id of isOurs ? [ID(1), ID(2)] : []) {
      await sql`insert into submissions ${sql({ id, ...chain, input_payload: "{}" })}`;
      await sql`insert into pipeline_runs ${sql({ id, ...chain, submission_id: id })}`;
    }
    for (const [n, [letter, document, columns]] of ROWS.entries()) {
      const at = `2026-01-0${n + 1}T00:00:00.123456Z`;
      const { source_submission_id, source_pipeline_run_id, ...rest } = columns ?? {};
      const sources = isOurs
        ? {
          source_submission_id: source_submission_id ?? null,
          source_pipeline_run_id: source_pipeline_run_id ?? null,
        }
        : {};
      const row = { org_id: orgId, company_domain: `${letter}.com`, raw_parallel_output: "{}" };
      await sql`insert into icp_job_titles ${sql({ ...row, ...rest, ...sources })}`;
      // As text, since the driver would write the document anew and cut the time at milliseconds.
      await sql.unsafe(
        `alter table icp_job_titles disable trigger user;
         update icp_job_titles
         set raw_parallel_output = ${quoted(document)}, created_at = '${at}', updated_at = '${at}'
         where org_id = '${orgId}' and company_domain = '${letter}.com';
         alter table icp_job_titles enable trigger user`,
      );
    }
  }
});

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The letters of the rows that a query finds, in alphabetical order. */
async function find(body: unknown, orgId: string = ORG_A): Promise<string> {
  const text = typeof body === "string" ? `{${body},"include_total":true}` : body;
  const { data, pagination } = await readPage(live().createApps(), text, { orgId });
  if (typeof body === "string") assertEquals(pagination.total, data.length);
  for (const row of data) assertEquals(row.org_id, orgId);
  return data.map((row) => String(row.company_domain)[0]).sort().join("");
}

const FILTERS: [filter: string, letters: string][] = [
  [`"processor":"pro"`, "a"],
  [`"processor":"Pro"`, "b"],
  [`"processor":"pro,core)"`, "c"],
  [`"processor":"null"`, "d"],
  [`"processor":"%"`, ""],
  [`"processor":"' or 1=1 --"`, ""],
  [`"processor":null`, "abcde"],
  [`"parallel_run_id":"trun_1"`, "a"],
  [`"parallel_run_id":""`, "c"],
  [`"parallel_run_id":"trun_1","processor":"Pro"`, ""],
  [`"parallel_run_id":"trun_1","processor":"pro","company_domain":"https://A.com"`, "a"],
  [`"company_domain":"b.com","processor":"pro"`, ""],
  [`"source_submission_id":"${ID(1)}"`, "a"],
  [`"source_submission_id":"${ID(1).toUpperCase()}"`, "a"],
  [`"source_submission_id":"${ID(2)}"`, ""],
  [`"source_pipeline_run_id":"${ID(2)}"`, "b"],
  [`"updated_since":"2026-01-03T00:00:00.123456Z"`, "cde"],
  [`"updated_since":"2026-01-03T00:00:00.123457Z"`, "de"],
  [`"updated_since":"2026-01-03T01:30:00.123456+01:30"`, "cde"],
  [`"updated_since":"2026-01-02T18:00:00.123456-06:00"`, "cde"],
  [`"updated_since":"2026-01-03T00:00:00Z"`, "cde"],
  [`"updated_since":"0001-01-01T00:00:00+15:59"`, "abcde"],
  [`"updated_since":"9999-12-31T23:59:59.999999999-15:59"`, ""],
  [`"contains":{}`, "abcde"],
  [`"contains":null`, "abcde"],
  [`"contains":{"n":9007199254740993}`, "a"],
  [`"contains":{"n":9007199254740992}`, "b"],
  [`"contains":{"n":9007199254740993.0}`, "a"],
  [`"contains":{"m":1.1}`, "ab"],
  [`"contains":{"list":[{"a":"b"},1]}`, "a"],
  [`"contains":{"list":[3]}`, "ab"],
  [`"contains":{"deep":{"a":{"b":{}}}}`, "ab"],
  [`"contains":{"deep":{"a":{"b":{"c":null}}}}`, "a"],
  [`"contains":{"__proto__":{"a":1}}`, "c"],
  [`"contains":{"__proto__":{}}`, "cd"],
  [`"contains":{"text":"a.b,c)or(x.eq.1 %_*\\"\\\\' é😀"}`, "c"],
  [`"contains":{"text":"a.b,c)or(x.eq.1 %_*\\"\\\\' \\u00e9\\ud83d\\ude00"}`, "c"],
  [`"contains":{"text":""}`, "d"],
  [`"contains":{"text":"'; drop table icp_job_titles; --"}`, ""],
  [`"contains":{"bool":true}`, "d"],
  [`"contains":{"bool":"true"}`, ""],
  [`"contains":{"empty":{}},"processor":"pro,core)","updated_since":"2026-01-03T00:00:00Z"`, "c"],
];

for (const [filter, letters] of FILTERS) {
  Deno.test(`{${filter}} finds the rows "${letters}", and counts them`, async () => {
    assertEquals(await find(filter), letters);
  });
}

Deno.test("filters find rows of the caller's org only", async () => {
  assertEquals(await find({ processor: "pro" }, ORG_B), "a");
  assertEquals(await find({ source_submission_id: ID(1) }, ORG_B), "");
  assertEquals(await find({ contains: { bool: true } }, ORG_B), "d");
});

Deno.test("a contains that is larger than any URL finds its row", async () => {
  const { sql } = live().database;
  const text = "x".repeat(200_000);
  await sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    values (${ORG_B}, 'long.com', ${sql.json({ text })})`;
  assertEquals(await find({ contains: { text } }, ORG_B), "l");
  assertEquals(await find({ contains: { text: `${text}x` } }, ORG_B), "");
});

Deno.test("a contains with a number that the database cannot read is refused", async () => {
  const { status, code } = await readRefusal(live().createApps(), `{"contains":{"a":1e999999}}`);
  assertEquals([status, code], [422, "unstorable_document"]);
});

Deno.test("total counts all rows that the filters let through, on every page", async () => {
  for (const places of [{ limit: 1 }, { limit: 2, offset: 4 }, { offset: 99 }, { limit: 1000 }]) {
    const body = { include_total: true, ...places };
    const { pagination } = await readPage(live().createApps(), body);
    assertEquals(pagination.total, ROWS.length);
  }
  const first = await readPage(live().createApps(), { include_total: true, limit: 3 });
  const cursor = first.pagination.next_cursor;
  const second = await readPage(live().createApps(), { include_total: true, cursor });
  assertEquals([second.data.length, second.pagination.total], [2, ROWS.length]);
  for (const include_total of [false, null, undefined]) {
    const { pagination } = await readPage(live().createApps(), { include_total });
    assertEquals("total" in pagination, false);
  }
});
