/** Answers that are not the service's: none of them is handed on as if it were. */
import { assertEquals, assertRejects } from "@std/assert";
import { IcpJobTitlesError } from "../../client/mod.ts";
import { createClient, startService } from "./service.ts";

const row = { id: "1" };
const pagination = { limit: 100, returned: 1, has_more: false, next_cursor: null };
/** Answers to a query that are no page, with a word that names what is wrong. */
const WRONG_PAGES: [wrong: string, body: unknown][] = [
  ["data", { data: row, pagination }],
  ["data", { data: { length: 1 }, pagination }],
  ["data", { data: "rows", pagination }],
  ["data", { data: null, pagination }],
  ["data", [row]],
  ["data", "data"],
  ["rows", { data: [null], pagination }],
  ["rows", { data: [5], pagination }],
  ["rows", { data: [[row]], pagination }],
  ["pagination", { data: [row] }],
  ["pagination", { data: [row], pagination: null }],
  ["pagination", { data: [row], pagination: [] }],
  ["limit", { data: [row], pagination: { ...pagination, limit: undefined } }],
  ["limit", { data: [row], pagination: { ...pagination, limit: null } }],
  ["returned", { data: [row], pagination: { ...pagination, returned: 2 } }],
  ["returned", { data: [row], pagination: { ...pagination, returned: -1 } }],
  ["returned", { data: [row], pagination: { ...pagination, returned: { toString: 1 } } }],
  ["returned", { data: [], pagination: { ...pagination, returned: null } }],
  ["returned", { data: [row], pagination: { ...pagination, returned: undefined } }],
  ["next_cursor", { data: [row], pagination: { ...pagination, next_cursor: 5, has_more: true } }],
  ["next_cursor", { data: [row], pagination: { ...pagination, next_cursor: "", has_more: true } }],
  ["next_cursor", { data: [row], pagination: { ...pagination, next_cursor: undefined } }],
  ["next_cursor", { data: [row], pagination: { ...pagination, next_cursor: ["a"] } }],
  ["has_more", { data: [row], pagination: { ...pagination, has_more: true } }],
  ["has_more", { data: [row], pagination: { ...pagination, next_cursor: "a" } }],
  ["has_more", { data: [row], pagination: { ...pagination, has_more: "false" } }],
  ["total", { data: [row], pagination: { ...pagination, total: "many" } }],
  ["not_found", { data: [row], pagination, not_found: "a.com" }],
  ["invalid", { data: [row], pagination, invalid: { input: "a" } }],
];
for (const [wrong, body] of WRONG_PAGES) {
  Deno.test(`${JSON.stringify(body)} is no page, since its ${wrong} is wrong`, async () => {
    await using service = startService(() => Response.json(body));
    const error = await assertRejects(
      () => createClient(service.url).queryPages().next(),
      IcpJobTitlesError,
      wrong,
    );
    assertEquals([error.code, error.status], ["unexpected_answer", 200]);
  });
}

/** Answers to the other calls that are successes, but not the service's. */
const WRONG_SUCCESSES = [
  ...[null, [], "ok", 5, true, {}, { data: null }, { data: [] }, { data: "ok" }],
  ...[{ data: { id: 1, company_domain: "acme.com" } }, { data: { status: "away" } }],
  ...[{ data: { results: null } }, { data: { results: "all" } }, { data: { results: { 0: {} } } }],
];
for (const body of WRONG_SUCCESSES) {
  Deno.test(`${JSON.stringify(body)} is neither a row, nor results, nor health`, async () => {
    await using service = startService(() => Response.json(body));
    const client = createClient(service.url);
    const item = { company_domain: "acme.com", raw_parallel_output: {} };
    const [result] = await Array.fromAsync(client.upsertBatch([item]));
    const errors = [
      await assertRejects(() => client.upsert(item), IcpJobTitlesError),
      await assertRejects(() => client.health(), IcpJobTitlesError),
      ...(result?.status === "failed" ? [result.error] : []),
    ];
    assertEquals(errors.map(({ code }) => code), Array(3).fill("unexpected_answer"));
  });
}

for (const item of [null, 5, "failed", [], { index: 0 }, { index: 7, status: "upserted" }]) {
  Deno.test(`an item is failed where its result is ${JSON.stringify(item)}`, async () => {
    await using service = startService(() => Response.json({ data: { results: [item] } }));
    const items = [{ company_domain: "acme.com", raw_parallel_output: {} }];
    const [result] = await Array.fromAsync(createClient(service.url).upsertBatch(items));
    const code = result?.status === "failed" ? result.error.code : result?.status;
    assertEquals([result?.index, code], [0, "unexpected_answer"]);
  });
}

Deno.test("issues that are no issues are left out of an error", async () => {
  const good = { path: "limit", message: "Expected 1 to 1000." };
  const lists: [issues: unknown, read: unknown[]][] = [
    ["limit", []],
    [{ length: 1 }, []],
    [[null, 5, { path: 1, message: "a" }, { path: "a" }, { ...good, extra: {} }], [good]],
  ];
  for (const [issues, read] of lists) {
    await using service = startService(() =>
      Response.json({ code: "validation_failed", error: "No.", issues }, { status: 422 })
    );
    const rows = createClient(service.url).query();
    const error = await assertRejects(() => rows.next(), IcpJobTitlesError);
    assertEquals([error.code, error.issues], ["validation_failed", read as never]);
  }
});

Deno.test("a parser that fails is named, and not the url", async () => {
  await using service = startService(() => Response.json({ data: [row], pagination }));
  const parseJson = () => {
    throw new Error("a bug");
  };
  const client = createClient(service.url, { parseJson });
  await assertRejects(() => client.query().next(), IcpJobTitlesError, "option parseJson");
});

Deno.test("counts are numbers, and items find their results, whatever the parser makes of numbers", async () => {
  // deno-lint-ignore no-explicit-any -- the source text is newer than TypeScript's JSON.parse
  const asText: any = (_: string, value: unknown, { source }: { source: string }) =>
    typeof value === "number" ? source : value;
  const asBigint = (_: string, value: unknown) => typeof value === "number" ? BigInt(value) : value;
  for (const reviver of [asText, asBigint]) {
    const options = { parseJson: (text: string) => JSON.parse(text, reviver) };
    await using listing = startService(() =>
      Response.json({ data: [row], pagination: { ...pagination, total: 1 } })
    );
    const pages = await Array.fromAsync(createClient(listing.url, options).queryPages());
    assertEquals(pages[0]!.pagination, { ...pagination, total: 1 });

    const result = { index: 0, status: "upserted", company_domain: "acme.com", id: "1" };
    await using batch = startService(() => Response.json({ data: { results: [result] } }));
    const items = [{ company_domain: "acme.com", raw_parallel_output: {} }];
    const results = await Array.fromAsync(createClient(batch.url, options).upsertBatch(items));
    assertEquals<unknown>(results, [result]);
  }
});
