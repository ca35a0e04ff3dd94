/** Random orgs with rows that are much alike, and a database with all of them or with one alone. */
import fc from "fast-check";
import type postgres from "postgres";
import { createApiToken } from "./live_apps.ts";
import type { TestDatabase } from "./database.ts";

/** A row, by small numbers, so that many orgs have the same. */
interface Row {
  id: string;
  domain: string;
  name: string | null;
  processor: string | null;
  document: string;
  createdAt: string;
  updatedAt: string;
  hasSources: boolean;
}

/** One org, with a submission and a run that its rows may name. */
export interface Org {
  id: string;
  submissionId: string;
  runId: string;
  rows: Row[];
}

/** One org whose callers ask, and others of which they must not notice anything. */
export interface World {
  own: Org;
  others: Org[];
}

/** The companies of which every org may have a row. */
export const DOMAINS = Array.from({ length: 12 }, (_, n) => `company-${n}.com`);
export const PROCESSORS = ["core", "pro"];
/** What filters and searches can find within a document. */
export const DOCUMENTS = [
  `{"a": 1}`,
  `{"a": 2, "titles": ["Buyer", "Sales lead"]}`,
  `{"a": 1, "b": {"c": ["Lead buyer"]}}`,
];
/** The few moments at which rows were made or changed, so that many tie. */
export const TIMES = [1, 2, 3].map((n) => `2026-01-0${n}T00:00:00.000001+00:00`);

const uuid = fc.uuid({ version: 4 });
const row: fc.Arbitrary<Row> = fc.record({
  id: uuid,
  domain: fc.constantFrom(...DOMAINS),
  name: fc.constantFrom("Acme", null),
  processor: fc.constantFrom(...PROCESSORS, null),
  document: fc.constantFrom(...DOCUMENTS),
  createdAt: fc.constantFrom(...TIMES),
  updatedAt: fc.constantFrom(...TIMES),
  hasSources: fc.boolean(),
});
const org: fc.Arbitrary<Org> = fc.record({
  id: uuid,
  submissionId: uuid,
  runId: uuid,
  rows: fc.uniqueArray(row, { selector: ({ domain }) => domain, size: "max", maxLength: 12 }),
});

/** One to five orgs beside the own one. */
export const world: fc.Arbitrary<World> = fc.record({
  own: org,
  others: fc.array(org, { minLength: 1, maxLength: 5 }),
});

/** The API token of an org. */
export function tokenOf({ id }: Org): string {
  return `token-of-${id}`;
}

/**
 * Fills a database with orgs, in place of those that it has.
 *
 * From then on ids and times of rows that are written follow from the row alone, so that two
 * databases can be compared.
 */
export async function loadOrgs(database: TestDatabase, orgs: Org[]): Promise<void> {
  const { sql } = database;
  await sql.unsafe("drop trigger if exists x_fix_ids_and_times on icp_job_titles");
  await sql`delete from orgs`;
  for (const org of orgs) {
    await insertOrg(sql, org);
    await createApiToken(database, tokenOf(org), { orgId: org.id });
  }
  await sql.unsafe(`
    create or replace function fix_ids_and_times() returns trigger language plpgsql as $$
    begin
      new.id = md5(new.org_id || new.company_domain)::uuid;
      new.created_at = '2026-01-04Z';
      new.updated_at = '2026-01-05Z';
      return new;
    end $$;
    create trigger x_fix_ids_and_times before insert or update on icp_job_titles
      for each row execute function fix_ids_and_times()`);
}

async function insertOrg(sql: postgres.Sql, { id, submissionId, runId, rows }: Org) {
  await sql`
    with org as (
      insert into orgs (id, name, slug) values (${id}, ${id}, ${id}) returning id
    ), company as (
      insert into companies (org_id, name) select id, 'Client' from org returning id
    ), blueprint as (
      insert into blueprints (org_id, name) select id, 'Blueprint' from org returning id
    ), submission as (
      insert into submissions (id, org_id, company_id, blueprint_id, input_payload)
      select ${submissionId}, ${id}, company.id, blueprint.id, '{}' from company, blueprint
      returning *
    )
    insert into pipeline_runs (id, org_id, company_id, blueprint_id, submission_id)
    select ${runId}, org_id, company_id, blueprint_id, id from submission`;
  if (rows.length === 0) return;
  const values = rows.map((row) => ({
    id: row.id,
    org_id: id,
    company_domain: row.domain,
    company_name: row.name,
    raw_parallel_output: JSON.parse(row.document),
    processor: row.processor,
    source_submission_id: row.hasSources ? submissionId : null,
    source_pipeline_run_id: row.hasSources ? runId : null,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }));
  await sql`insert into icp_job_titles ${sql(values)}`;
}
