import { assert, assertEquals, assertRejects } from "@std/assert";
import type { BatchResult, IcpJobTitlesItem } from "../../client/mod.ts";
import { type Call, createClient, startService } from "./service.ts";

function item(n: number, document: Record<string, unknown> = {}): IcpJobTitlesItem {
  return { company_domain: `c${n}.com`, raw_parallel_output: document };
}

/** The items of a request. */
function itemsOf({ text }: Call): IcpJobTitlesItem[] {
  return JSON.parse(text).items;
}

/** Stores every item of a request. */
function storeAll(call: Call): Response {
  const results = itemsOf(call).map(({ company_domain }, index) => ({
    index,
    status: "upserted",
    company_domain,
    id: `id of ${company_domain}`,
  }));
  return Response.json({ data: { upserted: results.length, failed: 0, results } });
}

/** How an item ended, in a word or two. */
function tell(result: BatchResult): string {
  return result.status === "failed" ? `failed ${result.error.code}` : result.status;
}

function failuresOf(results: BatchResult[]) {
  return results.filter((result) => result.status === "failed");
}

Deno.test("items go in requests of 500, with results by their place in the whole input", async () => {
  await using service = startService(storeAll);
  const items = Array.from({ length: 1001 }, (_, n) => item(n));
  const results = await Array.fromAsync(createClient(service.url).upsertBatch(items));
  assertEquals(service.calls.map((call) => itemsOf(call).length), [500, 500, 1]);
  assert(service.calls.every(({ path }) => path === "/functions/v1/icp-job-titles-upsert/batch"));
  assert(service.calls.every(({ headers }) => headers.get("content-encoding") === "gzip"));
  assertEquals(
    results,
    items.map(({ company_domain }, index) => ({
      index,
      status: "upserted" as const,
      company_domain,
      id: `id of ${company_domain}`,
    })),
  );
});

Deno.test("a request stays below 8 MB, unless one item is larger", async () => {
  await using service = startService(storeAll);
  // Three octets a character.
  const large = (n: number, octets: number) => item(n, { text: "€".repeat(octets / 3) });
  const items = [9e6, 3.9e6, 3.9e6, 4.2e6, 4.2e6].map((octets, n) => large(n, octets));
  const results = await Array.fromAsync(createClient(service.url).upsertBatch(items));
  assertEquals(results.map(tell), Array(5).fill("upserted"));
  assertEquals(service.calls.map((call) => itemsOf(call).length), [1, 2, 1, 1]);
});

Deno.test("no items are no request", async () => {
  await using service = startService(storeAll);
  assertEquals(await Array.fromAsync(createClient(service.url).upsertBatch([])), []);
  assertEquals(service.calls.length, 0);
});

Deno.test("a request that fails marks its items, and the others are written", async () => {
  await using service = startService((call) =>
    service.calls.length === 2 ? new Response("<html>", { status: 502 }) : storeAll(call)
  );
  const items = Array.from({ length: 1001 }, (_, n) => item(n));
  const results = await Array.fromAsync(createClient(service.url).upsertBatch(items));
  assertEquals(results.map(({ index }) => index), items.map((_, n) => n));
  const failed = failuresOf(results);
  assertEquals(failed.map(({ index }) => index), Array.from({ length: 500 }, (_, n) => 500 + n));
  const error = failed[0]!.error;
  assertEquals([error.code, error.status], ["unexpected_answer", 502]);
});

Deno.test("an item that is no JSON fails by itself and keeps the places of the others", async () => {
  await using service = startService(storeAll);
  const items = [item(0), item(1, { n: 1n }), item(2)];
  const results = await Array.fromAsync(createClient(service.url).upsertBatch(items));
  assertEquals(
    Object.fromEntries(results.map((result) => [result.index, tell(result)])),
    { 0: "upserted", 1: "failed unserializable_input", 2: "upserted" },
  );
  assertEquals(itemsOf(service.calls[0]!).map((sent) => sent.company_domain), ["c0.com", "c2.com"]);
});

Deno.test("the service's refusal of an item is an error with its issues", async () => {
  const issues = [{ path: "company_domain", message: "Required." }];
  const error = "The body is not valid.";
  await using service = startService(() => {
    const results = [
      { index: 1, status: "superseded", company_domain: "c1.com" },
      { index: 0, status: "failed", error, code: "validation_failed", issues },
    ];
    const headers = { "x-request-id": "r1" };
    return Response.json({ data: { results } }, { status: 207, headers });
  });
  const items = [item(0), item(1)];
  const results = await Array.fromAsync(createClient(service.url).upsertBatch(items));
  assertEquals(results[1], { index: 1, status: "superseded", company_domain: "c1.com" });
  const [failure] = failuresOf(results);
  const { code, message, status, requestId } = failure!.error;
  assertEquals([code, message, status, requestId], ["validation_failed", error, 207, "r1"]);
  assertEquals(failure!.error.issues, issues);
});

Deno.test("an item that the answer leaves out is failed, not lost", async () => {
  const untold = { index: 0, status: "upserted", company_domain: "c0.com" };
  for (const data of [{}, { results: [] }, { results: [untold] }]) {
    await using service = startService(() => Response.json({ data }));
    const results = await Array.fromAsync(createClient(service.url).upsertBatch([item(0)]));
    assertEquals(results.map(tell), ["failed unexpected_answer"]);
  }
});

Deno.test("leaving the loop sends no further request", async () => {
  await using service = startService(storeAll);
  const items = Array.from({ length: 1001 }, (_, n) => item(n));
  for await (const _ of createClient(service.url).upsertBatch(items)) break;
  assertEquals(service.calls.length, 1);
});

Deno.test("items may come one by one, and their failure ends the loop after what was sent", async () => {
  await using service = startService(storeAll);
  async function* read() {
    for (let n = 0; n < 501; n++) yield await Promise.resolve(item(n));
    throw new Error("The file is gone.");
  }
  const results: BatchResult[] = [];
  await assertRejects(
    async () => {
      for await (const result of createClient(service.url).upsertBatch(read())) {
        results.push(result);
      }
    },
    Error,
    "The file is gone.",
  );
  assertEquals([results.length, service.calls.length], [500, 1]);
});
