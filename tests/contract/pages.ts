/** The order of a listing, its pages by cursor and by offset, its fields and its totals. */
import { assert, assertEquals } from "@std/assert";
import { COLUMNS } from "../../supabase/functions/_shared/contract.ts";
import { PATHS, post } from "../support/apps.ts";
import { readPage, walk } from "../support/query.ts";
import { asWorker } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";
import { upsert } from "./requests.ts";

/** One more than the Data API gives to one read. */
const MANY = 1001;

/** Adds the tests of this file. */
export function testPages(subject: () => ContractSubject): void {
  /** Fills an org with rows that are all of one moment. */
  async function fillOrg(count: number): Promise<Record<string, string>> {
    const org_id = await subject().addOrg();
    const rows = Array.from({ length: count }, (_, n) => ({
      org_id,
      company_domain: `row-${n}.com`,
      raw_parallel_output: { n },
    }));
    await subject().dataApi.rows((client) => client.from("icp_job_titles").insert(rows));
    return asWorker(subject(), org_id);
  }

  Deno.test("rows come newest first, by cursor and by offset alike", async () => {
    const orgId = await subject().addOrg();
    const headers = asWorker(subject(), orgId);
    const ids: unknown[] = [];
    for (let n = 0; n < 7; n++) {
      const item = { company_domain: `row-${n}.com`, raw_parallel_output: { n } };
      ids.unshift((await upsert(subject(), item, { orgId })).id);
    }
    const idsOf = (pages: { data: Record<string, unknown>[] }[]) =>
      pages.flatMap(({ data }) => data.map(({ id }) => id));
    for (const limit of [1, 2, 3, 7, 100]) {
      assertEquals(idsOf(await walk(subject(), { limit }, { headers })), ids);
      const offsets = Array.from({ length: Math.ceil(7 / limit) }, (_, page) => page * limit);
      const pages = await Promise.all(
        offsets.map((offset) => readPage(subject(), { limit, offset }, { headers })),
      );
      assertEquals(idsOf(pages), ids);
      assertEquals(pages.at(-1)!.pagination.has_more, false);
    }
  });

  Deno.test(`of ${MANY} rows a page of 1000 has more, and the next has the last one`, async () => {
    const headers = await fillOrg(MANY);
    const fields = ["id"];
    const pages = await walk(subject(), { limit: 1000, fields, include_total: true }, { headers });
    const shape = pages.map((
      { pagination: { returned, has_more, total } },
    ) => [returned, has_more, total]);
    assertEquals(shape, [[1000, true, MANY], [1, false, MANY]]);
    const ids = pages.flatMap(({ data }) => data.map(({ id }) => String(id)));
    assertEquals(ids, ids.toSorted().toReversed());
    assertEquals(new Set(ids).size, MANY);
    const byOffset = await readPage(subject(), { limit: 1000, offset: 1, fields }, { headers });
    assertEquals([byOffset.pagination.has_more, byOffset.data.map(({ id }) => id)], [
      false,
      ids.slice(1),
    ]);
  });

  Deno.test("an offset at the total or beyond it is an empty page with its total", async () => {
    const headers = await fillOrg(3);
    for (const offset of [3, 4, 1000, 2_147_483_647]) {
      const page = await readPage(subject(), { offset, include_total: true }, { headers });
      assertEquals(page, {
        data: [],
        pagination: { limit: 100, returned: 0, has_more: false, next_cursor: null, total: 3 },
      });
    }
  });

  Deno.test("a cursor is refused with 422 when it is altered, or used with other filters or another org", async () => {
    const headers = await fillOrg(2);
    const { pagination } = await readPage(subject(), { limit: 1 }, { headers });
    const cursor = pagination.next_cursor!;
    const altered = cursor.slice(0, 9) + (cursor[9] === "A" ? "B" : "A") + cursor.slice(10);
    const uses: [body: Record<string, unknown>, headers: Record<string, string>][] = [
      [{ cursor: altered }, headers],
      [{ cursor, processor: "pro" }, headers],
      [{ cursor }, asWorker(subject(), subject().orgB)],
    ];
    for (const [body, headers] of uses) {
      const response = await subject().fetch("query", post(PATHS.query[0], body, headers));
      const { issues } = await response.json();
      assertEquals([response.status, issues[0].path], [422, "cursor"]);
    }
    assertEquals((await readPage(subject(), { cursor }, { headers })).data.length, 1);
  });

  Deno.test("rows have the fields that are asked for, and all of them otherwise", async () => {
    const headers = await fillOrg(2);
    const whole = (await readPage(subject(), {}, { headers })).data;
    for (const body of [{}, { fields: null }, { fields: COLUMNS }]) {
      const { data } = await readPage(subject(), body, { headers });
      assertEquals([data.length, Object.keys(data[0]!).sort()], [2, [...COLUMNS].sort()]);
    }
    for (const fields of [["processor"], ["id"], ["company_domain", "raw_parallel_output"]]) {
      for (const place of [{}, { company_domain: "row-1.com" }]) {
        const expected = whole
          .filter((row) => !("company_domain" in place) || row.company_domain === "row-1.com")
          .map((row) => Object.fromEntries(fields.map((name) => [name, row[name]])));
        assertEquals((await readPage(subject(), { fields, ...place }, { headers })).data, expected);
      }
    }
  });

  Deno.test("500 domains of 253 octets are looked up at once, and tell which are not found", async () => {
    const headers = await fillOrg(0);
    const rest = `${`${"x".repeat(63)}.`.repeat(3)}${"y".repeat(53)}.com`;
    const company_domains = Array.from(
      { length: 500 },
      (_, n) => `${String(n).padStart(3, "0")}.${rest}`,
    );
    const stored = company_domains.filter((_, n) => n % 2 === 0);
    const rows = stored.map((company_domain) => ({
      org_id: headers["x-internal-org-id"]!,
      company_domain,
      raw_parallel_output: {},
    }));
    await subject().dataApi.rows((client) => client.from("icp_job_titles").insert(rows));
    const fields = ["company_domain"];
    const pages = await walk(subject(), { company_domains, fields, limit: 200 }, { headers });
    assertEquals(pages.flatMap(({ data }) => data.map((row) => row.company_domain)).sort(), stored);
    for (const { not_found } of pages) {
      assertEquals(not_found, company_domains.filter((_, n) => n % 2 === 1));
    }
    assert(pages.length === 2);
  });
}
