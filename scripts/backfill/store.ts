/** Has the database store the documents of step results, or tell what would become of them. */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import type { Candidate } from "./judge.ts";
import type { Scope } from "./source.ts";

/** What became of a candidate; `no_source` where its step result is not there any more. */
export type StoreOutcome = "upserted" | "superseded" | "no_source";

/** What would become of a candidate, and what stands in the table beside it now. */
interface Comparison {
  outcome: StoreOutcome;
  stored: "missing" | "same" | "older" | "newer";
}

/** Stores a batch in one request, all of it or nothing, and tells the outcomes in its order. */
export type StoreBatch = (batch: Candidate[]) => Promise<StoreOutcome[]>;

/** What a batch is compared or stored with. */
interface StoreOptions {
  dataApi: DataApi;
  scope: Scope;
  /** Whether rows that something else wrote later are written over. */
  overwrite: boolean;
}

/**
 * Makes what stores a batch. A row that is newer is kept, which the database decides in the same
 * statement that writes.
 */
export function createStore({ dataApi, scope, overwrite }: StoreOptions): StoreBatch {
  return async (batch) => {
    const lines = await dataApi.rows((client) =>
      client.rpc("write_icp_job_titles", storeArguments(scope, overwrite, batch))
    ) as { outcome: StoreOutcome }[];
    return lines.map(({ outcome }) => outcome);
  };
}

/**
 * Makes what tells the outcomes that {@link createStore}'s would have, and writes nothing.
 *
 * The table does not show what earlier batches would have stored, so the newest candidate of a
 * company is sent along with every later one. Batches must come one after the other, newest first.
 */
export function createDryRunStore(options: StoreOptions): StoreBatch {
  const newest = new Map<string, Candidate>();
  return async (batch) => {
    const earlier = new Set(batch.flatMap(({ row }) => newest.get(row.company_domain) ?? []));
    const comparisons = await compareBatch(options, [...earlier, ...batch]);
    const outcomes = comparisons.slice(earlier.size).map(({ outcome }) => outcome);
    for (const [index, candidate] of batch.entries()) {
      const { company_domain } = candidate.row;
      const isThere = outcomes[index] !== "no_source";
      if (isThere && !newest.has(company_domain)) newest.set(company_domain, candidate);
    }
    return outcomes;
  };
}

/** Asks what {@link createStore}'s would do with a batch, and tells it in its order. */
export async function compareBatch(
  { dataApi, scope, overwrite }: StoreOptions,
  batch: Candidate[],
): Promise<Comparison[]> {
  return await dataApi.rows((client) =>
    client.rpc("check_icp_job_titles", storeArguments(scope, overwrite, batch))
  ) as unknown as Comparison[];
}

function storeArguments(scope: Scope, overwrite: boolean, batch: Candidate[]) {
  const items = batch.map(({ stepResultId, row }) => ({ step_result_id: stepResultId, ...row }));
  return {
    p_org_id: scope.orgId,
    p_submission_ids: scope.submissionIds,
    // As text: a Data API may not hand over an argument that is JSON as it came.
    p_items: JSON.stringify(items),
    p_overwrite: overwrite,
  };
}
