import { assert, assertEquals } from "@std/assert";
import { ORG_A, ORG_B } from "../support/apps.ts";
import { insertRows, useLive } from "../support/live_apps.ts";
import { readPage, walk } from "../support/query.ts";

const live = useLive();

Deno.test.beforeAll(async () => {
  const { database } = live();
  await insertRows(database, { orgId: ORG_A, prefix: "a", count: 40 });
  await insertRows(database, { orgId: ORG_B, prefix: "b", count: 5 });
  await database.sql`update icp_job_titles set processor = 'pro' where company_domain = 'a-1.com'`;
});

const domainsOf = (rows: Record<string, unknown>[]) => rows.map((row) => row.company_domain);

Deno.test("several companies are found however they are spelled, each once", async () => {
  const company_domains = ["a-1.com", "https://www.A-2.com/x", "A-1.COM.", "a-2.com", "a-2.com"];
  const apps = live().createApps();
  const page = await readPage(apps, { company_domains });
  assertEquals(domainsOf(page.data), ["a-2.com", "a-1.com"]);
  assertEquals([page.not_found, page.invalid], [[], []]);
  assertEquals(apps.sent, ["GET /rest/v1/rpc/page_of_icp_job_titles"]);
});

Deno.test("what is not found and what is no domain are told apart", async () => {
  const company_domains = ["nobody.com", "a-1.com", "localhost", "https://www.Nobody.com", "é x"]
    .concat("b-1.com", "", "ops@a-1.com", "ünknown.com", "\ud800.com", `x"',(){}.com`);
  const page = await readPage(live().createApps(), { company_domains });
  assertEquals(domainsOf(page.data), ["a-1.com"]);
  assertEquals(page.not_found, ["nobody.com", "b-1.com", "xn--nknown-2ya.com"]);
  const inputs = page.invalid?.map(({ input }) => input);
  assertEquals(inputs, ["localhost", "é x", "", "ops@a-1.com", "\ud800.com", `x"',(){}.com`]);
  for (const { message } of page.invalid ?? []) {
    assert(message.startsWith("Cannot read "), message);
  }
});

Deno.test("a list of nothing but invalid domains finds nothing, not everything", async () => {
  const page = await readPage(live().createApps(), { company_domains: ["x", "y"] });
  assertEquals([page.data, page.not_found, page.invalid?.length], [[], [], 2]);
});

Deno.test("not_found is of all pages, whichever page is asked for", async () => {
  const company_domains = ["nobody.com", "a-1.com", "a-2.com", "a-3.com", "x"];
  const apps = live().createApps();
  const pages = await walk(apps, { company_domains, limit: 1 });
  assertEquals(pages.map((page) => domainsOf(page.data)), [["a-3.com"], ["a-2.com"], ["a-1.com"]]);
  for (const places of [{ offset: 2 }, { offset: 3 }, { offset: 99 }, { limit: 3 }, { limit: 2 }]) {
    pages.push(await readPage(apps, { company_domains, ...places }));
  }
  for (const { not_found, invalid } of pages) {
    assertEquals([not_found, invalid?.map(({ input }) => input)], [["nobody.com"], ["x"]]);
  }
});

Deno.test("a company that another filter keeps out is not found", async () => {
  const body = { company_domains: ["a-1.com", "a-2.com"], processor: "pro" };
  for (const limit of [1, 100]) {
    const page = await readPage(live().createApps(), { ...body, limit });
    assertEquals([domainsOf(page.data), page.not_found], [["a-1.com"], ["a-2.com"]]);
  }
});

Deno.test("not_found is told without company_domain among the fields", async () => {
  const body = { company_domains: ["a-1.com", "nobody.com"], fields: ["processor"] };
  const page = await readPage(live().createApps(), body);
  assertEquals([page.data, page.not_found], [[{ processor: "pro" }], ["nobody.com"]]);
});

Deno.test("company_domain alone has neither not_found nor invalid", async () => {
  const page = await readPage(live().createApps(), { company_domain: "nobody.com" });
  assertEquals(Object.keys(page), ["data", "pagination"]);
});
