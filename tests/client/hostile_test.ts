/** Servers that are broken, or mean harm: every walk and every answer comes to an end. */
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
  // Three octets, one character.
  const text = (await page(1, null).text()).replace(/"id":"\d+"/, '"id":"€"');
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
