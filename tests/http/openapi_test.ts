import { assertEquals } from "@std/assert";
import { Validator } from "@seriousme/openapi-schema-validator";
import {
  type Apps,
  asInternal,
  createApps,
  type FunctionName,
  ORG_A,
  ORG_B,
  PATHS,
  post,
} from "../support/apps.ts";
import { makeRequest } from "../support/check_refusal.ts";
import { insertRows, useLive } from "../support/live_apps.ts";
import { createAnswerChecker, type OpenApiDocument } from "../support/openapi.ts";
import { startStandIn } from "../support/stand_in.ts";
import { seedSubject, SUBJECT } from "../support/subject.ts";
import { listCases } from "./refusals/all.ts";

const live = useLive();
Deno.test.beforeAll(async () => {
  const { database } = live();
  await seedSubject(database);
  for (const orgId of [ORG_A, ORG_B]) {
    await insertRows(database, { orgId, prefix: "row", count: 3 });
  }
});

const get = (path: string, method = "GET") =>
  new Request(`http://functions.test${path}`, { method });

async function fetchDocument(apps: Apps, name: FunctionName, path: string = PATHS[name][0]) {
  const response = await apps.fetch(name, get(`${path}/openapi.json`));
  assertEquals(response.status, 200);
  return await response.json() as OpenApiDocument;
}

/** Sends requests and holds each answer against the document of its function. */
async function checkAll(apps: Apps, requests: [FunctionName, Request][]): Promise<string[]> {
  const checkers = {
    upsert: createAnswerChecker(await fetchDocument(live().createApps(), "upsert")),
    query: createAnswerChecker(await fetchDocument(live().createApps(), "query")),
  };
  const seen: string[] = [];
  for (const [name, request] of requests) {
    const sent = request.clone();
    const response = await apps.fetch(name, request);
    const text = await response.text();
    checkers[name].checkAnswer(request, response, text);
    const isTaken = response.ok && request.method === "POST";
    const body = isTaken ? await sent.json() : await sent.body?.cancel();
    if (isTaken) checkers[name].checkBody(request, body);
    seen.push(`${response.status} ${/"code":"(\w+)"/.exec(text)?.[1] ?? ""}`.trim());
  }
  return seen;
}

for (const name of ["upsert", "query"] as const) {
  Deno.test(`the document of ${name} is valid OpenAPI 3.1, the same under each path`, async () => {
    const apps = live().createApps();
    const documents = await Promise.all(PATHS[name].map((path) => fetchDocument(apps, name, path)));
    const { valid, errors } = await new Validator().validate({ ...documents[0] });
    assertEquals([valid, errors], [true, undefined]);
    assertEquals(documents[0], documents[1]);
    assertEquals((documents[0] as unknown as { openapi: string }).openapi, "3.1.0");
    assertEquals(apps.sent, []);
  });
}

const WRITE = { company_domain: "written.com", raw_parallel_output: { titles: [] } };

Deno.test("answers of writes are as the document says", async () => {
  const apps = live().createApps();
  const item = { ...WRITE, company_name: null, processor: "pro" };
  const failing = { items: [item, { ...item, company_name: "A" }, { company_domain: "acme" }, {}] };
  const requests = PATHS.upsert.flatMap((path): [FunctionName, Request][] => [
    ["upsert", post(path, WRITE, asInternal())],
    ["upsert", post(`${path}/`, { ...item, company_description: "D" }, asInternal())],
    ["upsert", post(`${path}/batch`, { items: [item] }, asInternal())],
    ["upsert", get(`${path}/health`)],
    ["upsert", get(`${path}/health`, "HEAD")],
    ["upsert", get(`${path}/openapi.json`)],
  ]);
  assertEquals(new Set(await checkAll(apps, requests)), new Set(["200"]));

  const response = await apps.fetch(
    "upsert",
    post(`${PATHS.upsert[0]}/batch`, failing, asInternal()),
  );
  const request = get(`${PATHS.upsert[0]}/batch`);
  const text = await response.text();
  const asPost = new Request(request, { method: "POST" });
  createAnswerChecker(await fetchDocument(apps, "upsert")).checkAnswer(asPost, response, text);
  const { results } = JSON.parse(text).data;
  assertEquals(
    [response.status, ...results.map(({ status }: { status: string }) => status)],
    [207, "superseded", "upserted", "failed", "failed"],
  );
});

Deno.test("answers of reads are as the document says", async () => {
  const bodies = [
    {},
    { company_domain: "ROW-1.com" },
    { company_domain: "", limit: 2, include_total: true },
    { company_domains: ["row-1.com", "nowhere.com", "localhost"], fields: ["id", "processor"] },
    { contains: { n: 2 }, updated_since: "2026-01-01T00:00:00+01:00", offset: 0 },
    { fields: ["raw_parallel_output"], processor: null, org_id: ORG_A },
    { source_submission_id: crypto.randomUUID(), limit: null },
  ];
  const requests = PATHS.query.flatMap((path): [FunctionName, Request][] => [
    ...bodies.map((body): [FunctionName, Request] => ["query", post(path, body, asInternal())]),
    ["query", get(`${path}/health`)],
    ["query", get(`${path}/openapi.json`)],
  ]);
  assertEquals(new Set(await checkAll(live().createApps(), requests)), new Set(["200"]));
});

Deno.test("a preflight is in the document", async () => {
  const preflights = PATHS.query.map((path): [FunctionName, Request] => {
    const headers = { origin: "https://a.example", "access-control-request-method": "POST" };
    return ["query", new Request(`http://functions.test${path}`, { method: "OPTIONS", headers })];
  });
  assertEquals(await checkAll(live().createApps(), preflights), ["204", "204"]);
});

Deno.test("every refusal of the table-driven tests is as the document says", async () => {
  const cases = listCases(SUBJECT).filter(({ path }) => !path.endsWith("/"));
  const requests = await Promise.all(
    cases.map(async ({ refusal, path }): Promise<[FunctionName, Request]> => [
      refusal.function,
      await makeRequest(SUBJECT, refusal, `http://functions.test${path}`),
    ]),
  );
  const seen = new Set(await checkAll(live().createApps(), requests));
  assertEquals(seen, new Set(cases.map(({ refusal }) => `${refusal.status} ${refusal.code}`)));
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
