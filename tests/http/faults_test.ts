import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  type Apps,
  asBearer,
  asInternal,
  BATCH_PATHS,
  createApps,
  PATHS,
  post,
} from "../support/apps.ts";
import { startCuttingStandIn, startStandIn, writeRows } from "../support/stand_in.ts";

const UPSERT = `{"company_domain":"acme.com","raw_parallel_output":{}}`;

/** The requests that need the database, each on both apps' ways to it. */
const REQUESTS: [name: string, send: (apps: Apps) => Promise<Response>][] = [
  ["an upsert", (apps) => apps.fetch("upsert", post(PATHS.upsert[0], UPSERT, asInternal()))],
  ["a query", (apps) => apps.fetch("query", post(PATHS.query[0], "{}", asInternal()))],
  ["a token", (apps) => apps.fetch("query", post(PATHS.query[0], "{}", asBearer("token")))],
];

/** The error of an answer, without its request_id. */
async function errorOf(response: Response) {
  const { error, code, request_id, ...rest } = await response.json();
  assertEquals(request_id, response.headers.get("x-request-id"));
  assertEquals(rest, {});
  return { status: response.status, code, error };
}

/** An address of 127.0.0.1 where nothing listens. */
function closedAddress(): string {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return `http://127.0.0.1:${port}`;
}

const AWAY = {
  status: 503,
  code: "database_unavailable",
  error: "The database is away. Try again later.",
};

for (const [name, send] of REQUESTS) {
  Deno.test(`${name} to a Data API that is away is 503 with Retry-After`, async () => {
    const apps = createApps({ supabaseUrl: closedAddress(), serviceKey: "k" });
    const response = await send(apps);
    assertEquals(await errorOf(response), AWAY);
    assertEquals(response.headers.get("retry-after"), "5");
    assertEquals([apps.sent.length, apps.logs.length, apps.logs[0]?.level], [1, 1, "error"]);
  });

  Deno.test(`${name} to a Data API that answers 503 is 503, asked once`, async () => {
    await using dataApi = startStandIn(() =>
      Response.json({ code: "PGRST001", message: "zq7" }, { status: 503 })
    );
    const response = await send(createApps(dataApi));
    assertEquals(await errorOf(response), AWAY);
    assertEquals([response.headers.get("retry-after"), dataApi.requests.length], ["5", 1]);
  });

  Deno.test(`${name} to a Data API that does not answer in time is 504`, async () => {
    const hanging = Promise.withResolvers<Response>();
    await using dataApi = startStandIn(() => hanging.promise);
    const response = await send(createApps({ ...dataApi, timeoutMs: 20 }));
    hanging.resolve(new Response());
    const { error, ...rest } = await errorOf(response);
    assertEquals(rest, { status: 504, code: "database_timeout" });
    // To a query it also says what to ask for instead.
    assertMatch(error, /^The database did not answer within 20 ms\. Try again later\./);
  });

  Deno.test(`${name} to a Data API that stops the statement is 504`, async () => {
    await using dataApi = startStandIn(() =>
      Response.json({ code: "57014", message: "canceling statement" }, { status: 500 })
    );
    const { status, code } = await errorOf(await send(createApps(dataApi)));
    assertEquals([status, code], [504, "database_timeout"]);
  });

  Deno.test(`${name} with a refused service key is an opaque 500 that is logged`, async () => {
    await using dataApi = startStandIn(() =>
      Response.json({ message: "Invalid API key zq7", hint: "zq7" }, { status: 401 })
    );
    const apps = createApps(dataApi);
    assertEquals(await errorOf(await send(apps)), {
      status: 500,
      code: "internal_error",
      error: "Something went wrong on our side. Report the request_id.",
    });
    const [line, ...others] = apps.logs;
    assertEquals([line?.level, line?.code, line?.cause, others], [
      "error",
      "internal_error",
      { status: 401, code: "" },
      [],
    ]);
    assert(!JSON.stringify(line).includes("zq7"));
  });
}

Deno.test("every request to the Data API carries the service key", async () => {
  await using dataApi = startStandIn(() => new Response(writeRows([])));
  for (const [, send] of REQUESTS) await (await send(createApps(dataApi))).body?.cancel();
  assertEquals(dataApi.requests.length, 3);
  for (const { headers } of dataApi.requests) {
    assertEquals(headers.get("apikey"), dataApi.serviceKey);
    assertEquals(headers.get("authorization"), `Bearer ${dataApi.serviceKey}`);
  }
});

Deno.test("health is 503 when the table cannot be reached, and tells no detail", async () => {
  const refused = Response.json({ code: "42501", message: "permission denied" }, { status: 403 });
  await using dataApi = startStandIn(() => refused.clone());
  const away = { supabaseUrl: closedAddress(), serviceKey: "k" };
  for (const options of [dataApi, away]) {
    for (const name of ["upsert", "query"] as const) {
      const request = new Request(`http://functions.test${PATHS[name][0]}/health`);
      const response = await createApps(options).fetch(name, request);
      assertEquals(response.headers.get("retry-after"), "5");
      assertEquals(await errorOf(response), {
        status: 503,
        code: "database_unavailable",
        error: "The function is up, but the table cannot be reached.",
      });
    }
  }
});

