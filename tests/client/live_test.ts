import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { IcpJobTitlesError, rawJson } from "../../client/mod.ts";
import { KEYS, mintSession, ORG_A, ORG_B } from "../support/apps.ts";
import { insertRows, useLive } from "../support/live_apps.ts";
import { createClient, serveApps } from "./service.ts";

const live = useLive();

Deno.test("a row that is written comes back, to its writer and to a tenant", async () => {
  await using apps = serveApps(live().createApps());
  const row = await createClient(apps.url).upsert({
    company_domain: "https://www.Trip.com/",
    company_name: "Trip",
    raw_parallel_output: { titles: ["CTO 🚆"] },
  });
  const { company_domain, company_name, org_id, raw_parallel_output } = row;
  assertEquals([company_domain, company_name, org_id], ["trip.com", "Trip", ORG_A]);
  assertEquals(raw_parallel_output, { titles: ["CTO 🚆"] });
  const tenant = createClient(apps.url, { token: await mintSession() });
  const filters = { company_domain: "TRIP.com" };
  assertEquals(await Array.fromAsync(tenant.query(filters)), [row]);
});

Deno.test("numbers that JavaScript cannot hold are stored, and read by another parser", async () => {
  await using apps = serveApps(live().createApps());
  const document = '{"a": 9007199254740993, "b": 1.10}';
  // deno-lint-ignore no-explicit-any -- the source text is newer than TypeScript's JSON.parse
  const readAsText: any = (_: string, value: unknown, { source }: { source: string }) =>
    typeof value === "number" ? source : value;
  const client = createClient(apps.url, { parseJson: (text) => JSON.parse(text, readAsText) });
  const item = { company_domain: "numbers.com", raw_parallel_output: rawJson(document) };
  for (const write of [() => client.upsert(item), () => client.upsertBatch([item]).next()]) {
    await live().database.sql`delete from icp_job_titles where company_domain = 'numbers.com'`;
    await write();
    const [stored] = await live().database.sql`
      select raw_parallel_output::text as text from icp_job_titles
      where company_domain = 'numbers.com'`;
    assertEquals(stored!.text, document);
    const contains = rawJson('{"b":1.10,"a":9007199254740993}');
    const rows = await Array.fromAsync(client.query({ contains }));
    assertEquals(rows.map((row) => row.raw_parallel_output), [{
      a: "9007199254740993",
      b: "1.10",
    }]);
  }
});

Deno.test("a batch of more than one request tells the outcome of every item", async () => {
  await using apps = serveApps(live().createApps());
  const items = Array.from({ length: 501 }, (_, n) => ({
    company_domain: `batch-${n}.com`,
    raw_parallel_output: { n },
  }));
  items[1]!.company_domain = "localhost";
  items[2]!.company_domain = "WWW.batch-3.com";
  const results = await Array.fromAsync(createClient(apps.url).upsertBatch(items));
  assertEquals(results.map(({ index }) => index), items.map((_, n) => n));
  const others = results.filter(({ status }) => status !== "upserted");
  assertEquals(others.map(({ index, status }) => [index, status]), [
    [1, "failed"],
    [2, "superseded"],
  ]);
  const [failure] = results.filter((result) => result.status === "failed");
  const { code, status, issues } = failure!.error;
  assertEquals([code, status, issues.map(({ path }) => path)], [
    "validation_failed",
    207,
    ["company_domain"],
  ]);
  const stored = await live().database.sql`select company_domain, id from icp_job_titles
    where company_domain like 'batch-%'`;
  assertEquals(
    Object.fromEntries(stored.map((row) => [row.company_domain, row.id])),
    Object.fromEntries(
      results.filter((result) => result.status === "upserted")
        .map(({ company_domain, id }) => [company_domain, id]),
    ),
  );
});

Deno.test("query reads every row of the org once, newest first", async () => {
  await insertRows(live().database, { orgId: ORG_B, prefix: "tie", count: 7, everySeconds: 0 });
  await insertRows(live().database, { orgId: ORG_B, prefix: "row", count: 8 });
  await using apps = serveApps(live().createApps());
  const client = createClient(apps.url, { orgId: ORG_B });
  const rows = await Array.fromAsync(client.query({ fields: ["id"] }, { pageSize: 4 }));
  const stored = await live().database.sql<{ id: string }[]>`
    select id from icp_job_titles where org_id = ${ORG_B} order by created_at desc, id desc`;
  assertEquals(rows, stored.map(({ id }) => ({ id })));
  assertEquals(rows.length, 15);
});

Deno.test("the first page tells the total, what is not found, and what is no domain", async () => {
  await insertRows(live().database, { orgId: ORG_A, prefix: "found", count: 3 });
  await using apps = serveApps(live().createApps());
  const company_domains = ["found-1.com", "found-2.com", "found-3.com", "gone.com", "acme"];
  const pages = await Array.fromAsync(
    createClient(apps.url).queryPages({ company_domains, include_total: true, limit: 2 }),
  );
  assertEquals(pages.map(({ pagination }) => [pagination.returned, pagination.total]), [
    [2, 3],
    [1, undefined],
  ]);
  assertEquals(pages[0]!.not_found, ["gone.com"]);
  assertEquals(pages[0]!.invalid!.map(({ input }) => input), ["acme"]);
});

const REFUSALS: [name: string, options: { token: string }, status: number, code: string][] = [
  ["a wrong token", { token: "wrong" }, 401, "unauthorized"],
  ["a super-admin who names no org", { token: KEYS.superAdminApiKey }, 400, "org_id_required"],
];
for (const [name, options, status, code] of REFUSALS) {
  Deno.test(`${name} gets the error of the service, with the id of its log line`, async () => {
    const inMemory = live().createApps();
    await using apps = serveApps(inMemory);
    const error = await assertRejects(() => createClient(apps.url, options).query().next());
    assertInstanceOf(error, IcpJobTitlesError);
    assertEquals([error.status, error.code], [status, code]);
    assertEquals(error.requestId, inMemory.logs[0]!.request_id);
  });
}

Deno.test("health resolves when both functions reach the table", async () => {
  await using apps = serveApps(live().createApps());
  await createClient(apps.url).health();
});
