import { assert, assertEquals } from "@std/assert";
import { asInternal, BATCH_PATHS, createApps, post } from "../support/apps.ts";
import { type StandIn, startStandIn, startTableStandIn } from "../support/stand_in.ts";

type Result = Record<string, unknown>;

async function sendBatch(dataApi: Pick<StandIn, "supabaseUrl" | "serviceKey">, items: unknown) {
  const text = typeof items === "string" ? items : JSON.stringify(items);
  const apps = createApps(dataApi);
  const request = post(BATCH_PATHS[0]!, `{"items":${text}}`, asInternal());
  const response = await apps.fetch("upsert", request);
  const { data } = await response.json();
  const results: Result[] = data.results;
  return { status: response.status, results, upserted: data.upserted, failed: data.failed };
}

const named = (given: number, n: number) => ({
  company_domain: `c${n}.com`,
  ...(given & 1 && { company_name: `n${n}` }),
  ...(given & 2 && { company_description: `d${n}` }),
  raw_parallel_output: { n },
});

/** Items with and without each name. */
const ITEMS = Array.from({ length: 500 }, (_, n) => named(n % 4, n));

const refusal = (code: string, status = 500) => Response.json({ code, message: "" }, { status });

Deno.test("a batch is one request, whichever of its items give a name", async () => {
  await using dataApi = startTableStandIn();
  const { status, results } = await sendBatch(dataApi, ITEMS);
  assertEquals([status, dataApi.requests.length], [200, 1]);
  const ids = results.map((result) => result.id);
  assertEquals(ids, ITEMS.map(({ company_domain }) => `id of ${company_domain}`));
});

Deno.test("large documents go in requests of their own, in the order of the items", async () => {
  await using dataApi = startTableStandIn();
  const large = (domain: string, megabytes: number) => ({
    company_domain: domain,
    raw_parallel_output: { text: "x".repeat(megabytes * 1_000_000) },
  });
  const { results } = await sendBatch(dataApi, [
    large("a.com", 3),
    named(0, 1),
    large("b.com", 2),
    large("a.com", 5),
    named(0, 2),
  ]);
  const sent = dataApi.requests.map(({ body }) => JSON.parse(JSON.parse(body).p_items));
  assertEquals(
    sent.map((rows: Result[]) => rows.map((row) => row.company_domain).toReversed()),
    [["a.com", "c1.com"], ["b.com"], ["a.com"], ["c2.com"]],
  );
  const statuses = results.map((result) => result.status);
  assertEquals(statuses, ["superseded", "upserted", "upserted", "upserted", "upserted"]);
});

Deno.test("the documents of a batch go to the Data API as the bytes that came", async () => {
  await using dataApi = startTableStandIn();
  const documents = [
    `{ "n" : 1.10,\n\t"b":9007199254740993, "c":1e400, "__proto__" : { } }`,
    `{"a":1,"a":2,"\\u0061":"\\ud83d\\ude00 \\/ é \ufeff"}`,
    `{"$&":"$1 $\` $' $$","items":[{"company_domain":"x"}]}`,
    `{"a":"${"\\\\".repeat(99)}\\"]}"}`,
  ];
  const items = documents.map((text, n) =>
    ` { "raw_parallel_output"\n: ${text} , "company_domain":"d${n}.com" } `
  );
  await sendBatch(dataApi, `[${items.join(",")}]`);
  const [{ body } = { body: "" }, ...others] = dataApi.requests;
  assertEquals(others, []);
  assert(body.includes(`"p_documents":[${documents.toReversed().join(",")}]`), body);
});

for (
  const [code, expected] of [
    ["54001", "unstorable_document"],
    ["22P05", "unstorable_document"],
    ["413", "payload_too_large"],
  ] as const
) {
  Deno.test(`items refused with ${code} are found by halving, the others are written`, async () => {
    const bad = new Set([17, 18, 399]);
    await using dataApi = startTableStandIn((rows) => {
      const isBad = rows.some((row) => bad.has((row.raw_parallel_output as { n: number }).n));
      return isBad ? refusal(code, code === "413" ? 413 : 500) : undefined;
    });
    const { status, results, upserted, failed } = await sendBatch(
      dataApi,
      Array.from({ length: 500 }, (_, n) => named(0, n)),
    );
    assertEquals([status, upserted, failed], [207, 497, 3]);
    for (const [n, result] of results.entries()) {
      assertEquals(
        [result.status, result.code],
        bad.has(n) ? ["failed", expected] : [
          "upserted",
          undefined,
        ],
      );
    }
    assert(dataApi.requests.length < 60, `${dataApi.requests.length} requests`);
  });
}

Deno.test("a part of a batch whose request fails does not take the others with it", async () => {
  await using dataApi = startTableStandIn((rows) => {
    if (rows.length > 4) return refusal("54001");
    return rows[0]!.company_domain === "c4.com" ? refusal("PGRST001", 503) : undefined;
  });
  const items = Array.from({ length: 8 }, (_, n) => named(0, n));
  const { status, results } = await sendBatch(dataApi, items);
  assertEquals(status, 207);
  assertEquals(
    results.map(({ status, code, error }) => [status, code, error]),
    items.map((_, n) =>
      n < 4
        ? ["upserted", undefined, undefined]
        : ["failed", "database_unavailable", "The database is away. Try again later."]
    ),
  );
  assertEquals(dataApi.requests.length, 3);
});

/** Faults of the database that pass. */
const PASSING: [name: string, status: number, code: string, () => Response][] = [
  ["away", 503, "database_unavailable", () => refusal("PGRST001", 503)],
  ["too slow", 504, "database_timeout", () => refusal("57014")],
];

for (const [name, status, code, answer] of PASSING) {
  Deno.test(`a batch of which nothing is written since the Data API is ${name} is ${status}`, async () => {
    await using dataApi = startStandIn(answer);
    const request = post(BATCH_PATHS[0]!, { items: ITEMS }, asInternal());
    const response = await createApps(dataApi).fetch("upsert", request);
    assertEquals([response.status, (await response.json()).code], [status, code]);
    assertEquals(response.headers.get("retry-after"), status === 503 ? "5" : null);
    assertEquals(dataApi.requests.length, 1);
  });
}

Deno.test("with a Data API that refuses the service key every item fails, asked once", async () => {
  await using dataApi = startStandIn(() => refusal("42501", 403));
  const { status, results, failed } = await sendBatch(dataApi, ITEMS);
  assertEquals([status, failed], [207, 500]);
  assertEquals([...new Set(results.map((result) => result.code))], ["internal_error"]);
  assertEquals(dataApi.requests.length, 1);
});

Deno.test("an opaque fault of an item tells no more than an opaque 500", async () => {
  await using dataApi = startStandIn(() => refusal("42501", 403));
  const { results } = await sendBatch(dataApi, [named(0, 0)]);
  assertEquals(results[0]?.error, "Something went wrong on our side. Report the request_id.");
});

Deno.test("a batch of none that is valid asks the Data API for nothing", async () => {
  await using dataApi = startTableStandIn();
  const { status, failed } = await sendBatch(dataApi, [{}, 1, [], null, "x", true]);
  assertEquals([status, failed, dataApi.requests], [207, 6, []]);
});
