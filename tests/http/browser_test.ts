/** Calls from a page in Chromium, whose own rules of CORS decide what reaches the function. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createGateway } from "../../scripts/local/gateway.ts";
import { createApps, mintSession } from "../support/apps.ts";
import type { Outcomes, Plan } from "../support/browser_caller.ts";
import { openBrowser } from "../support/browser.ts";
import { hasChromium, UNLESS_CHROMIUM } from "../support/chromium.ts";
import { runDeno } from "../../scripts/local/hosted.ts";
import { startStandIn, writeRows } from "../support/stand_in.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN_ID = "00f067aa0ba902b7";
const LOOPBACK = { hostname: "127.0.0.1", port: 0, onListen() {} };

/** What supabase-js adds by itself, here with a region and with tracing. */
const TRACE = {
  traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
  tracestate: "congo=t61rcWkgMzE",
  baggage: "release=1.2",
};
const OF_SUPABASE = ["apikey", "authorization", "content-type", "x-client-info", "x-region"]
  .concat(Object.keys(TRACE));

/** What else callers in browsers add. */
const HEADERS: Plan["headers"] = {
  "supabase-js": {},
  "a retry": { "x-retry-count": "1", "x-request-id": "a-retry" },
  Sentry: { "sentry-trace": `${TRACE_ID}-${SPAN_ID}-1`, baggage: "sentry-environment=test" },
  Zipkin: { b3: `${TRACE_ID}-${SPAN_ID}-1`, "x-b3-traceid": TRACE_ID, "x-b3-spanid": SPAN_ID },
  Datadog: { "x-datadog-trace-id": "1", "x-datadog-parent-id": "2", "x-datadog-origin": "rum" },
  "other SDKs": {
    "uber-trace-id": `${TRACE_ID}:${SPAN_ID}:0:1`,
    newrelic: "e30=",
    "x-amzn-trace-id": `Root=1-${TRACE_ID}`,
    "x-cloud-trace-context": `${TRACE_ID}/1`,
    "request-id": `|${TRACE_ID}.1`,
    "elastic-apm-traceparent": TRACE.traceparent,
  },
  "an HTTP library": { "x-requested-with": "XMLHttpRequest", "cache-control": "no-cache" },
};

Deno.test({
  name:
    `a page may call the query function by supabase-js, with every SDK's headers${UNLESS_CHROMIUM}`,
  ignore: !hasChromium,
  async fn() {
    await using parts = new AsyncDisposableStack();
    const dataApi = parts.use(startStandIn(() => new Response(writeRows([]))));
    const apps = createApps(dataApi);
    const received: Headers[] = [];
    const query = Deno.serve(LOOPBACK, (request) => {
      if (request.method === "POST") received.push(request.headers);
      return apps.fetch("query", request);
    });
    parts.defer(() => query.shutdown());
    const gateway = createGateway({
      functions: [{ name: "icp-job-titles-query", url: `http://127.0.0.1:${query.addr.port}` }],
      serviceKey: "k",
      dataApi: { url: "http://127.0.0.1:9", token: "none" },
    });
    const project = Deno.serve(LOOPBACK, gateway.fetch);
    parts.defer(() => project.shutdown());
    const url = `http://127.0.0.1:${project.addr.port}`;
    const page = await startPage({
      url,
      token: await mintSession(),
      trace: TRACE,
      headers: HEADERS,
    });
    parts.defer(page.stop);

    await using browser = await openBrowser();
    await browser.goTo(page.url);
    await browser.waitFor("globalThis.outcomes");
    const { refused, ...answered } = await browser.run<Outcomes>("outcomes");
    const names = Object.keys(HEADERS);
    const answer = {
      data: [],
      pagination: { limit: 1, returned: 0, has_more: false, next_cursor: null },
    };
    assertEquals(answered, Object.fromEntries(names.map((name) => [name, answer])));
    assertEquals((refused as { code: string }).code, "validation_failed");

    for (const [at, name] of names.entries()) {
      const expected = { ...TRACE, "x-region": "eu-west-1", ...HEADERS[name] };
      const sent = Object.keys(expected).map((name) => [name, received[at]?.get(name)]);
      assertEquals(Object.fromEntries(sent), expected);
      const missing = OF_SUPABASE.filter((name) => !received[at]?.has(name));
      assertEquals(missing, []);
    }
    const traced = dataApi.requests.map(({ headers }) => headers.get("traceparent"));
    assertEquals(traced, names.map(() => TRACE.traceparent));
  },
});

/** Serves the page whose script is `browser_caller.ts`. */
async function startPage(plan: Plan) {
  const caller = fileURLToPath(new URL("../support/browser_caller.ts", import.meta.url));
  const script = await runDeno(["bundle", "--quiet", "--platform=browser", caller]);
  const server = Deno.serve(LOOPBACK, (request) => {
    switch (new URL(request.url).pathname) {
      case "/":
        return html(`<script type="module" src="/caller.js"></script>`);
      case "/caller.js":
        return new Response(script, { headers: { "content-type": "text/javascript" } });
      case "/plan":
        return Response.json(plan);
      default:
        return new Response(null, { status: 404 });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    stop: () => server.shutdown(),
  };
}

function html(body: string): Response {
  return new Response(`<!doctype html>${body}`, { headers: { "content-type": "text/html" } });
}
