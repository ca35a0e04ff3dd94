/** What one upsert writes, keeps and answers. */
import { assert, assertEquals, assertMatch, equal } from "@std/assert";
import { gzip, PATHS, post } from "../support/apps.ts";
import { readPage } from "../support/query.ts";
import { asWorker } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";
import { sendBatch, upsert } from "./requests.ts";

/** As PostgREST writes a timestamp, whatever stands in the row. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00:00$/;

/** Adds the tests of this file. */
export function testUpserts(subject: () => ContractSubject): void {
  Deno.test("writing again keeps id, created_at and the names, replaces the rest, moves updated_at", async () => {
    const { submissionId, runId } = subject().sources;
    const sent = {
      company_domain: "https://www.Again.com/about",
      company_name: "Again",
      company_description: "Once more",
      raw_parallel_output: { old: true },
      parallel_run_id: "trun_1",
      processor: "pro",
      source_submission_id: submissionId,
      source_pipeline_run_id: runId,
    };
    const first = await upsert(subject(), sent);
    const { id, created_at, updated_at, researched_at, ...rest } = first;
    assertEquals(created_at, updated_at);
    assertMatch(String(researched_at), TIMESTAMP);
    assertEquals(rest, { ...sent, org_id: subject().orgA, company_domain: "again.com" });

    const second = await upsert(
      subject(),
      {
        company_domain: "AGAIN.com.",
        raw_parallel_output: { new: true },
        company_name: null,
        source_submission_id: null,
      },
      { path: PATHS.upsert[1] },
    );
    assert(second.updated_at! > updated_at!, `${second.updated_at} is not after ${updated_at}.`);
    assertEquals({ ...second, updated_at: "" }, {
      ...rest,
      id,
      created_at,
      updated_at: "",
      researched_at: null,
      raw_parallel_output: { new: true },
      parallel_run_id: null,
      processor: null,
      source_submission_id: null,
      source_pipeline_run_id: null,
    });

    const named = await upsert(subject(), {
      company_domain: "again.com",
      company_name: "Named",
      company_description: " \n",
      raw_parallel_output: {},
    });
    assertEquals([named.company_name, named.company_description], ["Named", "Once more"]);
  });

  Deno.test("a company is one row however its domain is spelled, on both paths", async () => {
    const spellings = ["https://WWW.München.de:443/a?b#c", "xn--mnchen-3ya.de", "MÜNCHEN.DE."]
      .concat("//user@www.www.münchen.de", " http://mu\u0308nchen.de/ ");
    const orgId = await subject().addOrg();
    const ids = new Set<unknown>();
    for (const [index, company_domain] of spellings.entries()) {
      const item = { company_domain, raw_parallel_output: { index } };
      const row = await upsert(subject(), item, { orgId, path: PATHS.upsert[index % 2]! });
      assertEquals([row.company_domain, row.raw_parallel_output], ["xn--mnchen-3ya.de", { index }]);
      ids.add(row.id);
    }
    assertEquals(ids.size, 1);
    const { data } = await readPage(subject(), {}, { headers: asWorker(subject(), orgId) });
    assertEquals(data.length, 1);
  });

  for (const blank of [undefined, null, "", " \t\r\n\u00a0\u3000\ufeff", "\u200b"]) {
    const shown = blank === undefined ? "absent" : JSON.stringify(blank);
    Deno.test(`names that are ${shown} are kept, run and processor become null`, async () => {
      const orgId = await subject().addOrg();
      const company_domain = "blank.com";
      const names = { company_name: "Kept", company_description: "As it was" };
      const run = { parallel_run_id: "trun_2", processor: "core" };
      const item = { company_domain, raw_parallel_output: { of: company_domain } };
      const first = await upsert(subject(), { ...item, ...names, ...run }, { orgId });
      assertEquals({ ...first, ...names, ...run }, first);
      const blanks = Object.fromEntries(
        Object.keys({ ...names, ...run }).map((name) => [name, blank]),
      );
      const second = await upsert(subject(), { ...item, ...blanks }, { orgId });
      const expected = { ...first, parallel_run_id: null, processor: null };
      assertEquals({ ...second, updated_at: "" }, { ...expected, updated_at: "" });
      const { data } = await readPage(subject(), {}, { headers: asWorker(subject(), orgId) });
      assertEquals(data, [second]);
    });
  }

  Deno.test("a name is changed alone, as it is given", async () => {
    const item = { company_domain: "renamed.com", raw_parallel_output: {} };
    await upsert(subject(), { ...item, company_name: "A", company_description: "D" });
    const row = await upsert(subject(), { ...item, company_name: " B " });
    assertEquals([row.company_name, row.company_description], [" B ", "D"]);
  });

  Deno.test("a body that is refused leaves the stored row as it was", async () => {
    const orgId = await subject().addOrg();
    const headers = asWorker(subject(), orgId);
    const item = { company_domain: "unharmed.com", raw_parallel_output: { titles: ["CTO"] } };
    const stored = await upsert(subject(), { ...item, company_name: "A" }, { orgId });
    const researched_at = stored.updated_at;
    for (
      const bad of [
        { raw_parallel_output: [] },
        { nope: 1 },
        { raw_parallel_output: null },
        { researched_at },
      ]
    ) {
      const request = post(PATHS.upsert[0], { ...item, ...bad }, headers);
      assertEquals((await subject().fetch("upsert", request)).status, 422);
    }
    assertEquals((await readPage(subject(), {}, { headers })).data, [stored]);
  });

  Deno.test("timestamps have one form wherever they come back", async () => {
    const orgId = await subject().addOrg();
    const headers = asWorker(subject(), orgId);
    const row = await upsert(subject(), { company_domain: "time.com", raw_parallel_output: {} }, {
      orgId,
    });
    const fields = ["updated_at", "created_at"];
    const pages = [
      { company_domain: "time.com" },
      { company_domains: ["time.com"] },
      {},
      { fields },
      { company_domain: "time.com", fields },
      { updated_since: row.updated_at },
    ].map((body) => readPage(subject(), body, { headers }));
    const rows = [row, ...(await Promise.all(pages)).flatMap(({ data }) => data)];
    assertEquals(rows.length, 7);
    for (const { created_at, updated_at } of rows) {
      assertMatch(String(created_at), TIMESTAMP);
      assertEquals([created_at, updated_at], [row.created_at, row.updated_at]);
    }
  });

  Deno.test("a row that is written many times at once is one row, of one of the writes", async () => {
    const orgId = await subject().addOrg();
    const answers = await Promise.all(
      Array.from(
        { length: 16 },
        (_, n) =>
          upsert(subject(), { company_domain: "race.com", raw_parallel_output: { n } }, { orgId }),
      ),
    );
    assertEquals(new Set(answers.map(({ id }) => id)).size, 1);
    const { data } = await readPage(subject(), {}, { headers: asWorker(subject(), orgId) });
    assertEquals(data.length, 1);
    assert(answers.some((answer) => equal(answer, data[0])), "No answer has the stored row.");
  });

  Deno.test("a gzipped body is taken by the upsert, the batch and the query, on both paths", async () => {
    const item = { company_domain: "zipped.com", raw_parallel_output: { zipped: "😀" } };
    const send = async (name: "upsert" | "query", path: string, body: unknown) => {
      const headers = { ...asWorker(subject()), "content-encoding": "gzip" };
      const request = post(path, await gzip(JSON.stringify(body)), headers);
      return (await (await subject().fetch(name, request)).json()).data;
    };
    for (const path of PATHS.upsert) {
      assertEquals((await send("upsert", path, item)).company_domain, "zipped.com");
      assertEquals((await send("upsert", `${path}/batch`, { items: [item] })).upserted, 1);
    }
    for (const path of PATHS.query) {
      const [row] = await send("query", path, { company_domain: "zipped.com" });
      assertEquals(row.raw_parallel_output, item.raw_parallel_output);
    }
  });

  Deno.test("a batch judges every item by itself, and names are kept whatever others give", async () => {
    const orgId = await subject().addOrg();
    const item = (n: number, rest = {}) => ({
      company_domain: `names-${n}.com`,
      raw_parallel_output: { n },
      ...rest,
    });
    const names = (n: number) => ({ company_name: `N${n}`, company_description: `D${n}` });
    const first = await sendBatch(subject(), [1, 2, 3, 4].map((n) => item(n, names(n))), orgId);
    assertEquals([first.status, first.upserted, first.failed], [200, 4, 0]);

    const { status, upserted, failed, results } = await sendBatch(subject(), [
      item(1, { company_name: "never" }),
      item(2, { company_name: "New" }),
      item(3, { company_description: "New", company_name: null }),
      item(4, { source_submission_id: crypto.randomUUID() }),
      { company_domain: "localhost", raw_parallel_output: {} },
      item(5, { nope: 1 }),
      item(1, { company_name: "\u00a0" }),
      item(6),
      item(7, { raw_parallel_output: { a: "\0" } }),
    ], orgId);
    assertEquals([status, upserted, failed], [207, 4, 4]);
    const told = results.map(({ index, status, code }: Record<string, unknown>) =>
      [index, status, code ?? ""].join(" ").trim()
    );
    assertEquals(told, [
      "0 superseded",
      "1 upserted",
      "2 upserted",
      "3 failed source_not_in_org",
      "4 failed validation_failed",
      "5 failed validation_failed",
      "6 upserted",
      "7 upserted",
      "8 failed validation_failed",
    ]);
    const { data } = await readPage(subject(), {}, { headers: asWorker(subject(), orgId) });
    const stored = data.map((
      row,
    ) => [row.company_domain, row.company_name, row.company_description]);
    assertEquals(stored.sort(), [
      // As if one after the other: the later item takes the name that the earlier gave.
      ["names-1.com", "never", "D1"],
      ["names-2.com", "New", "D2"],
      ["names-3.com", "N3", "New"],
      ["names-4.com", "N4", "D4"],
      ["names-6.com", null, null],
    ]);
  });
}
