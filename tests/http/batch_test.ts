import { assertEquals } from "@std/assert";
import { asInternal, BATCH_PATHS, ORG_A, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

type Item = Record<string, unknown>;

/** Sends a batch and returns its status and data. */
async function sendBatch(items: unknown, { orgId = ORG_A as string, path = BATCH_PATHS[0]! } = {}) {
  const apps = live().createApps();
  const response = await apps.fetch("upsert", post(path, { items }, asInternal(orgId)));
  const { data, ...rest } = await response.json();
  assertEquals(rest, {});
  return { status: response.status, data, sent: apps.sent };
}

async function storedRows(like: string): Promise<Item[]> {
  const rows = await live().database.sql`select * from icp_job_titles
    where company_domain like ${like} order by company_domain, org_id`;
  return rows.map((row) => ({ ...row }));
}

const item = (company_domain: string, rest: Item = {}): Item => ({
  company_domain,
  raw_parallel_output: { of: company_domain },
  ...rest,
});

for (const path of BATCH_PATHS) {
  Deno.test(`a batch to ${path} writes every item and tells each by its index`, async () => {
    const prefix = `all-${path.length}`;
    const items = [3, 1, 2].map((n) => item(`https://www.${prefix}-${n}.com/`));
    const { status, data } = await sendBatch(items, { path: `${path}/` });
    const rows = await storedRows(`${prefix}-%`);
    assertEquals(
      rows.map((row) => row.raw_parallel_output),
      [1, 2, 3].map((n) => ({
        of: `https://www.${prefix}-${n}.com/`,
      })),
    );
    const idOf = (domain: string) => rows.find((row) => row.company_domain === domain)?.id;
    const results = [3, 1, 2].map((n, index) => ({
      index,
      status: "upserted",
      company_domain: `${prefix}-${n}.com`,
      id: idOf(`${prefix}-${n}.com`),
    }));
    assertEquals([status, data], [200, { upserted: 3, failed: 0, results }]);
  });
}

Deno.test("an item of too many fields fails by itself", async () => {
  const fields = Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`k${n}`, 1]));
  const { status, data } = await sendBatch([item("wide.com", fields), item("narrow.com")]);
  const [{ code, issues }, { status: second }] = data.results;
  assertEquals([status, code, second], [207, "validation_failed", "upserted"]);
  assertEquals(issues, [{ path: "", message: "Expected at most 100 fields." }]);
});

Deno.test("items that are not valid fail by their index, with what is wrong, and harm no other", async () => {
  const { status, data } = await sendBatch([
    item("localhost"),
    item("good-1.com"),
    { company_domain: "no-document.com" },
    [1],
    null,
    item("good-2.com", { nope: 1 }),
    item("good-3.com", { raw_parallel_output: { a: "\0" } }),
    "text",
    item("good-4.com", { company_name: "Good" }),
  ]);
  assertEquals([status, data.upserted, data.failed], [207, 2, 7]);
  assertEquals((await storedRows("good-%")).map((row) => row.company_domain), [
    "good-1.com",
    "good-4.com",
  ]);
  const told = data.results.map(({ index, status, code, issues }: Item) => [
    index,
    status,
    code,
    (issues as Item[] | undefined)?.map(({ path }) => path),
  ]);
  const failed = (
    index: number,
    ...paths: string[]
  ) => [index, "failed", "validation_failed", paths];
  assertEquals(told, [
    failed(0, "company_domain"),
    [1, "upserted", undefined, undefined],
    failed(2, "raw_parallel_output"),
    failed(3, ""),
    failed(4, ""),
    failed(5, "nope"),
    failed(6, "raw_parallel_output"),
    failed(7, ""),
    [8, "upserted", undefined, undefined],
  ]);
  for (const { error, id } of data.results) assertEquals(error === undefined, id !== undefined);
  assertEquals(
    data.results.flatMap((result: Item) => result.company_domain ?? []),
    ["good-1.com", "no-document.com", "good-2.com", "good-3.com", "good-4.com"],
  );
});

