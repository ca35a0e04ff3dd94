/** Past pipeline runs in a database, as the backfill finds them. */
import type postgres from "postgres";

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

/**
 * Adds a submission, whose child runs finished in the order given, an hour apart, beginning at
 * 2026-03-01T01:00:00Z.
 *
 * @param orgId The org that it belongs to; a new one when absent.
 */
export async function addSubmission(
  sql: postgres.Sql,
  runs: PastRun[],
  orgId: string = crypto.randomUUID(),
): Promise<PastSubmission> {
  const [submissionId, parentId, companyId, blueprintId] = Array.from(
    { length: 4 },
    () => crypto.randomUUID(),
  );
  const common = { org_id: orgId, company_id: companyId!, submission_id: submissionId! };
  await sql`insert into orgs ${
    sql({ id: orgId, name: orgId, slug: orgId })
  } on conflict do nothing`;
  await sql`insert into companies ${
    sql({ id: companyId!, org_id: orgId, name: `Client of ${submissionId}` })
  }`;
  await sql`insert into blueprints ${
    sql({ id: blueprintId!, org_id: orgId, name: `ICP of ${submissionId}` })
  }`;
  await sql`insert into submissions ${
    sql({
      id: submissionId!,
      org_id: orgId,
      company_id: companyId!,
      blueprint_id: blueprintId!,
      input_payload: "{}",
      status: "completed",
    })
  }`;
  const pastRuns = [undefined, ...runs].map((run, hour) => ({
    payloads: run?.payloads ?? [],
    row: {
      ...common,
      id: run ? crypto.randomUUID() : parentId!,
      blueprint_id: blueprintId!,
      status: "succeeded",
      finished_at: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(),
      parent_pipeline_run_id: run ? parentId! : null,
    },
  }));
  for (const { row, payloads } of pastRuns) {
    await sql`insert into pipeline_runs ${sql(row)}`;
    for (const [position, payload] of payloads.entries()) {
      await sql`insert into step_results ${
        sql({
          ...common,
          pipeline_run_id: row.id,
          step_position: position + 1,
          status: "succeeded",
        })
      }`;
      // As text, since the driver would write a payload that is null as SQL's null.
      await sql`update step_results set output_payload = ${JSON.stringify(payload)}::text::jsonb
        where pipeline_run_id = ${row.id} and step_position = ${position + 1}`;
    }
  }
  const runIds = pastRuns.slice(1).map(({ row }) => row.id);
  return { orgId, submissionId: submissionId!, runIds };
}
