/** Has the database store the documents of step results, or tell what would become of them. */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import type { Candidate } from "./judge.ts";
import type { Scope } from "./source.ts";

/** What became of a candidate; `gone` where its step result is not there any more. */
export type StoreOutcome = "upserted" | "superseded" | "gone";

/** What stands in the table beside a step result. */
type StoredState = "missing" | "same" | "older" | "newer" | "gone";

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
    const rows = await dataApi.rows((client) =>
      client.rpc("write_icp_step_results", storeArguments(scope, overwrite, batch))
    ) as { step_result_id: string; outcome: StoreOutcome }[];
    const outcomes = new Map(rows.map((row) => [row.step_result_id, row.outcome]));
    return batch.map(({ stepResultId }) => outcomes.get(stepResultId) ?? "gone");
  };
}

/** Makes what tells the outcomes that {@link createStore}'s would have, and writes nothing. */
export function createRehearsal(options: StoreOptions): StoreBatch {
  // Nothing is written, so the database cannot know which companies came before.
  const seen = new Set<string>();
  return async (batch) => {
    const states = await compareBatch(options, batch);
    return batch.map(({ row }, index) => {
      const isFirst = !seen.has(row.company_domain);
      seen.add(row.company_domain);
      const state = states[index]!;
      if (state === "gone") return "gone";
      return isFirst && state !== "newer" ? "upserted" : "superseded";
    });
  };
}

/** Looks what stands in the table beside each step result. */
export async function compareBatch(
  { dataApi, scope, overwrite }: StoreOptions,
  batch: Candidate[],
): Promise<StoredState[]> {
  const rows = await dataApi.rows((client) =>
    client.rpc("check_icp_step_results", storeArguments(scope, overwrite, batch))
  ) as { step_result_id: string; state: StoredState }[];
  const states = new Map(rows.map((row) => [row.step_result_id, row.state]));
  return batch.map(({ stepResultId }) => states.get(stepResultId) ?? "gone");
}

function storeArguments(scope: Scope, overwrite: boolean, batch: Candidate[]) {
  // As text: a Data API may not hand over an argument that is JSON as it came.
  const records = batch.map(({ stepResultId, row }) => ({ step_result_id: stepResultId, ...row }));
  return {
    p_org_id: scope.orgId,
    p_submission_ids: scope.submissionIds,
    p_records: JSON.stringify(records),
    p_overwrite: overwrite,
  };
}