Deno.test("of two items of one company the later is written, the earlier superseded", async () => {
  const { status, data } = await sendBatch([
    item("https://TWICE.com", { company_name: "First", processor: "pro" }),
    item("between.com"),
    item("www.twice.com.", { company_description: "Second", raw_parallel_output: { n: 2 } }),
  ]);
  assertEquals([status, data.upserted, data.failed], [200, 2, 0]);
  assertEquals(data.results[0], { index: 0, status: "superseded", company_domain: "twice.com" });
  const [row] = await storedRows("twice.com");
  assertEquals(data.results[2].id, row?.id);
  const { company_name, company_description, processor, raw_parallel_output } = row!;
  assertEquals({ company_name, company_description, processor, raw_parallel_output }, {
    company_name: "First",
    company_description: "Second",
    processor: null,
    raw_parallel_output: { n: 2 },
  });
});

Deno.test("a later item that is not valid supersedes nothing", async () => {
  const { data } = await sendBatch([item("first-wins.com"), item("first-wins.com", { nope: 1 })]);
  assertEquals(data.results.map((result: Item) => result.status), ["upserted", "failed"]);
  assertEquals((await storedRows("first-wins.com")).length, 1);
});

Deno.test("items with and without names do not erase each other's stored names", async () => {
  const names = (n: number) => ({ company_name: `N${n}`, company_description: `D${n}` });
  await sendBatch([1, 2, 3, 4, 5, 7].map((n) => item(`names-${n}.com`, names(n))));
  const { status, sent } = await sendBatch([
    item("names-1.com"),
    item("names-2.com", { company_name: "New" }),
    item("names-3.com", { company_description: "New", company_name: null }),
    item("names-4.com", { company_name: "", company_description: "New" }),
    item("names-5.com", { company_name: null, company_description: null }),
    item("names-6.com"),
    item("names-7.com", { company_name: " ", company_description: "\u00a0" }),
    item("names-8.com", names(8)),
  ]);
  assertEquals([status, sent.length], [200, 1]);
  const stored = (await storedRows("names-%")).map((row) => [
    row.company_name,
    row.company_description,
  ]);
  assertEquals(stored, [
    ["N1", "D1"],
    ["New", "D2"],
    ["N3", "New"],
    ["N4", "New"],
    ["N5", "D5"],
    [null, null],
    ["N7", "D7"],
    ["N8", "D8"],
  ]);
});

Deno.test("an item that the database refuses fails alone, whichever it is", async () => {
  for (const bad of [0, 3, 6]) {
    const source = { source_submission_id: crypto.randomUUID() };
    const items = Array.from(
      { length: 7 },
      (_, n) => item(`alone-${bad}-${n}.com`, n === bad ? source : {}),
    );
    const { status, data } = await sendBatch(items);
    assertEquals([status, data.upserted, data.failed], [207, 6, 1]);
    assertEquals(data.results[bad], {
      index: bad,
      status: "failed",
      company_domain: `alone-${bad}-${bad}.com`,
      error:
        "A source does not belong to this org. Check source_submission_id and source_pipeline_run_id.",
      code: "source_not_in_org",
    });
    assertEquals((await storedRows(`alone-${bad}-%`)).length, 6);
  }
});

Deno.test("where the database refuses items of a company, its others are written without them", async () => {
  const refused = { source_submission_id: crypto.randomUUID() };
  const { status, data } = await sendBatch([
    item("chain.com", { company_name: "First", company_description: "First" }),
    item("chain.com", { company_name: "Second" }),
    item("chain.com", { company_name: "Refused", ...refused }),
    item("other.com"),
    item("chain.com", { processor: "pro" }),
    item("chain.com", { company_name: "Refused", source_pipeline_run_id: crypto.randomUUID() }),
  ]);
  assertEquals(status, 207);
  assertEquals(
    data.results.map(({ status, code }: Item) => code ?? status),
    ["superseded", "superseded", "source_not_in_org", "upserted", "upserted", "source_not_in_org"],
  );
  const [row] = await storedRows("chain.com");
  const { company_name, company_description, processor } = row!;
  assertEquals([company_name, company_description, processor], ["Second", "First", "pro"]);
  assertEquals(data.results[4].id, row?.id);
});

Deno.test("a batch for an org that does not exist fails every valid item, in one request", async () => {
  const orgId = "99999999-0000-4000-8000-000000000009";
  const items = [item("nowhere-1.com"), item("x"), item("nowhere-2.com")];
  const { status, data, sent } = await sendBatch(items, { orgId });
  assertEquals([status, data.upserted, data.failed, sent.length], [207, 0, 3, 1]);
  const codes = data.results.map((result: Item) => result.code);
  assertEquals(codes, ["unknown_org", "validation_failed", "unknown_org"]);
});
