/** A project may cut the rows of an answer ("Max rows"); a page is never called the last for it. */
import { assertEquals } from "@std/assert";
import { createDataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { createApps, ORG_A, ORG_B } from "../support/apps.ts";
import { startTestDataApi } from "../support/database.ts";
import { insertRows, useLive } from "../support/live_apps.ts";
import { type Page, readPage, walk } from "../support/query.ts";
import { takeShare } from "../../scripts/local/share.ts";

const live = useLive();

/** More rows than a page may have, and than any of the caps. */
const COUNT = 1203;
const CAPS = [1, 7, 100, 500, 999, 1000];

/** The domains of org A in the order of the listing. */
const ALL = Array.from({ length: COUNT }, (_, n) => `row-${COUNT - n}.com`);

Deno.test.beforeAll(async () => {
  const { database } = live();
  await insertRows(database, { orgId: ORG_A, prefix: "row", count: COUNT });
  await insertRows(database, { orgId: ORG_B, prefix: "other", count: 3 });
  await database.sql`update icp_job_titles
    set raw_parallel_output = raw_parallel_output || '{"note":"Known."}'`;
});

const domainsOf = (...pages: Page[]) =>
  pages.flatMap(({ data }) => data.map((row) => row.company_domain));

for (const maxRows of takeShare(CAPS)) {
  Deno.test(`a project that cuts answers at ${maxRows} rows gets whole pages`, async (test) => {
    await using dataApi = await startTestDataApi(live().database, { maxRows });
    const target = { supabaseUrl: dataApi.url, serviceKey: dataApi.serviceKey };
    const apps = createApps(target);
    // What a plain read of the table gets: the engine does cut.
    const cut = await createDataApi(target).rows((client) =>
      client.from("icp_job_titles").select("id").eq("org_id", ORG_A)
    );
    assertEquals(cut.length, maxRows);

    await test.step("of every limit", async () => {
      for (const limit of [1, 6, 7, 8, 100, 101, 499, 500, 998, 999, 1000]) {
        const page = await readPage(apps, { limit });
        assertEquals(domainsOf(page), ALL.slice(0, limit));
        assertEquals(page.pagination.has_more, true);
      }
    });
    await test.step("at every offset", async () => {
      for (const offset of [1, 203, 204, 702, 703, 1102, 1195, 1202, 1203]) {
        const page = await readPage(apps, { limit: 1000, offset, fields: ["company_domain"] });
        assertEquals(domainsOf(page), ALL.slice(offset, offset + 1000));
        assertEquals(page.pagination.has_more, offset + 1000 < COUNT);
      }
    });
    await test.step("on a walk by cursor, with the total", async () => {
      for (const limit of [101, 500, 1000]) {
        const pages = await walk(apps, { limit, include_total: true });
        assertEquals(domainsOf(...pages), ALL);
        assertEquals(pages.map(({ pagination }) => pagination.total), pages.map(() => COUNT));
      }
    });
    await test.step("of many companies, whose not_found names none that is stored", async () => {
      const stored = ALL.slice(0, 495);
      const company_domains = [...stored, "a.example", "b.example", "localhost"];
      for (const limit of [1, 100, 494, 495, 496, 1000]) {
        const page = await readPage(apps, { company_domains, limit });
        assertEquals(domainsOf(page), stored.slice(0, limit));
        assertEquals(page.not_found, ["a.example", "b.example"]);
        assertEquals(page.invalid?.map(({ input }) => input), ["localhost"]);
      }
      const pages = await walk(apps, { company_domains, limit: 200 });
      assertEquals(domainsOf(...pages), stored);
    });
    await test.step("of a search and of a pointer, with the total", async () => {
      for (const body of [{ pointer: "/n" }, { pointer: "/n", search: "known" }]) {
        const pages = await walk(apps, { ...body, limit: 1000, include_total: true });
        assertEquals(domainsOf(...pages), ALL);
        const parts = pages.flatMap(({ data }) => data.map((row) => row.raw_parallel_output));
        assertEquals(parts, ALL.map((_, n) => COUNT - n));
      }
    });
    await test.step("of filters and of one company", async () => {
      const page = await readPage(apps, { contains: { n: 9 }, include_total: true });
      assertEquals([domainsOf(page), page.pagination.total], [["row-9.com"], 1]);
      assertEquals(domainsOf(await readPage(apps, { company_domain: "row-9.com" })), ["row-9.com"]);
    });
  });
}
