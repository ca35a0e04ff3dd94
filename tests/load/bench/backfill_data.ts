/** Past runs with research, as the backfill finds them. */
import postgres from "postgres";
import { addManyDocuments, selectDocument } from "./many_documents.ts";

/** The org and submission of the runs. */
export const PAST = {
  orgId: "00000000-0000-4000-8000-0000000bacf1",
  submissionId: "00000000-0000-4000-8000-0000000bacf2",
} as const;

const PARENT_ID = "00000000-0000-4000-8000-0000000bacf3";
const ROWS_A_STATEMENT = 1000;

/** How the records of {@link addPastRuns} are made: SQL for the document and the domain of number n. */
interface Records {
  /** Run before; what it makes outlives it. */
  prepare?(sql: postgres.Sql): Promise<void>;
  document: string;
  domain: string;
}

/** Documents of 20 kB, of companies in order. */
const LARGE_RECORDS: Records = {
  prepare: (sql) => addManyDocuments(sql, 20_000),
  document: selectDocument("n", 20_000),
  domain: "'company-' || n || '.example'",
};

/** Adds child runs, each with one step result that holds a document. */
export async function addPastRuns(
  databaseUrl: string,
  count: number,
  { prepare, document, domain }: Records = LARGE_RECORDS,
): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const { orgId, submissionId } = PAST;
  try {
    // With all that an earlier benchmark of the same run has left.
    await sql`delete from orgs where id = ${orgId}`;
    await sql`insert into orgs (id, name, slug) values (${orgId}, 'past', 'past')`;
    await sql`insert into companies (id, org_id, name) values (${orgId}, ${orgId}, 'past')`;
    await sql`insert into blueprints (id, org_id, name) values (${orgId}, ${orgId}, 'past')`;
    await sql`
      insert into submissions (id, org_id, company_id, blueprint_id, input_payload)
      values (${submissionId}, ${orgId}, ${orgId}, ${orgId}, '{}')`;
    await sql`
      insert into pipeline_runs (id, org_id, company_id, submission_id, blueprint_id, status)
      values (${PARENT_ID}, ${orgId}, ${orgId}, ${submissionId}, ${orgId}, 'succeeded')`;
    await prepare?.(sql);
    for (let from = 1; from <= count; from += ROWS_A_STATEMENT) {
      const to = Math.min(count, from + ROWS_A_STATEMENT - 1);
      await sql`
        with run as (
          insert into pipeline_runs (org_id, company_id, submission_id, blueprint_id, status,
            finished_at, parent_pipeline_run_id)
          select ${orgId}, ${orgId}, ${submissionId}, ${orgId}, 'succeeded',
            timestamptz '2026-03-01Z' + n * interval '1 second', ${PARENT_ID}
          from generate_series(${from}::int, ${to}::int) as n
          returning id, extract(epoch from finished_at)::bigint as n
        )
        insert into step_results (org_id, company_id, submission_id, pipeline_run_id,
          step_position, status, output_payload)
        select ${orgId}, ${orgId}, ${submissionId}, id, 1, 'succeeded',
          jsonb_build_object('operation_result', jsonb_build_object(
            'operation_id', 'company.derive.icp_job_titles',
            'output', jsonb_build_object('domain', ${sql.unsafe(domain)},
              'company_name', 'Company ' || n, 'company_description', 'About ' || n,
              'parallel_run_id', 'trun_' || n, 'processor', 'pro',
              'parallel_raw_response', jsonb_build_object('output', jsonb_build_object('content',
                ${sql.unsafe(document)})))))
        from run`;
    }
    await sql`vacuum analyze pipeline_runs, step_results`;
  } finally {
    await sql.end();
  }
}
