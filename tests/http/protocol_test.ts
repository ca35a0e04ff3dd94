import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  asBearer,
  asInternal,
  type FunctionName,
  KEYS,
  mintSession,
  ORG_A,
  PATHS,
  post,
} from "../support/apps.ts";
import { createApiToken, useLive } from "../support/live_apps.ts";
import { SECRET, VALID_BODY } from "../support/refusals.ts";

const live = useLive();
const FUNCTIONS: FunctionName[] = ["upsert", "query"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const get = (path: string, init: RequestInit = {}) =>
  new Request(`http://functions.test${path}`, init);

for (const name of FUNCTIONS) {
  const [path] = PATHS[name];

  Deno.test(`${name} takes a well-formed x-request-id onto the answer and into the log`, async () => {
    const ids = ["a", "trace-1_2=", crypto.randomUUID(), "A".repeat(255)];
    for (const id of ids) {
      const apps = live().createApps();
      const headers = { ...asInternal(), "x-request-id": id };
      const response = await apps.fetch(name, post(path, VALID_BODY[name], headers));
      await response.text();
      assertEquals(response.status, 200);
      assertEquals([response.headers.get("x-request-id"), apps.logs[0]?.request_id], [id, id]);
    }
  });

  Deno.test(`${name} makes an x-request-id where none is well formed`, async () => {
    const seen = new Set<string>();
    for (const id of [undefined, "", "a b", "a\tb", `"}`, "é", "a,b", "A".repeat(256)]) {
      const apps = live().createApps();
      const headers = id === undefined ? {} : { "x-request-id": id };
      const response = await apps.fetch(name, post(path, "{}", headers));
      const { request_id } = await response.json();
      assertMatch(request_id, UUID);
      assertEquals(response.headers.get("x-request-id"), request_id);
      assertEquals(apps.logs[0]?.request_id, request_id);
      seen.add(request_id);
    }
    assertEquals(seen.size, 8);
  });

  Deno.test(`${name} reads JSON whose type names UTF-8, and a byte order mark`, async () => {
    const types = ["application/json", "Application/JSON; charset=utf-8"]
      .concat(`application/json;charset="UTF-8"`, "application/json ; charset=UTF-8")
      .concat("application/json;odata.metadata=none", "application/json;\tcharset=utf8");
    for (const type of types) {
      const headers = { ...asInternal(), "content-type": type, "content-encoding": "identity" };
      const apps = live().createApps();
      const response = await apps.fetch(name, post(path, `\ufeff${VALID_BODY[name]}`, headers));
      assertEquals([response.status, (await response.text()).length > 0], [200, true], type);
    }
  });

  Deno.test(`${name} takes the scheme in any case, and the org in capitals`, async () => {
    for (const scheme of ["bearer", "BEARER", "Bearer  "]) {
      const headers = {
        ...asInternal(ORG_A.toUpperCase()),
        authorization: `${scheme} ${KEYS.internalApiKey} `,
      };
      const response = await live().createApps()
        .fetch(name, post(path, VALID_BODY[name], headers));
      await response.text();
      assertEquals(response.status, 200);
    }
  });

  Deno.test(`${name} logs one line a request, with the contract's fields and no secret`, async () => {
    const apps = live().createApps();
    const address = `${path}/?token=${SECRET}`;
    const response = await apps.fetch(name, post(address, VALID_BODY[name], asInternal()));
    await response.text();
    assertEquals(apps.logs.length, 1);
    const { duration_ms, auth_ms, validation_ms, database_ms, request_id, path: logged, ...line } =
      apps.logs[0]!;
    assertEquals(JSON.parse(JSON.stringify(line)), {
      level: "info",
      event: "request",
      function: `icp-job-titles-${name}`,
      method: "POST",
      status: 200,
      caller: "internal",
      org_id: ORG_A,
    });
    assert(logged === path || logged === `${path}/`, String(logged));
    assert(Number(duration_ms) > 0);
    for (const part of [auth_ms, validation_ms, database_ms]) assertEquals(typeof part, "number");
    assertEquals(request_id, response.headers.get("x-request-id"));
    const text = JSON.stringify(apps.logs);
    for (const hidden of [SECRET, KEYS.internalApiKey, "acme.com"]) assert(!text.includes(hidden));
  });
}

Deno.test("the log names the kind of each caller", async () => {
  await createApiToken(live().database, "a-token-of-the-log");
  const callers: [kind: string, headers: Record<string, string>][] = [
    ["super_admin", asBearer(KEYS.superAdminApiKey)],
    ["session", asBearer(await mintSession())],
    ["api_token", asBearer("a-token-of-the-log")],
    ["internal", asInternal()],
  ];
  for (const [kind, headers] of callers) {
    const apps = live().createApps();
    const response = await apps.fetch("query", post(PATHS.query[0], { org_id: ORG_A }, headers));
    await response.text();
    await Promise.all(apps.background);
    assertEquals([response.status, apps.logs[0]?.caller], [200, kind]);
    const [, token = ""] = headers.authorization?.split(" ") ?? [];
    assert(!JSON.stringify(apps.logs).includes(token));
  }
});

Deno.test("the log tells the path of a 404, cut, and the org that a super-admin names", async () => {
  const apps = live().createApps();
  const path = `/icp-job-titles-query/${"x".repeat(500)}`;
  await (await apps.fetch("query", post(path, "{}", asInternal()))).body?.cancel();
  const headers = asBearer(KEYS.superAdminApiKey);
  const response = await apps.fetch("query", post(PATHS.query[0], { org_id: ORG_A }, headers));
  await response.body?.cancel();
  assertEquals(apps.logs.map((line) => [line.path, line.org_id]), [
    [path.slice(0, 200), undefined],
    [PATHS.query[0], ORG_A],
  ]);
});

Deno.test("a log line stays short, whatever the length of what a caller writes", async () => {
  const long = "X".repeat(3000);
  for (const name of FUNCTIONS) {
    const headers = {
      "x-request-id": long,
      "x-internal-org-id": long,
      authorization: `Bearer ${KEYS.internalApiKey}`,
      "content-type": `application/${long}`,
      "content-encoding": long,
      traceparent: long,
      origin: `https://${long}.example`,
      "user-agent": long,
    };
    const requests = [PATHS[name][0], `${PATHS[name][0]}/${long}`, `${PATHS[name][0]}/health`]
      .flatMap((path) =>
        [long, "POST", "OPTIONS"].map((method) => get(`${path}?${long}`, { method, headers }))
      );
    const apps = live().createApps();
    for (const request of requests) {
      const response = await apps.fetch(name, request);
      assert(
        (await response.text()).length < 1000,
        `${request.method.slice(0, 9)} ${response.status}`,
      );
    }
    assertEquals(apps.logs.length, requests.length);
    for (const line of apps.logs) {
      const text = JSON.stringify(line);
      assert(text.length < 1000 && !text.includes("X".repeat(300)), text);
    }
  }
});
