import { assert, assertEquals } from "@std/assert";
import { type Apps, asInternal, BATCH_PATHS, gzip, ORG_A, PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

async function send(apps: Apps, name: "upsert" | "query", path: string, text: string) {
  const headers = { ...asInternal(), "content-encoding": "gzip" };
  const response = await apps.fetch(name, post(path, await gzip(text), headers));
  const body = await response.text();
  return { status: response.status, body };
}

Deno.test("gzip is taken by the upsert, the batch and the query, on both paths", async () => {
  for (const [n, path] of PATHS.upsert.entries()) {
    const apps = live().createApps();
    const item = (domain: string) =>
      `{"company_domain":"${domain}","raw_parallel_output":{"n":9007199254740993,"é":"😀"}}`;
    const one = await send(apps, "upsert", path, item(`one-${n}.com`));
    const many = await send(
      apps,
      "upsert",
      BATCH_PATHS[n]!,
      `{"items":[${item(`many-${n}.com`)}]}`,
    );
    assertEquals([one.status, many.status], [200, 200]);
    const rows = await live().database.sql`select raw_parallel_output::text as text
      from icp_job_titles where org_id = ${ORG_A} and company_domain like ${`%-${n}.com`}`;
    const text = `{"n": 9007199254740993, "é": "😀"}`;
    assertEquals(rows.map((row) => row.text), [text, text]);
    const read = await send(apps, "query", PATHS.query[n]!, `{"company_domain":"one-${n}.com"}`);
    assertEquals(read.status, 200);
    assert(read.body.includes("9007199254740993"), read.body);
  }
});

Deno.test("a batch of 500 items of 20 kB is taken, with gzip and without", async () => {
  const texts = Array.from(
    { length: 500 },
    (_, n) =>
      `{"company_domain":"big-${n}.com","raw_parallel_output":{"a":"${"x".repeat(20_000)}"}}`,
  );
  const text = `{"items":[${texts.join(",")}]}`;
  const plain = await live().createApps()
    .fetch("upsert", post(BATCH_PATHS[0]!, text, asInternal()));
  assertEquals([plain.status, (await plain.json()).data.upserted], [200, 500]);
  const zipped = await send(live().createApps(), "upsert", BATCH_PATHS[0]!, text);
  assertEquals([zipped.status, JSON.parse(zipped.body).data.upserted], [200, 500]);
});
