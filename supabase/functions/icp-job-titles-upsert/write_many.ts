/** How a batch is written: each item is judged by itself, and no result is lost. */
import { rowOf, type UpsertInput } from "../_shared/contract/bodies.ts";
import type { DataApi } from "../_shared/data_api/client.ts";
import { sourceNotInOrg } from "../_shared/data_api/refusals.ts";
import { type ErrorCode, ServiceError } from "../_shared/errors.ts";

/** What became of one item. */
export type ItemResult =
  | { status: "upserted"; id: string }
  | { status: "superseded" }
  | { status: "failed"; error: ServiceError };

/** Refusals that are due to one item of a request; the rest of it is tried without that item. */
const DUE_TO_AN_ITEM: ErrorCode[] = [
  "source_not_in_org",
  "unstorable_document",
  "payload_too_large",
];

/**
 * Characters of documents in one request. To find their words takes the database 0.1 s a megabyte, and a
 * hosted statement stops at 8 s.
 */
const MAX_CHARACTERS_AT_ONCE = 4_000_000;

/** Faults of the database that pass by themselves. */
const PASSING: ErrorCode[] = ["database_unavailable", "database_timeout"];

/** What a batch may be given beside its items. */
export interface BatchOptions {
  signal?: AbortSignal;
  /** Called for each fault on our side, with the number of items that failed by it. */
  onFault?: (error: ServiceError, items: number) => void;
}

type Item = [index: number, input: UpsertInput];

/**
 * Writes a batch as if its items were written one after the other.
 *
 * It is one request, or several where the documents are large: the database decides which item of a
 * company is written, and where its name comes from (migration 028). Where it cannot take one of the
 * items it refuses the request, which is then halved until that item stands alone, the earlier half
 * first.
 *
 * @param items By index.
 * @returns The outcome of each index.
 * @throws {ServiceError} `database_unavailable` (503) or `database_timeout` (504) where that is why
 * none was written; `caller_left` (499), when some of the batch may be written.
 */
export async function upsertBatchOfIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  items: ReadonlyMap<number, UpsertInput>,
  options: BatchOptions = {},
): Promise<Map<number, ItemResult>> {
  const outcomes = new Map<number, ItemResult>();
  /** The item of each company that was upserted last. */
  const written = new Map<string, number>();
  let timeout: ServiceError | undefined;

  async function write(part: Item[]): Promise<void> {
    try {
      // Another request would be as late.
      if (timeout) throw timeout;
      const found = await writeRows(dataApi, orgId, part.map(([, input]) => input), options);
      for (const [place, [index, { company_domain }]] of part.entries()) {
        const outcome = found[place]!;
        outcomes.set(index, outcome);
        if (outcome.status !== "upserted") continue;
        const earlier = written.get(company_domain);
        if (earlier !== undefined) outcomes.set(earlier, { status: "superseded" });
        written.set(company_domain, index);
      }
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === "caller_left") throw error;
      if (error.code === "database_timeout") timeout = error;
      if (DUE_TO_AN_ITEM.includes(error.code) && part.length > 1) {
        const middle = Math.ceil(part.length / 2);
        await write(part.slice(0, middle));
        return await write(part.slice(middle));
      }
      for (const [index] of part) outcomes.set(index, { status: "failed", error });
      if (error.status >= 500) options.onFault?.(error, part.length);
    }
  }

  for (const part of divide([...items])) await write(part);
  const faults = [...outcomes.values()].flatMap((outcome) =>
    outcome.status === "failed" && PASSING.includes(outcome.error.code) ? outcome.error : []
  );
  if (faults.length > 0 && faults.length === outcomes.size) throw faults[0];
  return outcomes;
}

/** Divides items into parts whose documents fit into one request each; one that does not is alone. */
function divide(items: Item[]): Item[][] {
  const parts: Item[][] = [];
  let left = 0;
  for (const item of items) {
    const { length } = item[1].raw_parallel_output.text;
    left -= length;
    if (left < 0 || parts.length === 0) {
      parts.push([]);
      left = MAX_CHARACTERS_AT_ONCE - length;
    }
    parts.at(-1)!.push(item);
  }
  return parts;
}

/** Writes rows in one request, all of them or none; answers by place. */
async function writeRows(
  dataApi: DataApi,
  orgId: string,
  oldestFirst: UpsertInput[],
  { signal }: BatchOptions,
): Promise<ItemResult[]> {
  const inputs = oldestFirst.toReversed();
  const rows = inputs.map((input) => {
    const { raw_parallel_output: _, ...row } = rowOf(orgId, input, "");
    return row;
  });
  const answers = await dataApi.rows(
    (client, document) =>
      client.rpc("write_icp_job_titles", {
        p_org_id: orgId,
        p_items: JSON.stringify(rows),
        p_documents: inputs.map(() => document),
      }),
    { documents: inputs.map((input) => input.raw_parallel_output), signal },
  ) as { outcome: "upserted" | "superseded" | "no_source"; id: string }[];
  return answers.map(({ outcome, id }): ItemResult => {
    if (outcome === "no_source") return { status: "failed", error: sourceNotInOrg() };
    return outcome === "upserted" ? { status: outcome, id } : { status: outcome };
  }).reverse();
}
