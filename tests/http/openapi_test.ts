/** What the functions answer when the database is away, and to browsers, is in their documents. */
import { assertEquals } from "@std/assert";
import queryDocument from "../../supabase/functions/icp-job-titles-query/openapi.json" with {
  type: "json",
};
import upsertDocument from "../../supabase/functions/icp-job-titles-upsert/openapi.json" with {
  type: "json",
};
import {
  type Apps,
  asInternal,
  createApps,
  type FunctionName,
  PATHS,
  post,
} from "../support/apps.ts";
import { createAnswerChecker, type OpenApiDocument } from "../support/openapi.ts";
import { startStandIn } from "../support/stand_in.ts";

const CHECKERS = {
  upsert: createAnswerChecker(upsertDocument as unknown as OpenApiDocument),
  query: createAnswerChecker(queryDocument as unknown as OpenApiDocument),
};
const WRITE = { company_domain: "written.com", raw_parallel_output: { titles: [] } };

const get = (path: string) => new Request(`http://functions.test${path}`);

/** Sends requests and holds each answer against the document of its function; the contract suite
 * does so with all that it sends. */
async function checkAll(apps: Apps, requests: [FunctionName, Request][]): Promise<string[]> {
  const seen: string[] = [];
  for (const [name, request] of requests) {
    const response = await apps.fetch(name, request);
    const text = await response.text();
    CHECKERS[name].checkAnswer(request, response, text);
    seen.push(`${response.status} ${/"code":"(\w+)"/.exec(text)?.[1] ?? ""}`.trim());
  }
  return seen;
}

Deno.test("a preflight is in the document", async () => {
  await using dataApi = startStandIn(() => new Response("{}"));
  const preflights = PATHS.query.map((path): [FunctionName, Request] => {
    const headers = { origin: "https://a.example", "access-control-request-method": "POST" };
    return ["query", new Request(`http://functions.test${path}`, { method: "OPTIONS", headers })];
  });
  assertEquals(await checkAll(createApps(dataApi), preflights), ["204", "204"]);
});

for (
  const [expected, answer] of [
    ["503 database_unavailable", () => new Response("{}", { status: 503 })],
    ["504 database_timeout", () => Response.json({ code: "57014" }, { status: 500 })],
    ["500 internal_error", () => new Response("{}", { status: 401 })],
  ] as const
) {
  Deno.test(`${expected} is in the document of each operation that may answer it`, async () => {
    await using dataApi = startStandIn(answer);
    const requests: [FunctionName, Request][] = [
      ["upsert", post(PATHS.upsert[0], WRITE, asInternal())],
      ["query", post(PATHS.query[0], {}, asInternal())],
    ];
    assertEquals(await checkAll(createApps(dataApi), requests), [expected, expected]);
  });
}

Deno.test("an unhealthy function answers as the document says", async () => {
  await using dataApi = startStandIn(() => new Response("{}", { status: 503 }));
  const requests = (["upsert", "query"] as const)
    .map((name): [FunctionName, Request] => [name, get(`${PATHS[name][1]}/health`)]);
  const unhealthy = "503 database_unavailable";
  assertEquals(await checkAll(createApps(dataApi), requests), [unhealthy, unhealthy]);
});
