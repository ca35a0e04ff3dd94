/** Every filter of a query, each with what it finds. */
import { assertEquals } from "@std/assert";
import { RawJson } from "../../supabase/functions/_shared/raw_json.ts";
import { PATHS, post } from "../support/apps.ts";
import { makeFilterCases } from "../support/filter_cases.ts";
import { readPage } from "../support/query.ts";
import { asWorker } from "./callers.ts";
import type { Remote } from "./remote.ts";
import { mapConcurrently } from "./requests.ts";

/** Adds the tests of this file. */
export function testFilters(remote: () => Remote): void {
  Deno.test("each filter finds its rows and counts them, and another org's never", async () => {
    const { addOrg, addSubmission, dataApi } = remote();
    const orgId = await addOrg();
    const { submissionId, runIds } = await addSubmission(orgId, [{ payloads: [] }]);
    const { rows, filters } = makeFilterCases({ submissionId, runId: runIds[0]! });
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
      const { data, pagination } = await readPage(remote(), body, { headers });
      assertEquals(pagination.total, data.length, filter);
      return data.map((row) => String(row.company_domain)[0]).sort().join("");
    };
    const stranger = asWorker(remote(), await addOrg());
    const found = await mapConcurrently(filters, async ([filter]) => [
      filter,
      await find(filter, asWorker(remote(), orgId)),
      await find(filter, stranger),
    ]);
    assertEquals(found, filters.map(([filter, letters]) => [filter, letters, ""]));
  });

  Deno.test("a contains that is larger than any URL finds its row", async () => {
    const orgId = await remote().addOrg();
    const headers = asWorker(remote(), orgId);
    const text = "x,)\"'".repeat(1_500);
    const item = { company_domain: "long.com", raw_parallel_output: { text } };
    await (await remote().fetch("upsert", post(PATHS.upsert[0], item, headers))).text();
    for (const [contains, count] of [[{ text }, 1], [{ text: `${text}x` }, 0]] as const) {
      const { data } = await readPage(remote(), { contains, fields: ["id"] }, { headers });
      assertEquals(data.length, count);
    }
  });

  Deno.test("a contains with a number that grows to a million digits is refused with 422", async () => {
    const request = post(PATHS.query[0], `{"contains":{"a":1e999999}}`, asWorker(remote()));
    const response = await remote().fetch("query", request);
    assertEquals([response.status, (await response.json()).code], [422, "validation_failed"]);
  });
}
