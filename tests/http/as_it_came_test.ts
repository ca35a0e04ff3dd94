import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { asInternal, BATCH_PATHS, createApps, gzip, ORG_A, PATHS, post } from "../support/apps.ts";
import { allOfUnicode, FORMS, NUMBERS } from "../support/documents.ts";
import { useLive } from "../support/live_apps.ts";
import { startStandIn, writeRows } from "../support/stand_in.ts";

const live = useLive();

/** Upserts a document and returns the text that Postgres holds. */
async function store(domain: string, document: string) {
  const text = `{"company_domain":"${domain}","raw_parallel_output":${document}}`;
  const response = await live().createApps()
    .fetch("upsert", post(PATHS.upsert[0], text, asInternal()));
  const answer = await response.text();
  assertEquals(response.status, 200, answer.slice(0, 500));
  const [row] = await live().database.sql`select raw_parallel_output::text as stored
    from icp_job_titles where org_id = ${ORG_A} and company_domain = ${domain}`;
  return { stored: row!.stored as string };
}

Deno.test("numbers, names and texts reach the column as they came", async () => {
  const numbers = NUMBERS.map(([sent]) => sent).join();
  const names = `"__proto__":{"a":1},"constructor":{"prototype":null},"":{"__proto__":[]}`;
  const texts = JSON.stringify({ all: allOfUnicode(), forms: FORMS });
  const { stored } = await store(
    "column.com",
    `{"numbers":[${numbers}],${names},"texts":${texts}}`,
  );
  assertStringIncludes(stored, `"numbers": [${NUMBERS.map(([, stored]) => stored).join(", ")}]`);
  assertStringIncludes(stored, `"__proto__": {"a": 1}`);
  const [row] = await live().database.sql`select raw_parallel_output -> 'texts' as texts,
    raw_parallel_output -> '__proto__' ->> 'a' as a
    from icp_job_titles where company_domain = 'column.com'`;
  assertEquals([row!.a, row!.texts.forms], ["1", FORMS]);
  assert(row!.texts.all === allOfUnicode());
});

Deno.test("characters written as escapes arrive as the characters", async () => {
  const { stored } = await store("escapes.com", `{"\\u0061":"\\ud83d\\ude00\\\\u0000\\/"}`);
  assertEquals(stored, `{"a": "😀\\\\u0000/"}`);
});

Deno.test("a batch of 18 MB, of which one document is 5000 levels deep, reaches the columns", async () => {
  const deep = `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`;
  const large = `{"a":"${"x".repeat(18_000_000)}"}`;
  const items = [deep, large].map((document, n) =>
    `{"company_domain":"heavy-${n}.com","raw_parallel_output":${document}}`
  );
  const body = await gzip(`{"items":[${items.join(",")}]}`);
  const request = post(BATCH_PATHS[0]!, body, {
    ...asInternal(),
    "content-encoding": "gzip",
  });
  const response = await live().createApps().fetch("upsert", request);
  assertEquals((await response.json()).data.upserted, 2);
  const rows = await live().database.sql`select length(raw_parallel_output::text) as length
    from icp_job_titles where company_domain like 'heavy-%' order by company_domain`;
  assertEquals(rows.map((row) => row.length), [10_007, 18_000_009]);
});

Deno.test("a document goes to the Data API as the bytes that came", async () => {
  await using dataApi = startStandIn(() => Response.json({ id: "x" }, { status: 201 }));
  const documents = [
    `{ "n" : 1.10,\n\t"b":9007199254740993, "c":1e400, "__proto__" : { } }`,
    `{"a":1,"a":2,"\\u0061":"\\ud83d\\ude00 \\/ é \ufeff"}`,
    `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    `{"$&":"$1 $\` $' $$","company_name":"not the column"}`,
  ];
  for (const document of documents) {
    const text = `{"raw_parallel_output": ${document} ,"company_domain":"a.com"}`;
    const response = await createApps(dataApi)
      .fetch("upsert", post(PATHS.upsert[0], text, asInternal()));
    await response.body?.cancel();
    assertEquals(response.status, 200);
    const { body } = dataApi.requests.at(-1)!;
    assert(body.includes(`"raw_parallel_output":${document}`), body.slice(0, 500));
  }
});

Deno.test("rows of the Data API come back as the bytes that came", async () => {
  const row =
    `{ "id":"x", "created_at":"y" ,"company_domain":"z","raw_parallel_output":{"n":1.10,"b":1e400, "é":"😀\\/"} }`;
  await using dataApi = startStandIn((_request, { path }) => {
    const isWrite = path.startsWith("/rest/v1/icp_job_titles");
    return new Response(isWrite ? row : writeRows([row, row], ", \n "), {
      status: isWrite ? 201 : 200,
    });
  });
  const apps = createApps(dataApi);
  const document = `{"company_domain":"a.com","raw_parallel_output":{}}`;
  const written = await apps.fetch("upsert", post(PATHS.upsert[0], document, asInternal()));
  assertEquals(await written.text(), `{"data":${row}}`);
  const read = await apps.fetch("query", post(PATHS.query[0], "{}", asInternal()));
  const pagination = `{"limit":100,"returned":2,"has_more":false,"next_cursor":null}`;
  assertEquals(await read.text(), `{"data":[${row},${row}],"pagination":${pagination}}`);
});
