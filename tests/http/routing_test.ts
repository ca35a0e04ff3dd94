/** Every path alias, slash and batch is guarded alike, by the routes that the apps have. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Hono } from "hono";
import queryDocument from "../../supabase/functions/icp-job-titles-query/openapi.json" with {
  type: "json",
};
import upsertDocument from "../../supabase/functions/icp-job-titles-upsert/openapi.json" with {
  type: "json",
};
import { asBearer, createApps, type FunctionName, PATHS, type Route } from "../support/apps.ts";
import { checkRefusal } from "../support/check_refusal.ts";
import { createForge } from "../support/jwts.ts";
import { useLive } from "../support/live_apps.ts";
import { jsonHeaders } from "../support/refusals.ts";
import { seedSubject, SUBJECT } from "../support/subject.ts";
import { listKinds } from "./refusals/all.ts";

const live = useLive();
Deno.test.beforeAll(() => seedSubject(live().database));

const FUNCTIONS: FunctionName[] = ["upsert", "query"];
const DOCUMENTS = { upsert: upsertDocument, query: queryDocument };
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"];

/** The routes of the apps themselves; they ask nothing of a Data API by being made. */
const { routesOf } = createApps({ supabaseUrl: "http://127.0.0.1:1", serviceKey: "x" });
const ROUTES = FUNCTIONS.flatMap((name) =>
  routesOf(name).map((route): Route & { name: FunctionName } => ({ name, ...route }))
);
const POSTS = ROUTES.filter(({ method }) => method === "POST");
const GETS = ROUTES.filter(({ method }) => method === "GET");

/** A path with and without a trailing slash, which are the same. */
const withSlash = (path: string) => [path, `${path}/`];
/** The paths of the route that has a path below the shortest one of its function. */
const aliasesOf = (name: FunctionName, path: string) =>
  PATHS[name].map((base) => base + path.slice(PATHS[name][0].length)).flatMap(withSlash);

/** A request whose body tells whether anybody asked for it. */
function makeWatched(path: string, method: string, headers: HeadersInit = {}) {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.close();
    },
  }, { highWaterMark: 0 });
  const hasBody = !["GET", "HEAD"].includes(method);
  const request = new Request(`http://functions.test${path}`, {
    method,
    headers,
    body: hasBody ? body : null,
  });
  return { request, pulled: () => pulled };
}

Deno.test("the apps have the routes of their documents, each at both paths, and no others", () => {
  for (const name of FUNCTIONS) {
    const documented = Object.entries(DOCUMENTS[name].paths).flatMap(([path, operations]) =>
      Object.keys(operations).filter((method) => method !== "options")
        .map((method) => `${method.toUpperCase()} ${path.replace("/functions/v1", "")}`)
    );
    const routes = routesOf(name).map(({ method, path }) => `${method} ${path}`);
    assertEquals(routes.sort(), documented.sort());
    const ofFirst = routesOf(name).filter(({ path }) => !path.startsWith(PATHS[name][1]));
    assertEquals(routes.length, 2 * ofFirst.length);
  }
  assertEquals([POSTS.length, GETS.length], [6, 8]);
});

/** Checks that a POST with headers is refused with 401, its body untouched. */
async function checkUnauthorized(
  fetch: (request: Request) => Response | Promise<Response>,
  path: string,
  headers: HeadersInit,
): Promise<void> {
  const { request, pulled } = makeWatched(path, "POST", headers);
  const response = await fetch(request);
  await response.body?.cancel();
  assertEquals([response.status, pulled(), request.bodyUsed], [401, 0, false]);
}

