import { assertEquals } from "@std/assert";
import { asBearer, asInternal, BATCH_PATHS, createApps, PATHS, post } from "../support/apps.ts";
import { startStandIn, writeRows } from "../support/stand_in.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const TRACED = {
  traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`,
  tracestate: "congo=t61rcWkgMzE",
};
/** What the usual tracing SDKs add; none of it is meant for the Data API. */
const OTHERS = {
  baggage: "userId=zq7",
  "sentry-trace": `${TRACE_ID}-00f067aa0ba902b7-1`,
  "x-region": "eu-west-1",
  "x-retry-count": "1",
};

const ITEM = { company_domain: "acme.com", raw_parallel_output: {} };
const TOKEN = `[{"id":"t","org_id":"aaaaaaaa-0000-4000-8000-000000000001","last_used_at":null}]`;
const ROW = `{"id":"x","created_at":"y","company_domain":"acme.com"}`;

const STORED = { outcome: "upserted", id: "x" };

const NAMED = { ...ITEM, company_domain: "named.com", company_name: "Named" };

/** A Data API with one row, and a token that has never been used. */
const startDataApi = () =>
  startStandIn(({ method, url }) => {
    if (method === "PATCH") return new Response(null, { status: 204 });
    if (url.includes("write_")) return Response.json([STORED, STORED]);
    if (url.includes("page_of_")) return new Response(writeRows([ROW]));
    if (url.includes("count_")) return new Response("1");
    if (url.includes("find_api_token")) return new Response(TOKEN);
    const isOne = method === "POST" && !url.includes("/rpc/") && !url.includes("columns=");
    return new Response(isOne ? ROW : url.includes("/rpc/") ? `[[${ROW}]]` : `[${ROW}]`);
  });

const QUERY = { limit: 1, include_total: true };

/** A request of each kind, and how many calls to the Data API it makes. */
const REQUESTS = [
  ["upsert", PATHS.upsert[0], ITEM, asInternal(), 1],
  ["upsert", BATCH_PATHS[0]!, { items: [ITEM, NAMED] }, asInternal(), 1],
  // Who asks, how many there are, the rows, and when the token was used.
  ["query", PATHS.query[0], QUERY, asBearer("token"), 4],
] as const;

for (const [name, path, body, credentials, calls] of REQUESTS) {
  Deno.test(`each call for ${path} belongs to its caller's trace, and so does the log line`, async () => {
    await using dataApi = startDataApi();
    const apps = createApps(dataApi);
    const headers = { ...credentials, ...OTHERS, ...TRACED };
    const response = await apps.fetch(name, post(path, body, headers));
    await response.text();
    await Promise.all(apps.background);
    assertEquals([response.status, dataApi.requests.length], [200, calls]);
    for (const { headers } of dataApi.requests) {
      const sent = ["traceparent", "tracestate"].map((name) => headers.get(name));
      assertEquals(sent, Object.values(TRACED));
      const others = Object.keys(OTHERS).filter((name) => headers.has(name));
      assertEquals(others, []);
      assertEquals(headers.get("apikey"), dataApi.serviceKey);
    }
    assertEquals(apps.logs.map(({ trace_id }) => trace_id), [TRACE_ID]);
  });

  Deno.test(`a traceparent that is not valid does ${path} no harm, and goes nowhere`, async () => {
    await using dataApi = startDataApi();
    const apps = createApps(dataApi);
    const invalid = { ...TRACED, traceparent: TRACED.traceparent.toUpperCase() };
    for (const headers of [invalid, { tracestate: TRACED.tracestate }]) {
      const response = await apps.fetch(name, post(path, body, { ...credentials, ...headers }));
      await response.text();
      await Promise.all(apps.background);
      assertEquals(response.status, 200);
    }
    for (const { headers } of dataApi.requests) {
      assertEquals([headers.has("traceparent"), headers.has("tracestate")], [false, false]);
    }
    assertEquals(apps.logs.map(({ trace_id }) => trace_id), [undefined, undefined]);
  });
}

Deno.test("the trace of a request that is refused stands in its log line", async () => {
  await using dataApi = startDataApi();
  const apps = createApps(dataApi);
  for (const request of [post(PATHS.query[0], {}, TRACED), post("/nowhere", {}, TRACED)]) {
    await (await apps.fetch("query", request)).text();
  }
  assertEquals(apps.logs.map(({ status, trace_id }) => [status, trace_id]), [
    [401, TRACE_ID],
    [404, TRACE_ID],
  ]);
});
