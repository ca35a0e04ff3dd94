import { assert, assertEquals, assertMatch } from "@std/assert";
import { asBearer, asInternal, BATCH_PATHS, PATHS, post } from "../support/apps.ts";
import { createApiToken, useLive } from "../support/live_apps.ts";

const live = useLive();
Deno.test.beforeAll(() => createApiToken(live().database, "a-token-of-the-timing"));

const ITEM = { company_domain: "acme.com", raw_parallel_output: {} };
const AUTH = /^auth;dur=\d+(\.\d)?$/;
const REFUSED = /^auth;dur=\d+(\.\d)?, validation;dur=\d+(\.\d)?$/;
const WHOLE = /^auth;dur=\d+(\.\d)?, validation;dur=\d+(\.\d)?, database;dur=\d+(\.\d)?$/;

const CASES: [name: string, path: string, body: unknown, status: number, timing: RegExp][] = [
  ["an upsert", PATHS.upsert[0], ITEM, 200, WHOLE],
  ["a batch", BATCH_PATHS[0]!, { items: [ITEM] }, 200, WHOLE],
  ["a query", PATHS.query[0], {}, 200, WHOLE],
  ["a refused upsert", PATHS.upsert[0], { ...ITEM, extra: 1 }, 422, REFUSED],
  ["a refused batch", BATCH_PATHS[0]!, { items: [] }, 422, REFUSED],
  ["a refused query", PATHS.query[0], { limit: 0 }, 422, REFUSED],
];

for (const [name, path, body, status, timing] of CASES) {
  Deno.test(`${name} tells how long each part took, in its answer and in the log`, async () => {
    const apps = live().createApps();
    const functionName = path.includes("query") ? "query" : "upsert";
    const response = await apps.fetch(functionName, post(path, body, asInternal()));
    await response.body?.cancel();
    const header = response.headers.get("server-timing") ?? "";
    assertEquals(response.status, status);
    assertMatch(header, timing);
    const { auth_ms, validation_ms, database_ms, duration_ms } = apps.logs[0]!;
    const parts = { auth: auth_ms, validation: validation_ms, database: database_ms };
    const told = Object.entries(parts).filter(([, duration]) => duration !== undefined);
    assertEquals(header, told.map(([part, duration]) => `${part};dur=${duration}`).join(", "));
    for (const [, duration] of told) assert(Number(duration) <= Number(duration_ms));
  });
}

Deno.test("the look-up of a token counts as auth", async () => {
  const apps = live().createApps();
  const request = post(PATHS.query[0], { limit: 0 }, asBearer("a-token-of-the-timing"));
  const response = await apps.fetch("query", request);
  await response.body?.cancel();
  assertEquals(apps.sent, ["POST /rest/v1/rpc/find_api_token"]);
  assertMatch(response.headers.get("server-timing")!, REFUSED);
  assert(Number(apps.logs[0]!.auth_ms) > 0);
});

Deno.test("who is not known is told no timing, but the log has it", async () => {
  for (const [name, [path]] of Object.entries(PATHS)) {
    const apps = live().createApps();
    const request = post(path, {}, asBearer("not-a-good-token"));
    const response = await apps.fetch(name as keyof typeof PATHS, request);
    await response.body?.cancel();
    assertEquals([response.status, response.headers.get("server-timing")], [401, null]);
    assertMatch(`auth;dur=${apps.logs[0]!.auth_ms}`, AUTH);
  }
});
