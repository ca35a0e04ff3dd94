/** What the remedies do to rows: the newest research stays, whatever was written last. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { findMisspelled } from "../../../scripts/domain_keys.ts";
import { ORG_A, ORG_B } from "../../support/apps.ts";
import { checkService } from "../../support/check_service.ts";
import { readShellBlocks, runShellWell } from "../../support/cli.ts";
import { createExistingPipeline, type ExistingPipeline } from "../../support/existing_pipeline.ts";
import { makeReady, preflight, push, TABLE, whatOf } from "../../support/preflight.ts";

const WRONG_KEYS =
  "rows of public.icp_job_titles are under a key that the service does not make, such as upper case, www. or a URL.";

/** Makes 015's table without its unique key, and two orgs. */
async function createTable(): Promise<ExistingPipeline> {
  const database = await createExistingPipeline();
  await database.sql.unsafe(`${TABLE}; drop index idx_icp_job_titles_dedup;
    insert into orgs (id, name, slug) values ('${ORG_B}', 'B', 'org-b')`);
  return database;
}

/** Adds rows, of org A unless they name another. */
async function insertRows(
  { sql }: ExistingPipeline,
  rows: Record<string, unknown>[],
): Promise<void> {
  for (const { research, ...row } of rows) {
    const all = {
      id: crypto.randomUUID(),
      org_id: ORG_A,
      created_at: "2025-01-01Z",
      updated_at: "2026-01-01Z",
      ...row,
      raw_parallel_output: { research },
    };
    await sql`insert into icp_job_titles
      select * from jsonb_populate_record(null::icp_job_titles, ${
      JSON.stringify(all)
    }::text::jsonb)`;
  }
}

/** What is kept: `["acme.com: new (Acme)"]`, with a name where there is one. */
async function readKept({ sql }: ExistingPipeline): Promise<string[]> {
  const rows = await sql`select company_domain, raw_parallel_output ->> 'research' as research,
    company_name as name, org_id from icp_job_titles order by org_id, company_domain`;
  return rows.map(({ company_domain, research, name, org_id }) =>
    `${org_id === ORG_B ? "B " : ""}${company_domain}: ${research}${name ? ` (${name})` : ""}`
  );
}

/** The documents that are set aside, and why. */
async function readSetAside({ sql }: ExistingPipeline): Promise<string[]> {
  const rows = await sql`select reason, contents #>> '{raw_parallel_output,research}' as research
    from icp_job_titles_set_aside order by 2`;
  return rows.map(({ reason, research }) => `${research}: ${reason}`);
}

Deno.test("of several rows of one company the newest research stays, whichever was written last", async () => {
  await using database = await createTable();
  const { past: { runIds }, sql } = database;
  // The runs finished on 2026-03-01, an hour apart.
  const [older, newer] = runIds;
  const row = (research: string, more: Record<string, unknown>) => ({ research, ...more });
  await insertRows(database, [
    row("a of the newer run", { company_domain: "a.example", source_pipeline_run_id: newer }),
    row("a of the older run", {
      company_domain: "a.example",
      source_pipeline_run_id: older,
      company_name: "A",
      updated_at: "2026-06-01Z",
    }),
    row("b written in May", { company_domain: "b.example", updated_at: "2026-05-01Z" }),
    row("b of a run", { company_domain: "b.example", source_pipeline_run_id: newer }),
    row("c in another org", { company_domain: "a.example", org_id: ORG_B }),
  ]);
  assertEquals(await makeReady(sql), [
    "4 rows of public.icp_job_titles share their org and company_domain with another.",
  ]);
  await push(sql);
  assertEquals(await readKept(database), [
    "a.example: a of the newer run (A)",
    "b.example: b written in May",
    "B a.example: c in another org",
  ]);
  assertEquals(await readSetAside(database), [
    "a of the older run: older than the row that is kept",
    "b of a run: older than the row that is kept",
  ]);
  const [kept] = await sql`select updated_at from icp_job_titles
    where company_domain = 'a.example' and org_id = ${ORG_A}`;
  assertEquals(kept!.updated_at, new Date("2026-01-01Z"));
  const readers = await sql`select grantee from information_schema.role_table_grants
    where table_name = 'icp_job_titles_set_aside' and grantee <> 'postgres'`;
  assertEquals([...readers], []);
});

