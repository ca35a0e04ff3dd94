/** Past pipeline runs in a database, as the backfill finds them. */
import type postgres from "postgres";
import type { Database, Json } from "../../supabase/functions/_shared/data_api/database.types.ts";

/** One succeeded child run of a submission, with the payloads of its succeeded step results. */
export interface PastRun {
  payloads: unknown[];
}

/** The research that a step result holds, as the operation answers it. */
export function research(
  name: string | null,
  domain: string,
  content: unknown = { titles: ["Buyer"] },
): unknown {
  const output = {
    company_name: name,
    company_description: name && `About ${name}`,
    domain,
    parallel_run_id: `trun_${name}`,
    processor: "pro",
    parallel_raw_response: { output: { type: "json", content } },
  };
  return { operation_result: { operation_id: "company.derive.icp_job_titles", output } };
}

/** What {@link addSubmission} made. */
export interface PastSubmission {
  orgId: string;
  submissionId: string;
  /** In the order given. */
  runIds: string[];
}

/** The rows of a submission by their tables, in the order in which they can be inserted. */
interface SubmissionRows {
  companies: [PipelineRow<"companies">];
  blueprints: [PipelineRow<"blueprints">];
  submissions: [PipelineRow<"submissions">];
  pipeline_runs: PipelineRow<"pipeline_runs">[];
  step_results: PipelineRow<"step_results">[];
}

type PipelineRow<Table extends keyof Database["public"]["Tables"]> =
  Database["public"]["Tables"][Table]["Insert"];

/**
 * Makes the rows of a submission, whose child runs finished in the order given, an hour apart,
 * beginning at 2026-03-01T01:00:00Z.
 */
export function makeSubmission(
  runs: PastRun[],
  orgId: string,
): { past: PastSubmission; rows: SubmissionRows } {
  const [submission_id, parentId, company_id, blueprint_id] = Array.from(
    { length: 4 },
    () => crypto.randomUUID(),
  ) as [string, string, string, string];
  const common = { org_id: orgId, company_id, submission_id };
  const pastRuns = [undefined, ...runs].map((run, hour) => ({
    payloads: run?.payloads ?? [],
    row: {
      ...common,
      id: run ? crypto.randomUUID() : parentId,
      blueprint_id,
      status: "succeeded" as const,
      finished_at: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(),
      parent_pipeline_run_id: run ? parentId : null,
    },
  }));
  const step_results = pastRuns.flatMap(({ row, payloads }) =>
    payloads.map((payload, position) => ({
      ...common,
      pipeline_run_id: row.id,
      step_position: position + 1,
      status: "succeeded" as const,
      output_payload: payload as Json,
    }))
  );
  const rows: SubmissionRows = {
    companies: [{ id: company_id, org_id: orgId, name: `Client of ${submission_id}` }],
    blueprints: [{ id: blueprint_id, org_id: orgId, name: `ICP of ${submission_id}` }],
    submissions: [{
      id: submission_id,
      org_id: orgId,
      company_id,
      blueprint_id,
      input_payload: {},
      status: "completed",
    }],
    pipeline_runs: pastRuns.map(({ row }) => row),
    step_results,
  };
  const runIds = pastRuns.slice(1).map(({ row }) => row.id);
  return { past: { orgId, submissionId: submission_id, runIds }, rows };
}

/**
 * Adds a submission as {@link makeSubmission} makes it.
 *
 * @param orgId The org that it belongs to; a new one when absent.
 */
export async function addSubmission(
  sql: postgres.Sql,
  runs: PastRun[],
  orgId: string = crypto.randomUUID(),
): Promise<PastSubmission> {
  const { past, rows } = makeSubmission(runs, orgId);
  await sql`insert into orgs ${
    sql({ id: orgId, name: orgId, slug: orgId })
  } on conflict do nothing`;
  for (const [table, list] of Object.entries(rows)) {
    if (list.length === 0) continue;
    const columns = sql(Object.keys(list[0]!));
    await sql`insert into ${sql(table)} (${columns}) select ${columns}
      from jsonb_populate_recordset(null::${sql(table)}, ${JSON.stringify(list)}::text::jsonb)`;
  }
  // A payload that is null is JSON's null there, and became SQL's.
  await sql`update step_results set output_payload = 'null'
    where submission_id = ${past.submissionId} and output_payload is null`;
  return past;
}
