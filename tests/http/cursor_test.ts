import { assert, assertEquals } from "@std/assert";
import { asInternal, KEYS, mintSession, ORG_A, ORG_B, PATHS, post } from "../support/apps.ts";
import { insertRows, useLive } from "../support/live_apps.ts";
import { readPage, readRefusal, walk } from "../support/query.ts";

const live = useLive();
const ORG_OF_1000 = "aaaaaaaa-0000-4000-8000-000000001000";
const ORG_OF_1001 = "aaaaaaaa-0000-4000-8000-000000001001";

Deno.test.beforeAll(async () => {
  const { database } = live();
  for (const [id, name] of [[ORG_OF_1000, "of 1000"], [ORG_OF_1001, "of 1001"]]) {
    await database.sql`insert into orgs (id, name, slug) values (${id!}, ${name!}, ${name!})`;
  }
  await insertRows(database, { orgId: ORG_A, prefix: "a", count: 9, everySeconds: 0 });
  await insertRows(database, { orgId: ORG_B, prefix: "a", count: 9, everySeconds: 0 });
  await insertRows(database, { orgId: ORG_OF_1000, prefix: "x", count: 1000, everySeconds: 0 });
  await insertRows(database, { orgId: ORG_OF_1001, prefix: "x", count: 1001, everySeconds: 0 });
});

const NOT_FITTING =
  "cursor: It is altered, or of a query with other filters. Begin without a cursor.";

async function firstCursor(body: Record<string, unknown> = {}, orgId: string = ORG_A) {
  const page = await readPage(live().createApps(), { limit: 2, ...body }, { orgId });
  return page.pagination.next_cursor!;
}

Deno.test("a page by cursor is one request, and any limit may go on", async () => {
  const whole = (await readPage(live().createApps(), {})).data.map((row) => row.id);
  const cursor = await firstCursor();
  for (const limit of [1, 3, 6, 7, 8, 998]) {
    const apps = live().createApps();
    const { data, pagination } = await readPage(apps, { cursor, limit });
    assertEquals(data.map((row) => row.id), whole.slice(2, 2 + limit));
    assertEquals(pagination.has_more, limit < 7);
    assertEquals(apps.sent, ["GET /rest/v1/rpc/page_of_icp_job_titles"]);
  }
});

Deno.test("a page of 1000 rows by cursor and after it is right at 1000 and 1001 rows", async () => {
  for (const [orgId, count] of [[ORG_OF_1000, 1000], [ORG_OF_1001, 1001]] as const) {
    for (const fields of [["id"], ["processor"]]) {
      const apps = live().createApps();
      const first = await readPage(apps, { limit: 1000, fields }, { orgId });
      assertEquals([first.data.length, first.pagination.has_more], [1000, count > 1000]);
      const one = await readPage(apps, { limit: 1, fields: ["id"] }, { orgId });
      const cursor = one.pagination.next_cursor!;
      const rest = await readPage(apps, { limit: 1000, cursor, fields }, { orgId });
      assertEquals([rest.data.length, rest.pagination.has_more], [count - 1, false]);
    }
  }
  const first = await readPage(live().createApps(), { limit: 1000 }, { orgId: ORG_OF_1001 });
  const cursor = first.pagination.next_cursor;
  const last = await readPage(live().createApps(), { limit: 1000, cursor }, { orgId: ORG_OF_1001 });
  assertEquals([last.data.length, last.pagination.has_more], [1, false]);
  const ids = new Set([...first.data, ...last.data].map((row) => row.id));
  assertEquals(ids.size, 1001);
});

Deno.test("a cursor of which a character is another is refused, with the database not asked", async () => {
  const cursor = await firstCursor();
  const apps = live().createApps();
  for (let at = 0; at < cursor.length; at++) {
    const other = cursor[at] === "A" ? "B" : "A";
    const altered = cursor.slice(0, at) + other + cursor.slice(at + 1);
    const refusal = await readRefusal(apps, { cursor: altered });
    assertEquals(refusal, { status: 422, code: "validation_failed", issues: [NOT_FITTING] });
  }
  for (const altered of ["", "x", `${cursor}A`, `${cursor}=`, cursor.slice(1), "=".repeat(1000)]) {
    assertEquals((await readRefusal(apps, { cursor: altered })).issues, [NOT_FITTING]);
  }
  assertEquals(apps.sent, []);
});

