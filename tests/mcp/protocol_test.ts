/** The MCP function's HTTP, asked without a client: credentials, methods, bodies, versions. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { asBearer, asInternal, gzip, ORG_A, post } from "../support/apps.ts";
import { checkRefusal } from "../support/check_refusal.ts";
import { createApiToken, useLive } from "../support/live_apps.ts";
import { seedSubject, SUBJECT } from "../support/subject.ts";
import { credentialRefusals } from "../http/refusals/credentials.ts";
import { MCP_PATH, startService } from "./service.ts";

const live = useLive();
Deno.test.beforeAll(async () => {
  await seedSubject(live().database);
  await createApiToken(live().database, "a-token-that-is-used");
});

const ACCEPT = { accept: "application/json, text/event-stream" };
const LIST = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
const listDomains = (id: number, company_domains: unknown = ["acme.com"]) => ({
  ...{ jsonrpc: "2.0", id, method: "tools/call" },
  params: { name: "check_domains", arguments: { company_domains } },
});

/** Sends a body as an internal caller. */
async function send(body: unknown, headers: Record<string, string> = {}, path = MCP_PATH) {
  await using service = startService(live());
  const request = post(path, body, { ...asInternal(), ...ACCEPT, ...headers });
  const response = await service.fetch(request);
  return { response, text: await response.text(), logs: service.logs };
}

/** The messages of an answer, as JSON or as events. */
function readMessages(text: string) {
  const events = [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => data!);
  return (events.length > 0 ? events : [text]).flatMap((data) => JSON.parse(data));
}

Deno.test("each credential that the query function refuses is refused, before the body is read", async () => {
  const unauthorized = credentialRefusals(SUBJECT)
    .filter((refusal) => refusal.function === "query" && refusal.status === 401);
  assert(unauthorized.length > 80);
  await using service = startService(live());
  for (const refusal of unauthorized) {
    const expected = { ...refusal, responseHeaders: { "www-authenticate": "Bearer" } };
    const url = `http://functions.test${MCP_PATH}`;
    const { request } = await checkRefusal(SUBJECT, expected, url, service.fetch);
    assertEquals(request.bodyUsed, false, refusal.name);
  }
});

Deno.test("no path tells of OAuth, which clients would try in place of their header", async () => {
  await using service = startService(live());
  for (const path of ["oauth-protected-resource", "oauth-authorization-server"]) {
    for (const url of [`/.well-known/${path}${MCP_PATH}`, `${MCP_PATH}/.well-known/${path}`]) {
      const response = await service.fetch(new Request(`http://functions.test${url}`));
      assertEquals([response.status, (await response.json()).code], [404, "not_found"]);
    }
  }
});

for (const method of ["GET", "DELETE", "PUT"]) {
  Deno.test(`${method} is not taken, since there are no sessions`, async () => {
    await using service = startService(live());
    const headers = { ...asInternal(), ...ACCEPT };
    const url = `http://functions.test${MCP_PATH}`;
    const response = await service.fetch(new Request(url, { method, headers }));
    assertEquals([response.status, response.headers.get("allow")], [405, "POST"]);
    assertEquals((await response.json()).code, "method_not_allowed");
  });
}

Deno.test("a trailing slash is the same path", async () => {
  const { response, text } = await send(LIST, {}, `${MCP_PATH}/`);
  assertEquals([response.status, readMessages(text)[0].result.tools.length], [200, 3]);
});

Deno.test("health needs no credentials", async () => {
  await using service = startService(live());
  const response = await service.fetch(new Request(`http://functions.test${MCP_PATH}/health`));
  assertEquals(await response.json(), { data: { status: "ok", database: "ok" } });
});

const large = JSON.stringify(listDomains(1, ["x".repeat(60_000)]));
const refused: [
  name: string,
  body: () => Promise<unknown>,
  headers: Record<string, string>,
  status: number,
  code: string,
][] = [
  ["a body that is no JSON", () => Promise.resolve("{"), {}, 400, "malformed_json"],
  ["an empty body", () => Promise.resolve(""), {}, 400, "malformed_json"],
  ["a large body", () => Promise.resolve(large), {}, 413, "payload_too_large"],
  [
    "a body that inflates to a large one",
    () => gzip(large),
    { "content-encoding": "gzip" },
    413,
    "payload_too_large",
  ],
  [
    "another content type",
    () => Promise.resolve("{}"),
    { "content-type": "text/plain" },
    415,
    "unsupported_media_type",
  ],
  [
    "a batch of six",
    () => Promise.resolve([1, 2, 3, 4, 5, 6].map((id) => listDomains(id))),
    {},
    422,
    "validation_failed",
  ],
];
for (const [name, body, headers, status, code] of refused) {
  Deno.test(`${status}: ${name}`, async () => {
    const { response, text } = await send(await body(), headers);
    assertEquals([response.status, JSON.parse(text).code], [status, code]);
  });
}

Deno.test("a compressed body is read", async () => {
  const { text } = await send(await gzip(JSON.stringify(LIST)), { "content-encoding": "gzip" });
  assertEquals(readMessages(text)[0].result.tools.length, 3);
});

Deno.test("a client that takes no events is told so, as the library does", async () => {
  const { response } = await send(LIST, { accept: "application/json" });
  assertEquals(response.status, 406);
});

