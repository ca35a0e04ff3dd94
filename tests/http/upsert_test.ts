import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { asInternal, ORG_A, ORG_B, PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

type Row = Record<string, unknown>;

/** Upserts for an org, expects success, and returns the row that comes back. */
async function upsert(body: unknown, orgId: string = ORG_A, path: string = PATHS.upsert[0]) {
  const response = await live().createApps()
    .fetch("upsert", post(path, body, asInternal(orgId)));
  const { data, ...rest } = await response.json();
  assertEquals([response.status, rest], [200, {}]);
  return data as Row;
}

async function storedRows(...domains: string[]): Promise<Row[]> {
  const { sql } = live().database;
  return await sql`select * from icp_job_titles where company_domain in ${sql(domains)}
    order by company_domain, org_id`;
}

const RESEARCH = { raw_parallel_output: { titles: ["CTO"] } };

Deno.test("upsert answers with the stored row, every column of it", async () => {
  const { database } = live();
  const row = await upsert({
    company_domain: "full.com",
    company_name: "Full",
    company_description: "A company",
    parallel_run_id: "trun_1",
    processor: "pro",
    ...RESEARCH,
  });
  const [stored] = await database.sql`select to_jsonb(t) as row from icp_job_titles t
    where id = ${row.id as string}`;
  assertEquals(row, stored!.row);
  const { id: _id, created_at, updated_at, ...rest } = row;
  assertEquals(created_at, updated_at);
  assertEquals(rest, {
    org_id: ORG_A,
    company_domain: "full.com",
    company_name: "Full",
    company_description: "A company",
    parallel_run_id: "trun_1",
    processor: "pro",
    source_submission_id: null,
    source_pipeline_run_id: null,
    ...RESEARCH,
  });
});

Deno.test("upsert keeps one row however the domain is spelled", async () => {
  const spellings = ["https://WWW.München.de:443/a?b#c", "xn--mnchen-3ya.de", "MÜNCHEN.DE."]
    .concat("//user@www.www.münchen.de", " http://mu\u0308nchen.de/ ");
  const ids = new Set<unknown>();
  for (const [index, company_domain] of spellings.entries()) {
    const path = PATHS.upsert[index % 2]!;
    const row = await upsert({ company_domain, raw_parallel_output: { index } }, ORG_A, path);
    assertEquals([row.company_domain, row.raw_parallel_output], ["xn--mnchen-3ya.de", { index }]);
    ids.add(row.id);
  }
  assertEquals(ids.size, 1);
  assertEquals((await storedRows("xn--mnchen-3ya.de")).length, 1);
});

Deno.test("upsert writes a row of its own for each org", async () => {
  const [a, b] = [
    await upsert({ company_domain: "both.com", ...RESEARCH }, ORG_A),
    await upsert({ company_domain: "both.com", raw_parallel_output: { of: "b" } }, ORG_B),
  ];
  assertNotEquals(a.id, b.id);
  const rows = await storedRows("both.com");
  assertEquals(rows.map((row) => [row.org_id, row.raw_parallel_output]), [
    [ORG_A, RESEARCH.raw_parallel_output],
    [ORG_B, { of: "b" }],
  ]);
});

const UNGIVEN = [null, "", " \t\r\n\u00a0\u3000\ufeff", "\u200b"]
  .map((value) => ({ company_name: value, company_description: value }));

for (const [index, absent] of [{}, ...UNGIVEN].entries()) {
  Deno.test(`upsert with ${JSON.stringify(absent)} keeps the stored name and description`, async () => {
    const company_domain = `kept-${index}.com`;
    const names = { company_name: "Kept", company_description: "As it was" };
    await upsert({ company_domain, ...names, ...RESEARCH });
    const { company_name, company_description } = await upsert({
      company_domain,
      ...absent,
      ...RESEARCH,
    });
    assertEquals({ company_name, company_description }, names);
  });
}

Deno.test("upsert changes a name alone and leaves the description", async () => {
  const company_domain = "renamed.com";
  await upsert({ company_domain, company_name: "A", company_description: "D", ...RESEARCH });
  const row = await upsert({ company_domain, company_name: " B ", ...RESEARCH });
  assertEquals([row.company_name, row.company_description], [" B ", "D"]);
});

for (const [index, blank] of [undefined, null, "", " \u00a0\n", "\u200b"].entries()) {
  Deno.test(`upsert replaces run and processor by null where they are ${JSON.stringify(blank)}, and sources where they are absent`, async () => {
    const { database: { sql } } = live();
    const company_domain = `sources-${index}.com`;
    const sources = await insertSources();
    const given = { parallel_run_id: "trun_2", processor: "core", ...sources };
    const first = await upsert({ company_domain, ...given, ...RESEARCH });
    assertEquals({ ...first, ...given }, first);

    const absent = {
      ...Object.fromEntries(
        Object.keys(sources).map((name) => [name, blank === undefined ? undefined : null]),
      ),
      parallel_run_id: blank,
      processor: blank,
    };
    await upsert({ company_domain, ...absent, raw_parallel_output: {} });
    const [stored] = await sql`select parallel_run_id, processor, source_submission_id,
      source_pipeline_run_id, raw_parallel_output from icp_job_titles where id = ${first
      .id as string}`;
    assertEquals({ ...stored }, {
      parallel_run_id: null,
      processor: null,
      source_submission_id: null,
      source_pipeline_run_id: null,
      raw_parallel_output: {},
    });
  });
}

Deno.test("upsert of a stored company leaves id and created_at and moves updated_at", async () => {
  const body = { company_domain: "again.com", ...RESEARCH };
  const first = await upsert(body);
  const second = await upsert(body);
  assertEquals([second.id, second.created_at], [first.id, first.created_at]);
  const { sql } = live().database;
  const [stored] = await sql`select updated_at > created_at and
    updated_at > ${first.updated_at as string} as moved from icp_job_titles
    where id = ${first.id as string}`;
  assert(stored!.moved);
});

Deno.test("upserts of one company at the same time make one row", async () => {
  const rows = await Promise.all(
    Array.from(
      { length: 8 },
      (_, n) => upsert({ company_domain: "race.com", raw_parallel_output: { n } }),
    ),
  );
  assertEquals(new Set(rows.map((row) => row.id)).size, 1);
  assertEquals((await storedRows("race.com")).length, 1);
});

Deno.test("upsert of a refused body leaves the stored row as it was", async () => {
  const company_domain = "unharmed.com";
  await upsert({ company_domain, company_name: "A", ...RESEARCH });
  const before = await storedRows(company_domain);
  const apps = live().createApps();
  for (const bad of [{ raw_parallel_output: [] }, { ...RESEARCH, nope: 1 }, {}]) {
    const request = post(PATHS.upsert[0], { company_domain, ...bad }, asInternal());
    const response = await apps.fetch("upsert", request);
    await response.body?.cancel();
    assertEquals(response.status, 422);
  }
  assertEquals(await storedRows(company_domain), before);
});

/** A submission and a run of org A. */
async function insertSources() {
  const { sql } = live().database;
  const id = crypto.randomUUID();
  const org_id = ORG_A;
  const chain = { org_id, company_id: id, blueprint_id: id };
  await sql`insert into companies ${sql({ id, org_id, name: id })}`;
  await sql`insert into blueprints ${sql({ id, org_id, name: id })}`;
  await sql`insert into submissions ${sql({ id, ...chain, input_payload: sql.json({}) as never })}`;
  await sql`insert into pipeline_runs ${sql({ id, ...chain, submission_id: id })}`;
  return { source_submission_id: id, source_pipeline_run_id: id };
}
