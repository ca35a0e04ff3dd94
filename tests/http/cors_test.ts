import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { asInternal, PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";
import { VALID_BODY } from "../support/refusals.ts";

const live = useLive();
const ORIGIN = { origin: "https://app.example.com" };

const get = (path: string, init: RequestInit = {}) =>
  new Request(`http://functions.test${path}`, init);

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
