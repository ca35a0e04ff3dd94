/** How a batch is written: each item is judged by itself, and no outcome is lost. */
import type { DataApi } from "./data_api.ts";
import { type ErrorCode, ServiceError } from "./errors.ts";
import { type IcpJobTitlesInput, upsertManyIcpJobTitles } from "./service_upsert.ts";

/** What became of one item. */
export type Outcome =
  | { status: "upserted"; id: string }
  | { status: "superseded" }
  | { status: "failed"; error: ServiceError };

/** Refusals that are due to one item of a request; the rest of it is tried without that item. */
const DUE_TO_AN_ITEM: ErrorCode[] = [
  "source_not_in_org",
  "unstorable_document",
  "payload_too_large",
];

/** An item that is to be written, and the ones of the same company that come before it. */
interface Candidate {
  index: number;
  input: IcpJobTitlesInput;
  older: Candidate | undefined;
}

/**
 * Writes a batch as if its items were written one after the other.
 *
 * Of several items of one company the last is written; it takes a name or description that it does
 * not give from the one before it. Where the database refuses it, the one before it is written.
 *
 * There is one request for each shape of rows (with or without a name, with or without a
 * description), at most four, unless an item is refused: then its request is halved until the item
 * stands alone. Rows go in the order of their keys, so that batches that overlap wait for each other
 * and do not deadlock.
 *
 * @param items By index; `company_domain` is the key already, as the schemas make it.
 * @returns The outcome of each index.
 */
export async function upsertBatchOfIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  items: ReadonlyMap<number, IcpJobTitlesInput>,
  options: { signal?: AbortSignal } = {},
): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();

  async function write(part: Candidate[]): Promise<Candidate[]> {
    try {
      const inputs = part.map(({ input }) => input);
      const stored = await upsertManyIcpJobTitles(dataApi, orgId, inputs, options);
      const ids = new Map(stored.map((row) => [row.company_domain, row.id]));
      for (const { index, input, older } of part) {
        outcomes.set(index, { status: "upserted", id: ids.get(input.company_domain)! });
        settle(older, { status: "superseded" });
      }
      return [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const isDueToAnItem = DUE_TO_AN_ITEM.includes(error.code);
      if (isDueToAnItem && part.length > 1) {
        const middle = Math.ceil(part.length / 2);
        return [...await write(part.slice(0, middle)), ...await write(part.slice(middle))];
      }
      for (const { index, older } of part) {
        outcomes.set(index, { status: "failed", error });
        if (!isDueToAnItem) settle(older, { status: "failed", error });
      }
      return isDueToAnItem ? part.flatMap(({ older }) => older ?? []) : [];
    }
  }

  function settle(candidate: Candidate | undefined, outcome: Outcome): void {
    for (let next = candidate; next; next = next.older) outcomes.set(next.index, outcome);
  }

  let candidates = lastOfEachCompany(items);
  while (candidates.length > 0) {
    const refused: Candidate[] = [];
    const ofShape = Map.groupBy(candidates, ({ input }) => shapeOf(input));
    for (const part of ofShape.values()) refused.push(...await write(part));
    candidates = refused;
  }
  return outcomes;
}

function lastOfEachCompany(items: ReadonlyMap<number, IcpJobTitlesInput>): Candidate[] {
  const last = new Map<string, Candidate>();
  for (const [index, item] of items) {
    const older = last.get(item.company_domain);
    last.set(item.company_domain, { index, input: keepNames(item, older?.input), older });
  }
  return [...last].sort(([a], [b]) => a < b ? -1 : 1).map(([, candidate]) => candidate);
}

/** An item with the name and description of the one that it supersedes, where it gives none. */
function keepNames(newer: IcpJobTitlesInput, older?: IcpJobTitlesInput): IcpJobTitlesInput {
  return {
    ...newer,
    company_name: newer.company_name ?? older?.company_name,
    company_description: newer.company_description ?? older?.company_description,
  };
}

function shapeOf({ company_name, company_description }: IcpJobTitlesInput): string {
  return `${company_name != null},${company_description != null}`;
}
