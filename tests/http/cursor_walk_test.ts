import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Apps, asInternal, PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";
import { walk } from "../support/query.ts";

const live = useLive();

/** A row, by small numbers, so that many are alike. */
interface Row {
  at: number;
  changed: number;
  processor: string | null;
  document: string;
}
const row: fc.Arbitrary<Row> = fc.record({
  at: fc.integer({ min: 0, max: 3 }),
  changed: fc.integer({ min: 0, max: 3 }),
  processor: fc.constantFrom("pro", "core", null),
  document: fc.constantFrom(`{"a": 1}`, `{"a": 2}`, "{}"),
});
/** Mostly no filter, since several leave few rows. */
const rarely = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const scenario = fc.record({
  rows: fc.array(row, { minLength: 4, maxLength: 14 }),
  limit: fc.integer({ min: 1, max: 5 }),
  processor: rarely(fc.constantFrom("pro", "core")),
  changed: rarely(fc.integer({ min: 0, max: 3 })),
  contains: rarely(fc.constant({ a: 1 })),
  /** Every n-th company is asked for. */
  every: rarely(fc.integer({ min: 1, max: 3 })),
  /** Whether others write between the pages. */
  writes: fc.boolean(),
});

const timeOf = (n: number) => `2026-01-01T00:00:00.00000${n}+00:00`;

/** Makes an org of its own with the rows. */
async function insertOrg(rows: Row[]): Promise<string> {
  const { sql } = live().database;
  const orgId = crypto.randomUUID();
  await sql`insert into orgs (id, name, slug) values (${orgId}, ${orgId}, ${orgId})`;
  const texts = rows.map((row, n) => ({
    ...row,
    n,
    created_at: timeOf(row.at),
    updated_at: timeOf(row.changed),
  }));
  await sql`
    insert into icp_job_titles
      (org_id, company_domain, processor, raw_parallel_output, created_at, updated_at)
    select ${orgId}, r.n || '.com', r.processor, r.document::jsonb, r.created_at, r.updated_at
    from jsonb_to_recordset(${sql.json(texts)})
      as r (n int, processor text, document text, created_at timestamptz, updated_at timestamptz)`;
  return orgId;
}

async function write(apps: Apps, orgId: string, domain: string, rest: Record<string, unknown>) {
  const body = { company_domain: domain, raw_parallel_output: { a: 1 }, ...rest };
  const response = await apps.fetch("upsert", post(PATHS.upsert[0], body, asInternal(orgId)));
  assertEquals(response.status, 200, await response.text());
}

Deno.test("cursors walk over exactly the filtered rows, once each and in order, while others write", async () => {
  const seen = { pages: 0, filtered: 0, written: 0 };
  await fc.assert(
    fc.asyncProperty(scenario, async ({ rows, limit, every, writes, ...filters }) => {
      const orgId = await insertOrg(rows);
      const { sql } = live().database;
      const asked = every === undefined
        ? undefined
        : rows.flatMap((_, n) => n % every ? [] : [`https://${n}.com`]);
      const body = {
        limit,
        ...(filters.processor && { processor: filters.processor }),
        ...(filters.changed !== undefined && { updated_since: timeOf(filters.changed) }),
        ...(filters.contains && { contains: filters.contains }),
        ...(asked && { company_domains: asked }),
      };
      const expected = await sql`select id, company_domain, processor, raw_parallel_output as raw
        from icp_job_titles
        where org_id = ${orgId}
          and (${filters.processor ?? null}::text is null or processor = ${
        filters.processor ?? null
      })
          and (${filters.contains ? 1 : null}::int is null or raw_parallel_output -> 'a' = '1')
          and updated_at >= ${timeOf(filters.changed ?? 0)}::text::timestamptz
          and (${asked ? 1 : null}::int is null
            or 'https://' || company_domain = any (${asked ?? []}::text[]))
        order by created_at desc, id desc`;

      const apps = live().createApps();
      let written = 0;
      const betweenPages = async () => {
        if (!writes) return;
        // A new row that every filter but the list of domains lets through, and old rows again.
        await write(apps, orgId, `new-${written++}.com`, { processor: filters.processor });
        for (const [n, { company_domain, processor, raw }] of expected.entries()) {
          if (n % 4 !== written % 4) continue;
          await write(apps, orgId, company_domain, { processor, raw_parallel_output: raw });
        }
      };
      const pages = await walk(apps, body, { orgId, betweenPages });
      const read = pages.flatMap(({ data }) => data.map(({ id }) => id));
      assertEquals(read, expected.map(({ id }) => id));
      seen.pages += pages.length > 1 ? 1 : 0;
      seen.filtered += expected.length > 0 && expected.length < rows.length ? 1 : 0;
      seen.written += written > 0 ? 1 : 0;
    }),
    { seed: 2026, numRuns: 40 },
  );
  assert(Math.min(...Object.values(seen)) >= 10, JSON.stringify(seen));
});
