import { assertEquals } from "@std/assert";
import { asInternal, ORG_A, ORG_B, PATHS, post } from "../support/apps.ts";
import { insertRows, useLive } from "../support/live_apps.ts";

const live = useLive();

/** Rows of org A with one created_at, and as many a minute apart. */
const COUNT = 11;

Deno.test.beforeAll(async () => {
  const { database } = live();
  await insertRows(database, { orgId: ORG_A, prefix: "tie", count: COUNT, everySeconds: 0 });
  // Older than every row of org B, so that they would follow its last one if orgs were mixed.
  await insertRows(database, { orgId: ORG_A, prefix: "row", count: COUNT, everySeconds: -60 });
  await insertRows(database, { orgId: ORG_B, prefix: "tie", count: 600, everySeconds: 0 });
  await insertRows(database, { orgId: ORG_B, prefix: "row", count: 401 });
});

interface Page {
  ids: string[];
  pagination: { limit: number; returned: number; has_more: boolean };
  next_cursor: string | null;
  sent: string[];
}

async function readPage(body: Record<string, unknown>, orgId: string = ORG_A): Promise<Page> {
  const apps = live().createApps();
  const response = await apps.fetch("query", post(PATHS.query[0], body, asInternal(orgId)));
  const { data, pagination: { next_cursor, ...pagination } } = await response.json();
  assertEquals(response.status, 200);
  assertEquals(typeof next_cursor === "string", pagination.has_more);
  const ids = data.map((row: { id: string }) => row.id);
  return { ids, pagination, next_cursor, sent: apps.sent };
}

/** The ids of an org in the order of the listing, as Postgres sorts them. */
async function listIds(orgId: string): Promise<string[]> {
  const rows = await live().database.sql`select id from icp_job_titles where org_id = ${orgId}
    order by created_at desc, id desc`;
  return rows.map((row) => row.id);
}

Deno.test("pages of every size neither repeat nor skip a row, and tell whether there are more", async () => {
  const all = await listIds(ORG_A);
  for (let limit = 1; limit <= all.length + 1; limit++) {
    const read: string[] = [];
    for (let offset = 0; offset < all.length; offset += limit) {
      const { ids, pagination } = await readPage({ limit, offset });
      assertEquals(pagination, {
        limit,
        returned: Math.min(limit, all.length - offset),
        has_more: offset + limit < all.length,
      });
      assertEquals(ids.length, pagination.returned);
      read.push(...ids);
    }
    assertEquals(read, all);
  }
});

Deno.test("an offset at the end, beyond it, or as far as Postgres counts is an empty page", async () => {
  for (const offset of [2 * COUNT, 2 * COUNT + 1, 1_000_000, 2_147_483_647]) {
    for (const limit of [1, 1000]) {
      const { ids, pagination } = await readPage({ limit, offset });
      assertEquals([ids, pagination], [[], { limit, returned: 0, has_more: false }]);
    }
  }
});

Deno.test("limit is 100 and offset 0 when they are not given", async () => {
  const { ids, pagination } = await readPage({}, ORG_B);
  assertEquals(pagination, { limit: 100, returned: 100, has_more: true });
  assertEquals(ids, (await listIds(ORG_B)).slice(0, 100));
});

Deno.test("a page below the most rows of an answer needs no second request to tell that there are more", async () => {
  const page = "GET /rest/v1/rpc/page_of_icp_job_titles";
  for (
    const [limit, ...requests] of [
      [999, page],
      // An answer has 1000 rows at most: the one row more was cut off.
      [1000, page, "GET /rest/v1/rpc/read_icp_job_titles"],
    ] as const
  ) {
    const { pagination, sent } = await readPage({ limit }, ORG_B);
    assertEquals(pagination, { limit, returned: limit, has_more: true });
    assertEquals(sent, requests);
  }
});

Deno.test("a company is found however its domain is spelled, alone on its page", async () => {
  for (const company_domain of ["row-7.com", "https://www.ROW-7.com:443/x", "row-7.com."]) {
    for (const limit of [1, 1000]) {
      const { ids, pagination, sent } = await readPage({ company_domain, limit });
      assertEquals([ids.length, pagination], [1, { limit, returned: 1, has_more: false }]);
      assertEquals(sent, ["GET /rest/v1/icp_job_titles"]);
    }
  }
  const { pagination } = await readPage({ company_domain: "row-7.com", offset: 1 });
  assertEquals(pagination, { limit: 100, returned: 0, has_more: false });
});

Deno.test("a company without a row is an empty page", async () => {
  const { ids, pagination } = await readPage({ company_domain: "nobody.com" });
  assertEquals([ids, pagination.has_more], [[], false]);
});

Deno.test("a row that is written again keeps its place in the listing", async () => {
  const before = await listIds(ORG_A);
  const text = `{"company_domain":"row-1.com","raw_parallel_output":{"again":true}}`;
  const request = post(PATHS.upsert[0], text, asInternal());
  const response = await live().createApps().fetch("upsert", request);
  await response.body?.cancel();
  assertEquals((await readPage({})).ids, before);
});
