import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { asInternal, BATCH_PATHS, createApps, ORG_A, PATHS, post } from "../support/apps.ts";
import { allOfUnicode, FORMS, NUMBERS } from "../support/documents.ts";
import { useLive } from "../support/live_apps.ts";
import { startStandIn } from "../support/stand_in.ts";

const live = useLive();

/** Upserts a document and returns the text of the answer, and the text that Postgres holds. */
async function store(domain: string, document: string) {
  const text = `{"company_domain":"${domain}","raw_parallel_output":${document}}`;
  const response = await live().createApps()
    .fetch("upsert", post(PATHS.upsert[0], text, asInternal()));
  const answer = await response.text();
  assertEquals(response.status, 200, answer.slice(0, 500));
  const [row] = await live().database.sql`select raw_parallel_output::text as stored
    from icp_job_titles where org_id = ${ORG_A} and company_domain = ${domain}`;
  return { answer, stored: row!.stored as string };
}

/** Reads a company's row back through the query function, as text. */
async function readBack(domain: string): Promise<string> {
  const request = post(PATHS.query[0], { company_domain: domain }, asInternal());
  return await (await live().createApps().fetch("query", request)).text();
}

const documentOf = (answer: string) => JSON.parse(answer).data.raw_parallel_output;

for (const [sent, expected] of NUMBERS) {
  Deno.test(`the number ${sent} reaches the column and comes back with every digit`, async () => {
    const domain = `n${sent.length}-${expected.length}${sent.startsWith("-") ? "-m" : ""}.com`;
    const { answer, stored } = await store(domain, `{"n":[${sent}],"deep":{"n":${sent}}}`);
    assertEquals(stored, `{"n": [${expected}], "deep": {"n": ${expected}}}`);
    for (const text of [answer, await readBack(domain)]) {
      assertStringIncludes(text.replaceAll(" ", ""), `"n":[${expected}]`);
      assertStringIncludes(text.replaceAll(" ", ""), `"deep":{"n":${expected}}`);
    }
  });
}

Deno.test("names such as __proto__ reach the column and come back", async () => {
  const document = `{"__proto__":{"a":1},"constructor":{"prototype":null},"":{"__proto__":[]}}`;
  const { answer, stored } = await store("proto.com", document);
  const [row] = await live().database.sql`select raw_parallel_output -> '__proto__' ->> 'a' as a
    from icp_job_titles where company_domain = 'proto.com'`;
  assertEquals(row!.a, "1");
  assertStringIncludes(stored, `"__proto__": {"a": 1}`);
  for (const text of [answer, await readBack("proto.com")]) {
    assertStringIncludes(text.replaceAll(" ", ""), `"__proto__":{"a":1}`);
    assertStringIncludes(text.replaceAll(" ", ""), `"":{"__proto__":[]}`);
    assertStringIncludes(text.replaceAll(" ", ""), `"constructor":{"prototype":null}`);
  }
});

Deno.test("every character of Unicode reaches the column and comes back", async () => {
  const all = allOfUnicode();
  const { answer } = await store("unicode.com", JSON.stringify({ all }));
  const [row] = await live().database.sql`select raw_parallel_output ->> 'all' as stored
    from icp_job_titles where company_domain = 'unicode.com'`;
  assert(row!.stored === all);
  assert(documentOf(answer).all === all);
  assert(JSON.parse(await readBack("unicode.com")).data[0].raw_parallel_output.all === all);
});

Deno.test("composed, decomposed, right-to-left and joined text is not normalised", async () => {
  const { answer } = await store("forms.com", JSON.stringify(FORMS));
  const [row] = await live().database.sql`select raw_parallel_output as stored
    from icp_job_titles where company_domain = 'forms.com'`;
  assertEquals(row!.stored, FORMS);
  assertEquals(documentOf(answer), FORMS);
});

Deno.test("characters written as escapes arrive as the characters", async () => {
  const { stored } = await store("escapes.com", `{"\\u0061":"\\ud83d\\ude00\\\\u0000\\/"}`);
  assertEquals(stored, `{"a": "😀\\\\u0000/"}`);
});

for (const levels of [1000, 3000, 16_000]) {
  Deno.test(`nesting of ${levels} levels reaches the column and comes back`, async () => {
    const domain = `deep-${levels}.com`;
    const document = `{"a":${"[".repeat(levels)}1.10${"]".repeat(levels)}}`;
    const { answer, stored } = await store(domain, document);
    assert(stored.replaceAll(" ", "") === document);
    for (const text of [answer, await readBack(domain)]) {
      assert(text.replaceAll(" ", "").includes(document), text.slice(0, 500));
    }
  });
}

Deno.test("numbers, names and characters of a batch reach the columns as they came", async () => {
  const documents = [
    `{"n": 9007199254740993}`,
    `{"n": 1.10, "__proto__": {"a": 1}}`,
    `{"e\\u0301": "\\ud83d\\ude00 \u202e", "n": 1e30}`,
  ];
  const texts = documents.map((document, n) =>
    `{"raw_parallel_output" : ${document} , "company_domain":"exact-${n}.com"}`
  );
  const request = post(BATCH_PATHS[0]!, `{"items":[ ${texts.join(" ,\n")} ]}`, asInternal());
  const response = await live().createApps().fetch("upsert", request);
  assertEquals((await response.json()).data.upserted, 3);
  const rows = await live().database.sql`select raw_parallel_output::text as text
    from icp_job_titles where company_domain like 'exact-%' order by company_domain`;
  assertEquals(rows.map((row) => row.text), [
    `{"n": 9007199254740993}`,
    `{"n": 1.10, "__proto__": {"a": 1}}`,
    `{"n": 1000000000000000000000000000000, "e\u0301": "😀 \u202e"}`,
  ]);
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
    return new Response(isWrite ? row : `[[${row},\n${row}]]`, { status: isWrite ? 201 : 200 });
  });
  const apps = createApps(dataApi);
  const document = `{"company_domain":"a.com","raw_parallel_output":{}}`;
  const written = await apps.fetch("upsert", post(PATHS.upsert[0], document, asInternal()));
  assertEquals(await written.text(), `{"data":${row}}`);
  const read = await apps.fetch("query", post(PATHS.query[0], "{}", asInternal()));
  const pagination = `{"limit":100,"returned":2,"has_more":false,"next_cursor":null}`;
  assertEquals(await read.text(), `{"data":[${row},\n${row}],"pagination":${pagination}}`);
});
