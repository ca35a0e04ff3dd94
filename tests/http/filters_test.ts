import { assertEquals } from "@std/assert";
import { ORG_A, ORG_B } from "../support/apps.ts";
import { makeFilterCases } from "../support/filter_cases.ts";
import { useLive } from "../support/live_apps.ts";
import { readPage, readRefusal } from "../support/query.ts";

const live = useLive();

const ID = (n: number) => `cccccccc-0000-4000-8000-00000000000${n}`;
const { rows: ROWS, filters: FILTERS } = makeFilterCases({ submissionId: ID(1), runId: ID(2) });

Deno.test.beforeAll(async () => {
  const { sql } = live().database;
  for (const orgId of [ORG_A, ORG_B]) {
    const isOurs = orgId === ORG_A;
    const companyId = crypto.randomUUID();
    const chain = { org_id: orgId, company_id: companyId, blueprint_id: companyId };
    await sql`insert into companies ${sql({ id: companyId, org_id: orgId, name: "c" })}`;
    await sql`insert into blueprints ${sql({ id: companyId, org_id: orgId, name: "b" })}`;
    for (const id of isOurs ? [ID(1), ID(2)] : []) {
      await sql`insert into submissions ${sql({ id, ...chain, input_payload: "{}" })}`;
      await sql`insert into pipeline_runs ${sql({ id, ...chain, submission_id: id })}`;
    }
    for (const { letter, document, at, columns } of ROWS) {
      const { source_submission_id, source_pipeline_run_id, ...rest } = columns;
      const sources = isOurs
        ? {
          source_submission_id: source_submission_id ?? null,
          source_pipeline_run_id: source_pipeline_run_id ?? null,
        }
        : {};
      const row = { org_id: orgId, company_domain: `${letter}.com`, raw_parallel_output: "{}" };
      await sql`insert into icp_job_titles ${sql({ ...row, ...rest, ...sources })}`;
      // As text, since the driver would write the document anew and cut the time at milliseconds.
      await sql.unsafe(
        `alter table icp_job_titles disable trigger user;
         update icp_job_titles
         set raw_parallel_output = ${quoted(document)}, created_at = '${at}', updated_at = '${at}'
         where org_id = '${orgId}' and company_domain = '${letter}.com';
         alter table icp_job_titles enable trigger user`,
      );
    }
  }
});

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The letters of the rows that a query finds, in alphabetical order. */
async function find(body: unknown, orgId: string = ORG_A): Promise<string> {
  const text = typeof body === "string" ? `{${body},"include_total":true}` : body;
  const { data, pagination } = await readPage(live().createApps(), text, { orgId });
  if (typeof body === "string") assertEquals(pagination.total, data.length);
  for (const row of data) assertEquals(row.org_id, orgId);
  return data.map((row) => String(row.company_domain)[0]).sort().join("");
}

for (const [filter, letters] of FILTERS) {
  Deno.test(`{${filter}} finds the rows "${letters}", and counts them`, async () => {
    assertEquals(await find(filter), letters);
  });
}

Deno.test("filters find rows of the caller's org only", async () => {
  assertEquals(await find({ processor: "pro" }, ORG_B), "a");
  assertEquals(await find({ source_submission_id: ID(1) }, ORG_B), "");
  assertEquals(await find({ contains: { bool: true } }, ORG_B), "d");
});

Deno.test("a contains that is larger than any URL finds its row", async () => {
  const { sql } = live().database;
  const text = "x".repeat(9_900);
  await sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    values (${ORG_B}, 'long.com', ${sql.json({ text })})`;
  assertEquals(await find({ contains: { text } }, ORG_B), "l");
  assertEquals(await find({ contains: { text: `${text}x` } }, ORG_B), "");
});

Deno.test("a contains with a number that the database cannot read is refused", async () => {
  // As it came: a number with an exponent is refused before.
  const contains = `{"a":${"9".repeat(140_000)}}`;
  const { status, code } = await readRefusal(live().createApps(), `{"contains":${contains}}`);
  assertEquals([status, code], [422, "validation_failed"]);
});

Deno.test("total counts all rows that the filters let through, on every page", async () => {
  for (const places of [{ limit: 1 }, { limit: 2, offset: 4 }, { offset: 99 }, { limit: 1000 }]) {
    const body = { include_total: true, ...places };
    const { pagination } = await readPage(live().createApps(), body);
    assertEquals(pagination.total, ROWS.length);
  }
  const first = await readPage(live().createApps(), { include_total: true, limit: 3 });
  const cursor = first.pagination.next_cursor;
  const second = await readPage(live().createApps(), { include_total: true, cursor });
  assertEquals([second.data.length, second.pagination.total], [2, ROWS.length]);
  for (const include_total of [false, null, undefined]) {
    const { pagination } = await readPage(live().createApps(), { include_total });
    assertEquals("total" in pagination, false);
  }
});