/** Queries, each of which refuses the cursors of the others. */
const QUERIES: Record<string, unknown>[] = [
  {},
  { updated_since: "2020-01-01T00:00:00Z" },
  { contains: {} },
  { contains: {}, updated_since: "2020-01-01T00:00:00Z" },
  { company_domains: ["a-1.com", "a-2.com", "a-3.com", "a-4.com"] },
  { company_domains: ["a-1.com", "a-2.com", "a-3.com"] },
];

Deno.test("a cursor goes on with its own filters and is refused with any others", async () => {
  for (const own of QUERIES) {
    const cursor = await firstCursor(own);
    for (const other of QUERIES) {
      const body = { ...other, cursor };
      if (JSON.stringify(own) === JSON.stringify(other)) await readPage(live().createApps(), body);
      else assertEquals((await readRefusal(live().createApps(), body)).issues, [NOT_FITTING]);
    }
    for (
      const more of [{ processor: "pro" }, { parallel_run_id: "x" }, { company_domain: "a.co" }]
    ) {
      const { company_domains: _, ...rest } = own;
      const refusal = await readRefusal(live().createApps(), { ...rest, ...more, cursor });
      assertEquals(refusal.issues, [NOT_FITTING]);
    }
  }
});

Deno.test("a cursor of one org is refused for another, and by a super-admin too", async () => {
  const cursor = await firstCursor({}, ORG_B);
  assertEquals((await readRefusal(live().createApps(), { cursor }, ORG_A)).issues, [NOT_FITTING]);
  for (const [org_id, status] of [[ORG_A, 422], [ORG_B, 200]] as const) {
    const headers = { authorization: `Bearer ${KEYS.superAdminApiKey}` };
    const request = post(PATHS.query[0], { org_id, cursor }, headers);
    const response = await live().createApps().fetch("query", request);
    await response.text();
    assertEquals(response.status, status);
  }
});

Deno.test("a cursor goes on for another caller of the org, and on the older path", async () => {
  const cursor = await firstCursor();
  const headers = { authorization: `Bearer ${await mintSession()}` };
  for (const path of PATHS.query) {
    const request = post(path, { cursor, company_domain: "" }, headers);
    const response = await live().createApps().fetch("query", request);
    const { data } = await response.json();
    assertEquals([response.status, data.length], [200, 7]);
  }
});

Deno.test("a cursor beside an offset is refused", async () => {
  const cursor = await firstCursor();
  for (const offset of [0, 1]) {
    const { issues } = await readRefusal(live().createApps(), { cursor, offset });
    assertEquals(issues, ["offset: Give cursor or offset, not both."]);
  }
  await readPage(live().createApps(), { cursor, offset: null });
});

Deno.test("a page by offset goes on by cursor", async () => {
  const whole = (await readPage(live().createApps(), {})).data.map((row) => row.id);
  const { pagination } = await readPage(live().createApps(), { offset: 3, limit: 2 });
  const pages = await walk(live().createApps(), { cursor: pagination.next_cursor, limit: 2 });
  assertEquals(pages.flatMap(({ data }) => data.map((row) => row.id)), whole.slice(5));
});

Deno.test("a cursor tells neither the key that signs it nor the filters", async () => {
  const cursor = await firstCursor({ contains: {} });
  const text = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
  for (const hidden of [live().dataApi.serviceKey, ORG_A, "contains", ...Object.values(KEYS)]) {
    assert(!text.includes(hidden), text);
  }
  const response = await live().createApps()
    .fetch("query", post(PATHS.query[0], { cursor: `${cursor}x` }, asInternal()));
  assert(!(await response.text()).includes(cursor));
});