for (const { name, path } of POSTS) {
  Deno.test(`${path} answers 401 before the body is asked for, with and without a slash`, async () => {
    const apps = live().createApps();
    const json = jsonHeaders(SUBJECT);
    const { "x-internal-org-id": _, ...orgless } = json;
    const forged = await createForge(SUBJECT).session({}, { secret: "x".repeat(40) });
    const fetch = (request: Request) => apps.fetch(name, request);
    for (const each of withSlash(path)) {
      for (
        const headers of [
          {},
          { "content-type": "application/json", "content-length": "99999999" },
          { ...json, authorization: "Basic x" },
          { ...json, ...asBearer(forged) },
          { "content-type": "text/plain", ...asBearer(forged) },
          orgless,
        ]
      ) {
        await checkUnauthorized(fetch, each, headers);
      }
    }
    assertEquals(apps.sent, []);
  });
}

Deno.test("the check of 401 fails where a route reads the body first", async () => {
  const app = new Hono().post("/*", async (c) => c.text(await c.req.text(), 401));
  await assertRejects(() => checkUnauthorized((request) => app.fetch(request), "/", {}));
});

for (const { name, method, path } of ROUTES) {
  const taken = method === "GET" ? ["GET", "HEAD"] : [method];
  const refused = METHODS.filter((each) =>
    // A preflight of the query function; `cors_test.ts` has its answer.
    !taken.includes(each) && !(name === "query" && each === "OPTIONS")
  );
  Deno.test(`${path} takes ${method} and answers 405 with Allow to others, with or without credentials`, async () => {
    const apps = live().createApps();
    for (const each of withSlash(path)) {
      for (const other of refused) {
        for (const headers of [{}, jsonHeaders(SUBJECT), asBearer("x")]) {
          const { request, pulled } = makeWatched(each, other, headers);
          const response = await apps.fetch(name, request);
          const text = await response.text();
          const told = [response.status, response.headers.get("allow"), pulled()];
          assertEquals(told, [405, taken.join(", "), 0], `${other} ${each}`);
          if (other === "HEAD") continue;
          const { error, code } = JSON.parse(text);
          assertEquals(code, "method_not_allowed");
          assertEquals(error, `This path does not take ${other}. Use ${method}.`);
        }
      }
    }
    assertEquals(apps.sent, []);
  });
}

for (const { name, path } of GETS) {
  Deno.test(`GET ${path} answers 200 with no credentials, or with any`, async () => {
    const sent = path.endsWith("/health") ? ["GET /rest/v1/icp_job_titles"] : [];
    for (const authorization of ["", "Basic x", "Bearer x", "Bearer ".padEnd(100_000, "x")]) {
      for (const each of withSlash(path)) {
        const apps = live().createApps();
        const request = new Request(`http://functions.test${each}`, { headers: { authorization } });
        const response = await apps.fetch(name, request);
        await response.body?.cancel();
        assertEquals([response.status, apps.sent], [200, sent]);
      }
    }
  });
}

const asked = new Set<string>();
for (const { name, refusal, path } of listKinds(SUBJECT)) {
  const aliases = aliasesOf(refusal.function, path);
  aliases.forEach((alias) => asked.add(alias));
  Deno.test(`every path of its route answers ${name}`, async () => {
    const apps = live().createApps();
    for (const alias of aliases) {
      const send = (request: Request) => apps.fetch(refusal.function, request);
      await checkRefusal(SUBJECT, refusal, `http://functions.test${alias}`, send);
    }
    const sent = aliases.flatMap(() => refusal.sent ?? []);
    assertEquals(apps.sent, sent);
  });
}

Deno.test("every route that takes a body is asked for refusals of each status", () => {
  assertEquals(asked, new Set(POSTS.flatMap(({ path }) => withSlash(path))));
  const statuses = Map.groupBy(listKinds(SUBJECT), ({ path }) => path);
  assertEquals(statuses.size, 3);
  for (const [path, cases] of statuses) {
    const seen = new Set(cases.map(({ refusal }) => refusal.status));
    const expected = path === PATHS.query[0]
      ? [400, 401, 403, 413, 415, 422]
      : [400, 401, 413, 415, 422];
    assert(expected.every((status) => seen.has(status)), `${path}: ${[...seen]}`);
  }
});
