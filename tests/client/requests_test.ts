import { assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { createIcpJobTitlesClient, IcpJobTitlesError, rawJson } from "../../client/mod.ts";
import { KEYS, ORG_A } from "../support/apps.ts";
import { startCuttingStandIn } from "../support/stand_in.ts";
import { createClient, startService } from "./service.ts";

/** The least that is a row. */
const ROW = { id: "1", company_domain: "acme.com" };
const ITEM = { company_domain: "acme.com", raw_parallel_output: { titles: [] } };

/** The error of an upsert at `url`, without its message and cause. */
async function failureOf(url: string, timeoutMs?: number) {
  const client = createClient(url, timeoutMs === undefined ? {} : { timeoutMs });
  const error = await assertRejects(() => client.upsert(ITEM));
  assertInstanceOf(error, IcpJobTitlesError);
  const { code, status, requestId, issues, retryAfterSeconds } = error;
  return { code, status, requestId, issues, retryAfterSeconds };
}

const NOTHING_KNOWN = {
  status: undefined,
  requestId: undefined,
  issues: [],
  retryAfterSeconds: undefined,
};

Deno.test("an upsert goes gzipped to the function, with the credentials", async () => {
  await using service = startService(() => Response.json({ data: ROW }));
  const row = await createClient(`${service.url}//`).upsert(ITEM);
  assertEquals<unknown>(row, ROW);
  const [{ method, path, headers, text }] = service.calls as [typeof service.calls[0]];
  assertEquals([method, path], ["POST", "/functions/v1/icp-job-titles-upsert"]);
  assertEquals(
    ["authorization", "x-internal-org-id", "content-type", "content-encoding"]
      .map((name) => headers.get(name)),
    [`Bearer ${KEYS.internalApiKey}`, ORG_A, "application/json", "gzip"],
  );
  assertEquals(text, '{"company_domain":"acme.com","raw_parallel_output":{"titles":[]}}');
});

Deno.test("a client without an org sends no org", async () => {
  await using service = startService(() => Response.json({ data: ROW }));
  await createIcpJobTitlesClient({ url: service.url, token: "a-session" }).upsert(ITEM);
  assertEquals(service.calls[0]!.headers.get("x-internal-org-id"), null);
});

Deno.test("rawJson leaves as it came, and undefined members not at all", async () => {
  await using service = startService(() => Response.json({ data: ROW }));
  const document = ' {"__proto__": 1.10, "n": 9007199254740993}';
  await createClient(service.url).upsert({
    company_domain: "acme.com",
    company_name: undefined as never,
    raw_parallel_output: rawJson(document),
  });
  const expected = `{"company_domain":"acme.com","raw_parallel_output":${document}}`;
  assertEquals(service.calls[0]!.text, expected);
});

Deno.test("rawJson refuses what is not JSON", () => {
  const error = assertThrows(() => rawJson('{"a":1},{'), IcpJobTitlesError);
  assertEquals([error.code, error.status], ["malformed_json", undefined]);
});

for (
  const [name, part] of [["a bigint", 1n], [
    "rawJson inside of a document",
    rawJson("1.10"),
  ]] as const
) {
  Deno.test(`${name} is refused before anything is sent`, async () => {
    await using service = startService(() => Response.json({ data: {} }));
    const item = { company_domain: "acme.com", raw_parallel_output: { part } };
    const error = await assertRejects(() => createClient(service.url).upsert(item));
    assertInstanceOf(error, IcpJobTitlesError);
    assertEquals([error.code, service.calls.length], ["unserializable_input", 0]);
  });
}

for (const [member, value] of [["limit", NaN], ["offset", Infinity]] as const) {
  Deno.test(`a query whose ${member} is ${value} is refused, where JSON would say null`, async () => {
    await using service = startService(() => Response.json({ data: [] }));
    const pages = createClient(service.url).queryPages({ [member]: value });
    const error = await assertRejects(() => pages.next(), IcpJobTitlesError, member);
    assertEquals([error.code, service.calls.length], ["unserializable_input", 0]);
  });
}

for (const input of [undefined, null, "acme.com", 5, [ITEM]] as never[]) {
  Deno.test(`${JSON.stringify(input)} in the place of an item is refused`, async () => {
    const client = createClient("https://a.example");
    const error = await assertRejects(() => client.upsert(input), IcpJobTitlesError, "object");
    assertEquals(error.code, "unserializable_input");
  });
}

for (const text of [undefined, null, 5, {}] as never[]) {
  Deno.test(`rawJson refuses ${JSON.stringify(text)}, which is no text`, () => {
    assertEquals(assertThrows(() => rawJson(text), IcpJobTitlesError).code, "malformed_json");
  });
}

Deno.test("an error of the service keeps all that it tells", async () => {
  const issues = [{ path: "company_domain", message: "Required." }];
  await using service = startService(() =>
    Response.json(
      { error: "The body is not valid.", code: "validation_failed", request_id: "r1", issues },
      { status: 422, headers: { "x-request-id": "r1" } },
    )
  );
  assertEquals(await failureOf(service.url), {
    code: "validation_failed",
    status: 422,
    requestId: "r1",
    issues,
    retryAfterSeconds: undefined,
  });
});

Deno.test("a 503 tells how long to wait", async () => {
  await using service = startService(() =>
    Response.json({ error: "The database is away.", code: "database_unavailable" }, {
      status: 503,
      headers: { "retry-after": "5" },
    })
  );
  const { code, status, retryAfterSeconds } = await failureOf(service.url);
  assertEquals([code, status, retryAfterSeconds], ["database_unavailable", 503, 5]);
});

const STRANGE_ANSWERS: [name: string, status: number, text: string, headers?: HeadersInit][] = [
  ["a proxy's page", 502, "<html>Bad gateway</html>"],
  ["the JSON of another service", 404, '{"code":"NOT_FOUND","message":"No such function"}'],
  ["a success that is not JSON", 200, "<html>Log in</html>"],
  ["a success without data", 200, '{"ok":true}'],
  ["null", 200, "null"],
  ["a redirect", 302, "", { location: "/elsewhere" }],
];
for (const [name, status, text, headers = {}] of STRANGE_ANSWERS) {
  Deno.test(`${name} is an unexpected answer whose status is told`, async () => {
    await using service = startService(() => new Response(text, { status, headers }));
    const failure = await failureOf(service.url);
    assertEquals(failure, { ...NOTHING_KNOWN, code: "unexpected_answer", status });
    assertEquals(service.calls.length, 1);
  });
}

Deno.test("no answer within timeoutMs is a timeout", async () => {
  const late = Promise.withResolvers<Response>();
  await using service = startService(() => late.promise);
  const failure = await failureOf(service.url, 1);
  late.resolve(new Response());
  assertEquals(failure, { ...NOTHING_KNOWN, code: "timeout" });
});

Deno.test("a server that is away is a network error", async () => {
  const service = startService(() => new Response());
  await service[Symbol.asyncDispose]();
  assertEquals(await failureOf(service.url), { ...NOTHING_KNOWN, code: "network_error" });
});

Deno.test("an answer that breaks off is a network error with the status", async () => {
  await using service = startCuttingStandIn('{"data":{');
  const failure = await failureOf(service.supabaseUrl);
  assertEquals(failure, { ...NOTHING_KNOWN, code: "network_error", status: 200 });
});
