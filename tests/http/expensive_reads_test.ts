/** Filters by containment, phrases, prefixes and large pages: each is bound, and so is their number for each org. */
import { assertEquals } from "@std/assert";
import { CONTAINS_LIMITS } from "../../supabase/functions/_shared/contract/contains.ts";
import { asInternal, ORG_A, ORG_B, PATHS, post } from "../support/apps.ts";
import { insertRows, useLive } from "../support/live_apps.ts";
import { readPage, readRefusal } from "../support/query.ts";

const live = useLive();

Deno.test.beforeAll(async () => {
  await insertRows(live().database, { orgId: ORG_A, prefix: "a", count: 2 });
  await insertRows(live().database, { orgId: ORG_B, prefix: "b", count: 2 });
});

const { characters, elements } = CONTAINS_LIMITS;
const list = (count: number) => Array.from({ length: count }, (_, n) => n);

const TOO_MANY = `contains: Expected at most ${elements} array elements in all.`;
const TOO_LONG = `contains: Expected at most ${characters} characters of JSON.`;
const REFUSED: [name: string, contains: unknown, issue: string][] = [
  ["one list", { a: list(elements + 1) }, TOO_MANY],
  ["two lists", { a: list(elements), b: { c: [1] } }, TOO_MANY],
  ["lists in lists", { a: [[[[[]]]]] }, TOO_MANY],
  ["objects in a list", { a: list(elements + 1).map((n) => ({ n })) }, TOO_MANY],
  ["one text", { a: "x".repeat(characters) }, TOO_LONG],
  ["many keys", Object.fromEntries(list(2000).map((n) => [`key ${n}`, n])), TOO_LONG],
];

for (const [name, contains, issue] of REFUSED) {
  Deno.test(`contains is refused where it has too much in ${name}`, async () => {
    const apps = live().createApps();
    const { status, issues } = await readRefusal(apps, { contains });
    assertEquals([status, issues, apps.sent], [422, [issue], []]);
  });
}

Deno.test("contains is taken up to its limits", async () => {
  const apps = live().createApps();
  const text = "x".repeat(characters - `{"a":""}`.length);
  for (const contains of [{ a: list(elements) }, { a: [list(elements - 1)] }, { a: text }]) {
    assertEquals((await readPage(apps, { contains })).data, []);
  }
});

/** Makes 100 documents of an org that take 3 MB in the database: random text, in short lists. */
async function insertLargeRows(orgId: string): Promise<void> {
  await live().database.sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    select ${orgId}, 'large-' || n || '.com', jsonb_agg(md5(random()::text))
    from generate_series(1, 100) as n, generate_series(1, 900) group by n`;
}

Deno.test("an org has two expensive reads under way, and takes no other org's", async () => {
  const { sql } = live().database;
  for (const orgId of [ORG_A, ORG_B]) await insertLargeRows(orgId);
  const apps = live().createApps({ turnWaitMs: 0 });
  const contains = { n: 1 };
  // A transaction that takes a second slot gets its first one again, so these are two.
  await sql.begin(async (first) => {
    await first`select take_expensive_read_slot(${ORG_A})`;
    await sql.begin(async (second) => {
      await second`select take_expensive_read_slot(${ORG_A})`;
      const searches = [`"a b"`, "a*", "a.b"].map((search) => ({ search }));
      for (
        const body of [
          ...[{ contains }, { contains, include_total: true }, {}, { limit: 1000 }],
          ...[{ pointer: "/0" }, ...searches, { search: "a*", include_total: true }],
        ]
      ) {
        const { status, code } = await readRefusal(apps, body);
        assertEquals([status, code], [429, "too_many_requests"]);
      }
      assertEquals((await readPage(apps, { limit: 20 })).data.length, 20);
      assertEquals((await readPage(apps, { limit: 20, pointer: "/0" })).data.length, 20);
      for (const search of ["nothing", "none of these"]) {
        assertEquals((await readPage(apps, { search, include_total: true })).data, []);
      }
      assertEquals((await readPage(apps, { fields: ["id", "processor"] })).data.length, 100);
      assertEquals((await readPage(apps, { contains }, { orgId: ORG_B })).data.length, 1);
      assertEquals((await readPage(apps, {}, { orgId: ORG_B })).data.length, 100);
    });
  });
  assertEquals((await readPage(apps, { contains, include_total: true })).data.length, 1);
  assertEquals((await readPage(apps, {})).data.length, 100);
});

Deno.test("many expensive reads at once wait for their turn", async () => {
  const apps = live().createApps();
  const bodies = Array.from({ length: 24 }, (_, n) => n % 4 ? { contains: { n: 1 } } : {});
  const pages = await Promise.all(bodies.map((body) => readPage(apps, body)));
  assertEquals(pages.map(({ data }) => data.length), bodies.map((_, n) => n % 4 ? 1 : 100));
});

Deno.test("a query that waits for its turn ends when its caller leaves", async () => {
  const { sql } = live().database;
  const apps = live().createApps({ turnWaitMs: 60_000 });
  await sql.begin(async (first) => {
    await first`select take_expensive_read_slot(${ORG_A})`;
    await sql.begin(async (second) => {
      await second`select take_expensive_read_slot(${ORG_A})`;
      const caller = new AbortController();
      const init = { signal: caller.signal };
      const request = post(PATHS.query[0], { contains: {} }, asInternal(), init);
      const answer = apps.fetch("query", request);
      caller.abort();
      assertEquals((await answer).status, 499);
    });
  });
});
