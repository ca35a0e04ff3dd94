/** Servers that are broken, or mean harm: every walk ends, and nothing half read is called an answer. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { IcpJobTitlesError, type IcpJobTitlesQuery } from "../../client/mod.ts";
import { createClient, startService } from "./service.ts";

/** So that no two rows are the same. */
let rowsMade = 0;

/** One page of the query function, with members that are other than the service's. */
function page(rows: number, next_cursor: unknown, others: Record<string, unknown> = {}): Response {
  const data = Array.from({ length: rows }, () => ({ id: `${rowsMade++}` }));
  const has_more = next_cursor !== null;
  const pagination = { limit: 100, returned: rows, has_more, next_cursor, ...others };
  return Response.json({ data, pagination });
}

/** How many rows are handed on, and how many requests are sent, before the walk ends in the error. */
async function walk(
  answer: (call: number) => Response,
  query: IcpJobTitlesQuery = {},
): Promise<{ pages: number; calls: number; message: string }> {
  await using service = startService(() => answer(service.calls.length));
  let pages = 0;
  const error = await assertRejects(async () => {
    for await (const _ of createClient(service.url).queryPages(query)) pages++;
  }, IcpJobTitlesError);
  assertEquals([error.code, error.status], ["unexpected_answer", 200]);
  return { pages, calls: service.calls.length, message: error.message };
}

Deno.test("a cursor that leads to itself ends the walk before a page is handed on twice", async () => {
  const { pages, calls, message } = await walk(() => page(2, "same"));
  assertEquals([pages, calls], [1, 2]);
  assert(message.includes("circle"), message);
  // Also where the walk begins at that cursor, or comes to it late.
  assertEquals((await walk(() => page(2, "same"), { cursor: "same" })).pages, 0);
  assertEquals((await walk((n) => page(2, n < 12 ? `${n}` : "same"))).pages, 12);
});

for (const length of [2, 3, 7, 100]) {
  Deno.test(`a circle of ${length} cursors ends the walk within three rounds`, async () => {
    for (const tail of [0, 5]) {
      const { calls } = await walk((n) =>
        page(1, n <= tail ? `tail ${n}` : `circle ${(n - tail) % length}`)
      );
      assert(calls <= 3 * (length + tail) + 1, `It took ${calls} requests.`);
    }
  });
}

for (const name of ["id", "company_domain"]) {
  Deno.test(`pages that come again under ever new cursors end the walk, by their ${name}`, async () => {
    const { pages, calls } = await walk((n) => {
      const data = [{ [name]: `row ${n % 3}` }];
      const pagination = { limit: 1, returned: 1, has_more: true, next_cursor: `cursor ${n}` };
      return Response.json({ data, pagination });
    });
    assert(calls <= 10, `It took ${calls} requests.`);
    assertEquals(pages, calls - 1);
  });
}

Deno.test("pages without rows and with ever new cursors end the walk", async () => {
  const { pages, calls } = await walk((n) => page(0, `cursor ${n}`));
  assert(calls <= 10, `It took ${calls} requests.`);
  assertEquals(pages, calls - 1);
});

Deno.test("pages that are shorter than the limit, or empty, are walked while there is a cursor", async () => {
  const sizes = [1, 0, 3, 0, 0, 2];
  await using service = startService(() => {
    const n = service.calls.length;
    return page(sizes[n - 1]!, n < sizes.length ? `cursor ${n}` : null);
  });
  const rows = await Array.fromAsync(createClient(service.url).query());
  assertEquals([rows.length, service.calls.length], [6, 6]);
});

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
    const { pages, message } = await walk(() => Response.json(body));
    assertEquals(pages, 0);
    assert(message.includes(wrong), message);
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

/** A body that never ends, as long as somebody reads it. */
function endless(head: string, status: number): Response {
  const chunk = new TextEncoder().encode(" ".repeat(65_536));
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
    pull: (controller) => controller.enqueue(chunk),
  });
  return new Response(body, { status });
}
for (const [status, told] of [[200, "1000000 bytes"], [500, "1000000 bytes"]] as const) {
  Deno.test(`an endless answer with status ${status} is left after maxAnswerBytes`, async () => {
    await using service = startService(() => endless('{"data":[', status));
    const client = createClient(service.url, { maxAnswerBytes: 1_000_000 });
    const error = await assertRejects(() => client.query().next(), IcpJobTitlesError, told);
    assertEquals([error.code, error.status], ["unexpected_answer", status]);
  });
}

Deno.test("an answer of maxAnswerBytes is read, and one byte more is not", async () => {
  const text = JSON.stringify({ data: [{ id: "€" }], pagination });
  const bytes = new TextEncoder().encode(text).length;
  await using service = startService(() => new Response(text));
  const read = (maxAnswerBytes: number) =>
    Array.fromAsync(createClient(service.url, { maxAnswerBytes }).query());
  assertEquals<unknown>(await read(bytes), [{ id: "€" }]);
  await assertRejects(() => read(bytes - 1), IcpJobTitlesError, "pageSize");
});

Deno.test("a fetch that heeds no signal is left at timeoutMs", async () => {
  const never = () => new Promise<never>(() => {});
  const client = createClient("https://a.example", { fetch: never, timeoutMs: 1 });
  const error = await assertRejects(() => client.health(), IcpJobTitlesError);
  assertEquals(error.code, "timeout");
});

Deno.test("an answer that does not go on is left at timeoutMs, with its status", async () => {
  const fetch = () => Promise.resolve(new Response(new ReadableStream()));
  const client = createClient("https://a.example", { fetch, timeoutMs: 1 });
  const error = await assertRejects(() => client.query().next(), IcpJobTitlesError);
  assertEquals([error.code, error.status], ["timeout", 200]);
});

Deno.test("a parser that fails is named, and not the url", async () => {
  await using service = startService(() => page(1, null));
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
    await using listing = startService(() => page(1, null, { total: 1 }));
    const pages = await Array.fromAsync(createClient(listing.url, options).queryPages());
    assertEquals(pages[0]!.pagination, { ...pagination, total: 1 });

    const result = { index: 0, status: "upserted", company_domain: "acme.com", id: "1" };
    await using batch = startService(() => Response.json({ data: { results: [result] } }));
    const items = [{ company_domain: "acme.com", raw_parallel_output: {} }];
    const results = await Array.fromAsync(createClient(batch.url, options).upsertBatch(items));
    assertEquals<unknown>(results, [result]);
  }
});
