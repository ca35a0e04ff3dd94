import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { asInternal, PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";
import { VALID_BODY } from "../support/refusals.ts";

const live = useLive();
const ORIGIN = { origin: "https://app.example.com" };

const get = (path: string, init: RequestInit = {}) =>
  new Request(`http://functions.test${path}`, init);

Deno.test("the query function answers a preflight on both paths, without credentials", async () => {
  for (const path of PATHS.query) {
    const apps = live().createApps();
    const response = await apps.fetch(
      "query",
      get(path, {
        method: "OPTIONS",
        headers: {
          ...ORIGIN,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      }),
    );
    const allowed = (header: string) =>
      response.headers.get(`access-control-allow-${header}`)?.toLowerCase().split(/, */) ?? [];
    assertEquals([response.status, await response.text()], [204, ""]);
    assertEquals(allowed("origin"), ["*"]);
    assert(allowed("methods").includes("post"));
    // By name, for the browsers that read "*" as a name; `browser_test.ts` asks a real one.
    for (
      const header of [
        ...["authorization", "content-type", "content-encoding", "x-internal-org-id"],
        ...["x-request-id", "apikey", "x-client-info", "x-region", "x-retry-count"],
        ...["traceparent", "tracestate", "baggage", "sentry-trace"],
      ]
    ) {
      assert(allowed("headers").includes(header), header);
    }
    assertEquals(response.headers.has("access-control-allow-credentials"), false);
    assertEquals(apps.sent, []);
  }
});

Deno.test("a browser may read the query function's answers and its errors", async () => {
  const cases: [request: Request, status: number][] = [
    [post(PATHS.query[0], "{}", { ...ORIGIN, ...asInternal() }), 200],
    [post(PATHS.query[0], "{}", ORIGIN), 401],
    [post(PATHS.query[0], "{", { ...ORIGIN, ...asInternal() }), 400],
    [get(PATHS.query[0], { headers: ORIGIN }), 405],
    [get(`${PATHS.query[0]}/nowhere`, { headers: ORIGIN }), 404],
  ];
  for (const [request, status] of cases) {
    const response = await live().createApps().fetch("query", request);
    await response.text();
    assertEquals([response.status, response.headers.get("access-control-allow-origin")], [
      status,
      "*",
    ]);
    assert(response.headers.get("access-control-expose-headers")?.includes("x-request-id"));
  }
});

Deno.test("the upsert function gives browsers no leave", async () => {
  const request = post(PATHS.upsert[0], VALID_BODY.upsert, { ...ORIGIN, ...asInternal() });
  const response = await live().createApps().fetch("upsert", request);
  await response.text();
  assertEquals(response.headers.has("access-control-allow-origin"), false);
  assertNotEquals(response.headers.get("content-type"), null);
});
