import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { asInternal, BATCH_PATHS, createApps, PATHS, post } from "../support/apps.ts";
import { checkRefusal } from "../support/check_refusal.ts";
import { useLive } from "../support/live_apps.ts";
import { readPage } from "../support/query.ts";
import { upsertText } from "../support/refusals.ts";
import { startStandIn } from "../support/stand_in.ts";
import { SUBJECT } from "../support/subject.ts";
import { HOSTILE_REFUSALS, LISTS, MEMBERS, OBJECTS, TEN_TO_400 } from "./refusals/hostile.ts";

const live = useLive();

const [UPSERT] = PATHS.upsert;
const [QUERY] = PATHS.query;
const BATCH = BATCH_PATHS[0]!;

for (const refusal of HOSTILE_REFUSALS) {
  const [path] = PATHS[refusal.function];
  Deno.test(`${refusal.status}: ${refusal.name} (POST ${path})`, async () => {
    const apps = live().createApps();
    const send = (request: Request) => apps.fetch(refusal.function, request);
    await checkRefusal(SUBJECT, refusal, `http://functions.test${path}`, send);
    assertEquals(apps.logs.map(({ level }) => level), ["info"]);
  });
}

/** Sends a good body, and returns the text of what its answer has in `data`. */
async function accept(functionName: "upsert" | "query", path: string, body: string) {
  const apps = live().createApps();
  const response = await apps.fetch(functionName, post(path, body, asInternal()));
  const text = await response.text();
  assertEquals(response.status, 200, text.slice(0, 1000));
  return text;
}

Deno.test("a document of 1,000,000 keys goes to the Data API as the bytes that came", async () => {
  await using dataApi = startStandIn(() => Response.json({ id: "x" }, { status: 201 }));
  const request = post(UPSERT, upsertText(`{${MEMBERS}}`), asInternal());
  const response = await createApps(dataApi).fetch("upsert", request);
  assertEquals([response.status, await response.text()], [200, `{"data":{"id":"x"}}`]);
  assert(dataApi.requests[0]!.body.includes(`"raw_parallel_output":{${MEMBERS}}`));
});

Deno.test("a document of 50,000 keys is stored and comes back whole", async () => {
  const document = `{${Array.from({ length: 50_000 }, (_, n) => `"${n}": 0`).join(", ")}}`;
  const text = await accept("upsert", UPSERT, upsertText(document));
  const [row] = await live().database.sql`select raw_parallel_output = ${document}::text::jsonb
    as is_same from icp_job_titles where company_domain = 'acme.com'`;
  assertEquals(row!.is_same, true);
  assertEquals(JSON.parse(text).data.raw_parallel_output, JSON.parse(document));
});

Deno.test("1,000,000 unknown fields are refused at the hundred and first", async () => {
  const apps = live().createApps();
  const request = post(UPSERT, upsertText("{}", MEMBERS), asInternal());
  const { error, issues } = await (await apps.fetch("upsert", request)).json();
  assertEquals(error, "The body is not valid: see the body in issues.");
  assertEquals(issues, [{ path: "", message: "Expected at most 100 fields." }]);
});

Deno.test("an item of 100,000 levels fails by itself", async () => {
  const item = (domain: string, document: string) =>
    `{"company_domain":"${domain}","raw_parallel_output":${document}}`;
  const items = [item("a.com", "{}"), item("deep.com", OBJECTS), LISTS, item("b.com", "{}")];
  const apps = live().createApps();
  const response = await apps.fetch("upsert", post(BATCH, `{"items":[${items}]}`, asInternal()));
  const { data } = await response.json();
  assertEquals(response.status, 207);
  assertEquals(data.results.map(({ status, code }: Record<string, string>) => code ?? status), [
    "upserted",
    "unstorable_document",
    "validation_failed",
    "upserted",
  ]);
});

Deno.test("of fields and keys that are given twice the last one counts", async () => {
  const text = `{"company_domain":"first.com","raw_parallel_output":{"a":1},"processor":"x",` +
    `"raw_parallel_output":{"b":1,"c":{"d":1,"d":2},"b":[2]},"processor":null,` +
    `"company_domain":"twice.com"}`;
  await accept("upsert", UPSERT, text);
  await accept("upsert", BATCH, `{"items":[null],"items":[${text.replace("twice", "batch")}]}`);
  const rows = await live().database.sql`select company_domain, processor,
    raw_parallel_output::text as document from icp_job_titles
    where company_domain in ('first.com', 'twice.com', 'batch.com') order by company_domain`;
  assertEquals(
    rows.map(({ company_domain, processor, document }) => [company_domain, processor, document]),
    ["batch.com", "twice.com"].map((domain) => [domain, null, `{"b": [2], "c": {"d": 2}}`]),
  );
  const query = `{"limit":0,"contains":{"a":1},"contains":{"b":[2]},"limit":1}`;
  const { pagination } = await readPage(live().createApps(), query);
  assertEquals([pagination.limit, pagination.returned], [1, 1]);
});

Deno.test("10^400 is stored with every digit, and a filter finds it however it is written", async () => {
  await accept("upsert", UPSERT, `{"company_domain":"big.com","raw_parallel_output":{"n":1e400}}`);
  for (const number of ["1e400", "1E+400", "10.0e399", TEN_TO_400]) {
    const { data } = await readPage(live().createApps(), `{"contains":{"n":${number}}}`);
    assertEquals(data.map((row) => row.company_domain), ["big.com"]);
  }
  const text = await accept("query", QUERY, `{"company_domain":"big.com"}`);
  assertStringIncludes(text.replaceAll(" ", ""), `{"n":${TEN_TO_400}}`);
});

Deno.test("a byte order mark before a body is no part of it, and in a text it stays", async () => {
  const text = `\ufeff${upsertText("{}", `"company_name":"\ufeffAcme"`)}`;
  await accept("upsert", UPSERT, text);
  const { data } = await readPage(live().createApps(), `\ufeff{"company_domain":"acme.com"}`);
  assertEquals(data[0]?.company_name, "\ufeffAcme");
});