const ROW = `{"id":"x","created_at":"y","company_domain":"z","raw_parallel_output":{}}`;

const LONG_ROW = ROW.replace("{}", `{"a":"${"b".repeat(1200)}"}`);
/** More than is sent whole, so that the answer has begun when it breaks off. */
const LONG_ROWS = Array.from({ length: 999 }, () => LONG_ROW).join(",");

for (
  const [way, start] of [
    ["breaks off", startCuttingStandIn],
    ["ends early", (text: string) => startStandIn(() => new Response(text))],
  ] as const
) {
  Deno.test(`a query whose few rows' stream ${way} is 503`, async () => {
    await using dataApi = start(`[${ROW},`);
    const apps = createApps(dataApi);
    const response = await apps.fetch("query", post(PATHS.query[0], "{}", asInternal()));
    const { status, code } = await errorOf(response);
    assertEquals([status, code], [503, "database_unavailable"]);
    assertEquals(response.headers.get("retry-after"), "5");
    assertEquals(apps.logs.map(({ event, level }) => [event, level]), [["request", "error"]]);
  });

  Deno.test(`a query whose many rows' stream ${way} is cut, and a log line says so`, async () => {
    const answered = Promise.withResolvers<void>();
    const parts = [new TextEncoder().encode(`[${LONG_ROWS},`)];
    const rows = new ReadableStream({
      async pull(controller) {
        const part = parts.shift();
        if (part) return controller.enqueue(part);
        await answered.promise;
        if (way === "ends early") controller.close();
        else controller.error(new Error("cut"));
      },
    });
    await using dataApi = startStandIn(() => new Response(rows));
    const apps = createApps(dataApi);
    const response = await apps.fetch(
      "query",
      post(PATHS.query[0], { limit: 1000 }, asInternal()),
    );
    assertEquals(response.status, 200);
    answered.resolve();
    // The runtime prints what breaks an answer off, so it has nothing of the error that led there.
    const printed = await assertRejects(() => response.text(), Error, "The answer broke off");
    assertEquals(printed.cause, undefined);
    const [request, cut, ...others] = apps.logs;
    assertEquals([request?.event, cut?.event, cut?.level, others], [
      "request",
      "answer_cut",
      "error",
      [],
    ]);
    assertEquals(cut?.request_id, response.headers.get("x-request-id"));
    assert(!JSON.stringify(cut).includes("raw_parallel_output"));
  });
}

/** Requests to which each answer of the Data API is a part of `whole`. */
const CUT_SHORT: [
  name: string,
  whole: string,
  (apps: Apps) => Promise<Response>,
][] = [
  ["an upsert", ROW, REQUESTS[0]![1]],
  [
    "a batch",
    `[{"step_result_id":null,"outcome":"upserted","id":"x"}]`,
    (apps) => apps.fetch("upsert", post(BATCH_PATHS[0]!, `{"items":[${UPSERT}]}`, asInternal())),
  ],
  ["a query", writeRows([ROW]), REQUESTS[1]![1]],
  [
    "a query with its total",
    "12",
    (apps) => apps.fetch("query", post(PATHS.query[0], { include_total: true }, asInternal())),
  ],
  ["a token", `[{"id":"t","org_id":"o","last_used_at":null}]`, REQUESTS[2]![1]],
];

for (const [name, whole, send] of CUT_SHORT) {
  Deno.test(`${name} whose answer ends early is 503 with Retry-After, wherever it ends`, async () => {
    // A part of a number is a number.
    const lengths = /^\d+$/.test(whole) ? [0] : Array.from(whole, (_, length) => length);
    for (const length of lengths) {
      const text = whole.slice(0, length);
      await using dataApi = startStandIn(() => new Response(text));
      const apps = createApps(dataApi);
      const response = await send(apps);
      const { status, code } = await errorOf(response);
      assertEquals([status, code], [503, "database_unavailable"], text);
      assertEquals(response.headers.get("retry-after"), "5");
      assert(!JSON.stringify(apps.logs).includes('\\"id'), "The log shows a part of the answer.");
    }
  });

  Deno.test(`${name} whose answer breaks off is 503 with Retry-After`, async () => {
    await using dataApi = startCuttingStandIn(whole.slice(0, -1));
    const response = await send(createApps(dataApi));
    const { status, code } = await errorOf(response);
    assertEquals([status, code], [503, "database_unavailable"]);
    assertEquals(response.headers.get("retry-after"), "5");
  });
}

Deno.test("a failure to bring last_used_at up to date is logged and harms no answer", async () => {
  const token = `[{"id":"t","org_id":"aaaaaaaa-0000-4000-8000-000000000001","last_used_at":null}]`;
  await using dataApi = startStandIn(({ method, url }) =>
    method === "PATCH"
      ? Response.json({ code: "57014", message: "zq7" }, { status: 500 })
      : new Response(url.includes("find_api_token") ? token : writeRows([]))
  );
  const apps = createApps(dataApi);
  const response = await apps.fetch("query", post(PATHS.query[0], "{}", asBearer("token")));
  assertStringIncludes(await response.text(), `"returned":0`);
  await Promise.all(apps.background);
  assertEquals(apps.logs.map(({ event, code }) => [event, code]), [
    ["request", undefined],
    ["mark_used_failed", "database_timeout"],
  ]);
});