Deno.test("rows in another spelling go under the service's key, the newest research of each", async () => {
  await using database = await createTable();
  const { past: { runIds: [older, newer] }, sql } = database;
  await insertRows(database, [
    { research: "new", company_domain: "HTTPS://www.One.example/x", source_pipeline_run_id: newer },
    {
      research: "old",
      company_domain: "one.example",
      source_pipeline_run_id: older,
      company_name: "One",
      updated_at: "2026-06-01Z",
    },
    { research: "idn", company_domain: "München.example" },
    { research: "refused", company_domain: "-bad.example" },
    { research: "quoted", company_domain: `o'"$x\\.example` },
    { research: "far too long", company_domain: `${"long.".repeat(800)}example` },
    { research: "wrong A-label", company_domain: "xn--a.example" },
    { research: "right A-label", company_domain: "xn--mnchen-3ya.de" },
    { research: "as it should", company_domain: "fine.example" },
    { research: "theirs", company_domain: "www.one.example", org_id: ORG_B },
  ]);
  await sql`create unique index on icp_job_titles (org_id, company_domain)`;
  const findings = await preflight(sql);
  assertEquals(whatOf(findings, "must"), [`6 ${WRONG_KEYS}`]);
  assertEquals(whatOf(findings, "check").at(-1)!.startsWith("2 rows"), true);
  const script = await readShellBlocks("docs/DEPLOY.md", "Keys in another spelling");
  await runShellWell(database.url, script.replace("deno run", `${Deno.execPath()} run`));
  assertEquals(whatOf(await preflight(sql), "must"), []);
  await push(sql);
  assertEquals(await readKept(database), [
    "fine.example: as it should",
    "one.example: new (One)",
    "xn--mnchen-3ya.de: right A-label",
    "xn--mnchen-3ya.example: idn",
    "B one.example: theirs",
  ]);
  assertEquals(await readSetAside(database), [
    "far too long: the service refuses its key",
    "old: older than the row of one.example",
    "quoted: the service refuses its key",
    "refused: the service refuses its key",
    "wrong A-label: the service refuses its key",
  ]);
  await checkService(database, {
    there: ["fine.example", "one.example", "xn--mnchen-3ya.de", "xn--mnchen-3ya.example"],
  });
});

Deno.test("the SQL that judges keys says what the service's rule says, but for A-labels", async () => {
  const vectors: { input: string; expected: string | null }[] = JSON.parse(
    await Deno.readTextFile(new URL("../../testdata/domain_vectors.json", import.meta.url)),
  );
  const plain = fc.string({ unit: fc.constantFrom(..."abz01"), minLength: 1, maxLength: 4 });
  const odd = fc.string({ unit: fc.constantFrom(..."az09-_"), minLength: 1, maxLength: 64 });
  const label = fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: odd });
  const host = fc.array(
    fc.oneof(
      label,
      label,
      label,
      fc.constantFrom("www", "com", "comwww", "com_ab", "de", "0x1f", "12", "a", "A"),
    ),
    {
      minLength: 1,
      maxLength: 7,
    },
  ).map((labels) => labels.join("."));
  const spellings = [
    ...vectors.flatMap(({ input, expected }) => [input, expected ?? ""]),
    ...fc.sample(host, { numRuns: 3000, seed: 11 }),
  ].filter((text) => !/(^|\.)xn--/i.test(text) && !text.includes("\0") && text.isWellFormed());
  const unique = [...new Set(spellings)];
  const wrong = new Set(findMisspelled(unique).map(({ spelling }) => spelling));
  assert(wrong.size > 500 && unique.length - wrong.size > 500);

  await using database = await createTable();
  const { sql } = database;
  const add = (texts: string[]) =>
    sql`insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
      select ${ORG_A}, text, '{}' from jsonb_array_elements_text(${
      JSON.stringify(texts)
    }::text::jsonb) as t (text)`;
  await add(unique.filter((text) => !wrong.has(text)));
  assertEquals(whatOf(await preflight(sql), "must"), []);
  await add([...wrong]);
  assertEquals(whatOf(await preflight(sql), "must"), [`${wrong.size} ${WRONG_KEYS}`]);
});
