/**
 * Reads the past results of submissions: their succeeded child runs, newest first, and what the
 * succeeded step results of these are about. No document travels (docs/DECISIONS.md).
 */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";

/** The submissions to read, all of one org. */
export interface Scope {
  orgId: string;
  submissionIds: string[];
}

/** What is read of one succeeded step result, or of a run that has none; texts are as they came. */
export interface StepResult {
  run_id: string;
  /** RFC 3339, or null where the pipeline has not recorded it. */
  finished_at: string | null;
  /** Null where the run has no succeeded step result; then so is all that follows. */
  step_result_id: string | null;
  step_position: number | null;
  attempt: number | null;
  operation_id: string | null;
  domain: string | null;
  company_name: string | null;
  company_description: string | null;
  parallel_run_id: string | null;
  processor: string | null;
  content_state:
    | "missing_output"
    | "missing_content"
    | "empty"
    | "object"
    | "oversized_number"
    | "other";
  /** Its size as the database holds it. */
  content_bytes: number | null;
  /** The keys of the rows that name this run as their source. */
  stored_domains: string[];
}

/** Submissions asked for in one request; more ids would not fit into a URL. */
const SUBMISSIONS_PER_READ = 100;

/** Tells the org of each submission that is there. */
export async function readOrgsOfSubmissions(
  dataApi: DataApi,
  submissionIds: string[],
): Promise<Map<string, string>> {
  const orgs = new Map<string, string>();
  let left = submissionIds;
  while (left.length > 0) {
    const ids = left.slice(0, SUBMISSIONS_PER_READ);
    const rows = await dataApi.rows((client) =>
      client.from("submissions").select("id,org_id").in("id", ids)
    );
    for (const { id, org_id } of rows) orgs.set(id, org_id);
    // The answer may be cut, so those without a row are asked for again until none has one.
    const rest = left.slice(ids.length);
    left = rows.length > 0 ? [...ids.filter((id) => !orgs.has(id)), ...rest] : rest;
  }
  return orgs;
}

/** Lists every submission of an org, by id. */
export async function listSubmissions(dataApi: DataApi, orgId: string): Promise<string[]> {
  const ids: string[] = [];
  // Until a page is empty: the Data API cuts a page at its max_rows without a word.
  while (true) {
    const page = await dataApi.rows((client) => {
      const submissions = client.from("submissions").select("id").eq("org_id", orgId).order("id");
      const last = ids.at(-1);
      return last === undefined ? submissions : submissions.gt("id", last);
    });
    if (page.length === 0) return ids;
    ids.push(...page.map(({ id }) => id));
  }
}

/**
 * Reads one page of records; an empty one is the end.
 *
 * @param last The last record of the page before.
 * @throws {ServiceError} When the Data API refuses the read or is away.
 */
export async function readStepResults(
  dataApi: DataApi,
  { orgId, submissionIds }: Scope,
  limit: number,
  last: StepResult | undefined,
): Promise<StepResult[]> {
  const place = last && {
    p_after_run_id: last.run_id,
    ...(last.finished_at !== null && { p_after_finished_at: last.finished_at }),
    ...(last.step_position !== null && { p_after_step_position: last.step_position }),
    ...(last.attempt !== null && { p_after_attempt: last.attempt }),
  };
  return await dataApi.rows((client) =>
    client.rpc("read_icp_step_results", {
      p_org_id: orgId,
      p_submission_ids: submissionIds,
      p_limit: limit,
      ...place,
    })
  ) as unknown as StepResult[];
}

/** Counts the records that all pages of {@link readStepResults} have. */
export async function countStepResults(dataApi: DataApi, scope: Scope): Promise<number> {
  return await dataApi.rows((client) =>
    client.rpc("count_icp_step_results", {
      p_org_id: scope.orgId,
      p_submission_ids: scope.submissionIds,
    })
  );
}
