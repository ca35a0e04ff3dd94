/** Every filter of a query, each with what it finds. */
import { assertEquals } from "@std/assert";
import { RawJson } from "../../supabase/functions/_shared/raw_json.ts";
import { PATHS, post } from "../support/apps.ts";
import { makeFilterCases } from "../support/filter_cases.ts";
import { readPage } from "../support/query.ts";
import { asWorker } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";
import { mapConcurrently } from "./requests.ts";

/** Adds the tests of this file. */
export function testFilters(subject: () => ContractSubject): void {
  Deno.test("each filter finds its rows and counts them, and another org's never", async () => {
    const { addOrg, addSubmission, dataApi } = subject();
    const orgId = await addOrg();
    const runs = [{ payloads: [] }, { payloads: [] }];
    const { submissionId, runIds: [first, second] } = await addSubmission(orgId, runs);
    const { rows, filters } = makeFilterCases({ submissionId, runIds: [first!, second!] });
    for (const { letter, document, at, columns } of rows) {
      const place = {
        org_id: orgId,
        company_domain: `${letter}.com`,
        created_at: at,
        updated_at: at,
      };
      const documents = [new RawJson(document)];
      await dataApi.rows(
        (client, raw_parallel_output) =>
          client.from("icp_job_titles").insert({ ...place, ...columns, raw_parallel_output }),
        {
          documents,
        },
      );
    }

    const find = async (filter: string, headers: Record<string, string>) => {
      const body = `{${filter},"include_total":true}`;
      const { data, pagination } = await readPage(subject(), body, { headers });
      assertEquals(pagination.total, data.length, filter);
      return data.map((row) => String(row.company_domain)[0]).sort().join("");
    };
    const stranger = asWorker(subject(), await addOrg());
    const found = await mapConcurrently(filters, async ([filter]) => [
      filter,
      await find(filter, asWorker(subject(), orgId)),
      await find(filter, stranger),
    ]);
    assertEquals(found, filters.map(([filter, letters]) => [filter, letters, ""]));
  });

  Deno.test("a contains that is larger than any URL finds its row", async () => {
    const orgId = await subject().addOrg();
    const headers = asWorker(subject(), orgId);
    const text = "x,)\"'".repeat(1_500);
    const item = { company_domain: "long.com", raw_parallel_output: { text } };
    await (await subject().fetch("upsert", post(PATHS.upsert[0], item, headers))).text();
    for (const [contains, count] of [[{ text }, 1], [{ text: `${text}x` }, 0]] as const) {
      const { data } = await readPage(subject(), { contains, fields: ["id"] }, { headers });
      assertEquals(data.length, count);
    }
  });

  Deno.test("a contains with a number that the database cannot hold is refused with 422", async () => {
    for (const number of ["1e999999", "9".repeat(140_000)]) {
      const request = post(PATHS.query[0], `{"contains":{"a":${number}}}`, asWorker(subject()));
      const response = await subject().fetch("query", request);
      assertEquals([response.status, (await response.json()).code], [422, "validation_failed"]);
    }
  });

  Deno.test("total counts all rows that the filters let through, on every page, where it is asked for", async () => {
    const { addOrg, dataApi } = subject();
    const org_id = await addOrg();
    const headers = asWorker(subject(), org_id);
    const rows = [0, 1, 2, 3, 4].map((n) => ({
      org_id,
      company_domain: `total-${n}.com`,
      processor: n < 3 ? "pro" : "core",
      raw_parallel_output: {},
    }));
    await dataApi.rows((client) => client.from("icp_job_titles").insert(rows));
    for (const [filter, total] of [[{}, 5], [{ processor: "pro" }, 3]] as const) {
      const asking = { ...filter, include_total: true };
      for (
        const place of [{ limit: 1 }, { limit: 2, offset: 2 }, { offset: 99 }, { limit: 1000 }]
      ) {
        const { pagination } = await readPage(subject(), { ...asking, ...place }, { headers });
        assertEquals(pagination.total, total);
      }
      const first = await readPage(subject(), { ...asking, limit: 2 }, { headers });
      const cursor = first.pagination.next_cursor;
      const second = await readPage(subject(), { ...asking, cursor }, { headers });
      assertEquals([second.data.length, second.pagination.total], [total - 2, total]);
    }
    for (const include_total of [false, null, undefined]) {
      const { pagination } = await readPage(subject(), { include_total }, { headers });
      assertEquals("total" in pagination, false);
    }
  });
}
