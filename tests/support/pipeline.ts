/** Past pipeline runs in a database, as the backfill finds them. */
import type postgres from "postgres";

/** One succeeded child run of a submission, with the payloads of its succeeded step results. */
export interface PastRun {
  payloads: unknown[];
}

/** What {@link addSubmission} made. */
export interface PastSubmission {
  orgId: string;
  submissionId: string;
}

/**
 * Adds an org with one submission, whose child runs finished in the order given, an hour apart,
 * beginning at 2026-03-01T01:00:00Z.
 */
export async function addSubmission(sql: postgres.Sql, runs: PastRun[]): Promise<PastSubmission> {
  const orgId = crypto.randomUUID();
  const [submissionId, parentId, companyId, blueprintId] = Array.from(
    { length: 4 },
    () => crypto.randomUUID(),
  );
  const common = { org_id: orgId, company_id: companyId!, submission_id: submissionId! };
  await sql`insert into orgs ${sql({ id: orgId, name: orgId, slug: orgId })}`;
  await sql`insert into companies ${sql({ id: companyId!, org_id: orgId, name: "Client" })}`;
  await sql`insert into blueprints ${sql({ id: blueprintId!, org_id: orgId, name: "ICP" })}`;
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
  return { orgId, submissionId: submissionId! };
}