Deno.test("a small batch is answered, each message by its id", async () => {
  const { text } = await send([listDomains(1), listDomains(2, "x"), LIST, listDomains(4)]);
  const messages = readMessages(text) as { id: number; result: { isError?: boolean } }[];
  assertEquals(messages.map(({ id, result }) => [id, result.isError ?? false]).sort(), [
    [1, false],
    [1, false],
    [2, true],
    [4, false],
  ]);
});

Deno.test("messages that are none of JSON-RPC are refused, and nothing breaks", async () => {
  const bodies = [
    "null",
    "1",
    `"x"`,
    "[]",
    "{}",
    `{"jsonrpc":"2.0"}`,
    "[".repeat(20_000) + "]".repeat(20_000),
  ];
  for (const body of bodies) {
    const { response, logs } = await send(body);
    assert(
      response.status >= 400 && response.status < 500,
      `${body.slice(0, 20)}: ${response.status}`,
    );
    assertEquals(logs[0]?.level, "info");
  }
});

Deno.test("an unknown version of the protocol is refused with those that are known", async () => {
  const { response, text } = await send(LIST, { "mcp-protocol-version": "1999-01-01" });
  assertEquals(response.status, 400);
  assertStringIncludes(text, "2025-11-25");
});

for (const version of ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]) {
  Deno.test(`a client of ${version} is welcomed in its version`, async () => {
    const clientInfo = { name: "raw", version: "1" };
    const params = { protocolVersion: version, capabilities: {}, clientInfo };
    const { text } = await send({ jsonrpc: "2.0", id: 1, method: "initialize", params });
    const [{ result }] = readMessages(text);
    assertEquals([result.protocolVersion, result.capabilities], [version, {
      tools: { listChanged: false },
    }]);
  });
}

Deno.test("there is nothing to subscribe to", async () => {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const params = { _meta: meta, notifications: { toolsListChanged: true } };
  const body = { jsonrpc: "2.0", id: 1, method: "subscriptions/listen", params };
  const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "subscriptions/listen" };
  const { text } = await send(body, headers);
  assertStringIncludes(text, "Subscription limit reached");
});

Deno.test("answers stand in the response as they are stored, also as events", async () => {
  const { sql } = live().database;
  await sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    values (${ORG_A}, 'exact.com', '{"n":9007199254740993,"x":1.10,"$&":"$1"}')`;
  const params = { name: "read_company_research", arguments: { company_domain: "exact.com" } };
  const { text } = await send({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
  const [, structured = ""] = text.split(`"structuredContent":`);
  assertMatch(structured, /"n": ?9007199254740993, ?"x": ?1\.10/);
  assertStringIncludes(structured, `$1`);
  assertEquals(text.includes("in_place_of"), false);
});

Deno.test("a request has an id, a log line, and times for whom is known", async () => {
  const { response, logs } = await send(listDomains(1), { "x-request-id": "my-id" });
  assertEquals(response.headers.get("x-request-id"), "my-id");
  assertEquals(response.headers.get("access-control-allow-origin"), "*");
  assertMatch(response.headers.get("server-timing") ?? "", /^auth;dur=.*database;dur=/);
  const [first, ...others] = logs;
  const { duration_ms: _, auth_ms, validation_ms, database_ms, ...line } = first!;
  assertEquals(others, []);
  assert([auth_ms, validation_ms, database_ms].every((ms) => typeof ms === "number"));
  assertEquals(line, {
    ...{ level: "info", event: "request", function: "icp-job-titles-mcp", method: "POST" },
    ...{ path: MCP_PATH, status: 200, caller: "internal", org_id: ORG_A, request_id: "my-id" },
    trace_id: undefined,
  });
});

Deno.test("a tool's refusal stands in the log by its code", async () => {
  const { logs } = await send(listDomains(1, "x"));
  assertEquals([logs[0]?.level, logs[0]?.status, logs[0]?.code], [
    "info",
    200,
    "validation_failed",
  ]);
});

Deno.test("a tool's fault is told to the agent, and stands in the log as an error", async () => {
  const { dataApi } = live();
  await using service = startService({ dataApi: { ...dataApi, url: "http://127.0.0.1:9" } });
  const headers = { ...asInternal(), ...ACCEPT };
  const response = await service.fetch(post(MCP_PATH, listDomains(1), headers));
  const [{ result }] = readMessages(await response.text());
  assertEquals([response.status, result.isError], [200, true]);
  assertStringIncludes(result.content[0].text, "code database_unavailable");
  const [line] = service.logs;
  assertEquals([line?.level, line?.status, line?.code], ["error", 200, "database_unavailable"]);
});

Deno.test("an API token is noted as used, after the answer", async () => {
  await using service = startService(live());
  const headers = { ...asBearer("a-token-that-is-used"), ...ACCEPT };
  await (await service.fetch(post(MCP_PATH, LIST, headers))).text();
  assertEquals(service.background.length, 1);
});

Deno.test("pages of any origin may ask, with the protocol's headers", async () => {
  await using service = startService(live());
  const response = await service.fetch(
    new Request(`http://functions.test${MCP_PATH}`, {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,mcp-protocol-version",
      },
    }),
  );
  const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase() ?? "";
  assertEquals(response.status, 204);
  assertEquals(response.headers.get("access-control-allow-origin"), "*");
  for (const name of ["authorization", "mcp-protocol-version", "mcp-method", "mcp-name"]) {
    assert(allowed.split(",").includes(name), name);
  }
});
