import { assertEquals, assertRejects } from "@std/assert";
import { IcpJobTitlesError, rawJson } from "../../client/mod.ts";
import { type Call, createClient, startService } from "./service.ts";

/** Serves rows 1 to 5, two a page; the cursor is the number of the row before. */
function servePages({ text }: Call): Response {
  const { cursor } = JSON.parse(text);
  const first = Number(cursor ?? 0) + 1;
  const data = [first, first + 1].filter((n) => n <= 5).map((n) => ({ company_domain: `c${n}` }));
  const has_more = first + 1 < 5;
  const next_cursor = has_more ? String(first + 1) : null;
  const pagination = { limit: 2, returned: data.length, has_more, next_cursor };
  return Response.json({ data, pagination });
}

Deno.test("query follows the cursors through all pages, with the same filters", async () => {
  await using service = startService(servePages);
  const filters = { processor: "pro", fields: ["company_domain" as const], offset: 3 };
  const rows = await Array.fromAsync(createClient(service.url).query(filters, { pageSize: 2 }));
  assertEquals(rows.map((row) => row.company_domain), ["c1", "c2", "c3", "c4", "c5"]);
  assertEquals(service.calls.map(({ path }) => path), Array(3).fill(QUERY_PATH));
  const kept = { processor: "pro", fields: ["company_domain"], limit: 2 };
  assertEquals(service.calls.map(({ text }) => JSON.parse(text)), [
    { ...kept, offset: 3 },
    { ...kept, offset: null, cursor: "2", include_total: null },
    { ...kept, offset: null, cursor: "4", include_total: null },
  ]);
});

const QUERY_PATH = "/functions/v1/icp-job-titles-query";

Deno.test("query reads no page that is not asked for", async () => {
  await using service = startService(servePages);
  for await (const row of createClient(service.url).query()) {
    if (row.company_domain === "c2") break;
  }
  assertEquals(service.calls.length, 1);
});

Deno.test("queryPages gives each page as it came", async () => {
  const page = {
    data: [],
    pagination: { limit: 1, returned: 0, has_more: false, next_cursor: null, total: 0 },
    not_found: ["acme.com"],
    invalid: [{ input: "acme", message: "It has no dot." }],
  };
  await using service = startService(() => Response.json(page));
  const query = { company_domains: ["acme.com", "acme"], include_total: true };
  assertEquals(await Array.fromAsync(createClient(service.url).queryPages(query)), [page]);
  assertEquals(JSON.parse(service.calls[0]!.text), query);
});

Deno.test("contains may be rawJson", async () => {
  await using service = startService(servePages);
  await createClient(service.url).query({ contains: rawJson('{"n":1.10}') }).next();
  assertEquals(service.calls[0]!.text, '{"contains":{"n":1.10},"limit":100}');
});

Deno.test("the columns of a row are those of fields", async () => {
  await using service = startService(servePages);
  for await (const row of createClient(service.url).query({ fields: ["company_domain"] })) {
    // @ts-expect-error It was not asked for.
    assertEquals(row.id, undefined);
  }
});

Deno.test("a search and a pointer are sent as they are, and typed as they answer", async () => {
  const found = { company_domain: "a.com", raw_parallel_output: 1.5, matches: ["Controller"] };
  const pagination = { limit: 100, returned: 1, has_more: false, next_cursor: null };
  await using service = startService(() => Response.json({ data: [found], pagination }));
  const client = createClient(service.url);
  const query = { search: `"a b" c*`, pointer: "/n" };
  for await (const row of client.query(query)) {
    // @ts-expect-error A part may be anything.
    row.raw_parallel_output.titles;
    assertEquals([row.raw_parallel_output, row.matches?.[0]], [1.5, "Controller"]);
  }
  assertEquals(JSON.parse(service.calls[0]!.text), { ...query, limit: 100 });
  for await (const { data: [row] } of client.queryPages({ search: "c*" })) {
    const document: Record<string, unknown> = row!.raw_parallel_output;
    assertEquals(document as unknown, 1.5);
  }
});

Deno.test("a page that fails ends the rows with the error", async () => {
  await using service = startService((call) =>
    service.calls.length === 2 ? new Response("", { status: 504 }) : servePages(call)
  );
  const domains: string[] = [];
  const error = await assertRejects(async () => {
    for await (const row of createClient(service.url).query()) domains.push(row.company_domain);
  }, IcpJobTitlesError);
  assertEquals([domains, (error as IcpJobTitlesError).status], [["c1", "c2"], 504]);
});

Deno.test("health asks both functions, and fails where one does", async () => {
  await using service = startService(({ path }) =>
    path.includes("query") && service.calls.length > 2
      ? Response.json({ error: "The table is away.", code: "database_unavailable" }, {
        status: 503,
      })
      : Response.json({ data: { status: "ok", database: "ok" } })
  );
  const client = createClient(service.url);
  await client.health();
  assertEquals(service.calls.map(({ method, path }) => `${method} ${path}`).sort(), [
    "GET /functions/v1/icp-job-titles-query/health",
    "GET /functions/v1/icp-job-titles-upsert/health",
  ]);
  const error = await assertRejects(() => client.health(), IcpJobTitlesError, "away");
  assertEquals((error as IcpJobTitlesError).status, 503);
});
