/** Paths, methods, health, documents and preflights, as they arrive through the platform's gateway. */
import { assert, assertEquals } from "@std/assert";
import { Validator } from "@seriousme/openapi-schema-validator";
import { BATCH_PATHS, type FunctionName, PATHS } from "../support/apps.ts";
import { type ContractSubject, DOCUMENTS } from "./subject.ts";

const FUNCTIONS: FunctionName[] = ["upsert", "query"];

const get = (path: string, method = "GET") =>
  new Request(`http://functions.test${path}`, { method });

/** Adds the tests of this file. */
export function testRoutes(subject: () => ContractSubject): void {
  for (const name of FUNCTIONS) {
    Deno.test(`${name} answers health on every path, with and without a slash, to GET and HEAD`, async () => {
      for (const path of PATHS[name].flatMap((path) => [`${path}/health`, `${path}/health/`])) {
        const full = await subject().fetch(name, get(path));
        const head = await subject().fetch(name, get(path, "HEAD"));
        assertEquals([full.status, head.status], [200, 200], path);
        assertEquals(await full.json(), { data: { status: "ok", database: "ok" } });
      }
    });

    Deno.test(`${name} serves the OpenAPI document of this repository, which is valid`, async () => {
      for (const path of PATHS[name]) {
        const document = await (await subject().fetch(name, get(`${path}/openapi.json`))).json();
        assertEquals(document, DOCUMENTS[name]);
        const { valid, errors } = await new Validator().validate(document);
        assert(valid, JSON.stringify(errors));
      }
    });

    Deno.test(`${name} answers 405 with Allow to other methods, through the gateway`, async () => {
      const posts = name === "upsert" ? [...PATHS.upsert, ...BATCH_PATHS] : PATHS.query;
      for (const path of posts) {
        for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE"]) {
          const response = await subject().fetch(name, get(path, method));
          const allow = response.headers.get("allow");
          assertEquals([response.status, allow], [405, "POST"], `${method} ${path}`);
        }
      }
      const health = await subject().fetch(name, get(`${PATHS[name][0]}/health`, "DELETE"));
      assertEquals([health.status, health.headers.get("allow")], [405, "GET, HEAD"]);
    });
  }

  Deno.test("a function that is not there is a 404 of the gateway, a path that is not there is ours", async () => {
    const gateway = await subject().send("/icp-job-titles-nowhere", { method: "POST" });
    assertEquals(gateway.status, 404);
    const ours = await subject().fetch("query", get(`${PATHS.query[0]}/nowhere`));
    assertEquals([ours.status, (await ours.json()).code], [404, "not_found"]);
  });

  for (const path of PATHS.query) {
    Deno.test(`the preflight that a browser sends to ${path} gives leave`, async () => {
      const response = await subject().send(path, {
        method: "OPTIONS",
        headers: {
          "accept": "*/*",
          "access-control-request-method": "POST",
          "access-control-request-headers": "apikey,authorization,baggage,content-type," +
            "sentry-trace,traceparent,tracestate,x-client-info,x-region,x-request-id,x-retry-count",
          "origin": "http://localhost:3000",
          "sec-fetch-mode": "cors",
        },
      });
      const allowed = (what: string) =>
        response.headers.get(`access-control-allow-${what}`)?.toLowerCase().split(/, */) ?? [];
      assert(response.ok, `The preflight is answered with ${response.status}.`);
      assertEquals(allowed("origin"), ["*"]);
      assert(allowed("methods").includes("post"));
      const headers = ["apikey", "authorization", "content-encoding", "content-type"]
        .concat("x-client-info", "x-internal-org-id", "x-region", "x-request-id", "x-retry-count")
        .concat("baggage", "sentry-trace", "traceparent", "tracestate");
      for (const header of headers) assert(allowed("headers").includes(header), header);
      assertEquals(allowed("credentials"), []);
    });
  }

  Deno.test("a browser may read a refusal of the query function", async () => {
    const response = await subject().send(PATHS.query[0], {
      method: "POST",
      headers: { origin: "http://localhost:3000" },
    });
    const { headers } = response;
    assertEquals([response.status, headers.get("access-control-allow-origin")], [401, "*"]);
    assert(headers.get("access-control-expose-headers")?.includes("x-request-id"));
  });
}
