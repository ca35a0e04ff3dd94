/** One company that a backfill and something else write to. */
import type { TestDatabase } from "./database.ts";
import type { PastSubmission } from "./pipeline.ts";

/** The company's key. */
export const DOMAIN = "acme.com";

/** The row of {@link DOMAIN}, if there is one. */
export async function readRow({ sql }: TestDatabase) {
  const [row] =
    await sql`select company_name as name, raw_parallel_output as raw from icp_job_titles
    where company_domain = ${DOMAIN}`;
  return row && { ...row };
}

/** What something else writes, as the endpoint does; at a time of its own where there is no row. */
export async function writeElsewhere(
  { sql }: TestDatabase,
  { orgId }: PastSubmission,
  { runId = null, at = new Date().toISOString() }: { runId?: string | null; at?: string } = {},
): Promise<void> {
  await sql`
    insert into icp_job_titles
      (org_id, company_domain, company_name, raw_parallel_output, source_pipeline_run_id, updated_at)
    values (${orgId}, ${DOMAIN}, 'Elsewhere', '{"from": "elsewhere"}', ${runId}, ${at})
    on conflict (org_id, company_domain) do update
      set raw_parallel_output = excluded.raw_parallel_output,
        company_name = excluded.company_name, source_pipeline_run_id = null`;
}

/** The row as it is after {@link writeElsewhere}. */
export const ELSEWHERE = { name: "Elsewhere", raw: { from: "elsewhere" } };
