/** How a batch is written: each item is judged by itself, and no outcome is lost. */
import type { DataApi } from "../_shared/data_api/client.ts";
import { type ErrorCode, ServiceError } from "../_shared/errors.ts";
import type { UpsertInput } from "../_shared/contract/bodies.ts";
import { upsertManyIcpJobTitles } from "./write_one.ts";

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

/** Faults of the database that pass by themselves. */
const PASSING: ErrorCode[] = ["database_unavailable", "database_timeout"];

/** What a batch may be given beside its items. */
export interface BatchOptions {
  signal?: AbortSignal;
  /** Called for each fault on our side, with the number of items that failed by it. */
  onFault?: (error: ServiceError, items: number) => void;
}

interface Item {
  index: number;
  input: UpsertInput;
}

/** What is still to be done for one company. */
interface Company {
  /** Its items that the database has not refused, newest first. */
  items: Item[];
  /** Those of them that are to be written, oldest first; there is at least one. */
  steps: [Item, ...Item[]];
}

/**
 * Writes a batch as if its items were written one after the other.
 *
 * Of several items of one company the last is written. A name or description that it does not give
 * comes from the newest of the others that does, so that one is written first; the rest are
 * superseded. Where the database refuses one of them, the company begins anew without it.
 *
 * There is one request for each shape of rows (with or without a name, with or without a
 * description), at most four, unless items of one company follow one another, or one is refused:
 * then its request is halved until the item stands alone. Rows go in the order of their keys, so
 * that batches that overlap wait for each other and do not deadlock.
 *
 * @param items By index; `company_domain` is the key already, as the schemas make it.
 * @returns The outcome of each index.
 * @throws {ServiceError} `database_unavailable` (503) or `database_timeout` (504) where that is why
 * none was written; `caller_left` (499), when some of the batch may be written.
 */
export async function upsertBatchOfIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  items: ReadonlyMap<number, UpsertInput>,
  options: BatchOptions = {},
): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  let timeout: ServiceError | undefined;

  /** Does the next step of each company, and returns those that are not done. */
  async function write(part: Company[]): Promise<Company[]> {
    try {
      // Another request would be as late.
      if (timeout) throw timeout;
      const inputs = part.map(({ steps: [{ input }] }) => input);
      const stored = await upsertManyIcpJobTitles(dataApi, orgId, inputs, options);
      const ids = new Map(stored.map((row) => [row.company_domain, row.id]));
      return part.flatMap(({ items, steps: [done, next, ...rest] }) => {
        if (next) return [{ items, steps: [next, ...rest] }];
        for (const { index } of items) outcomes.set(index, { status: "superseded" });
        const id = ids.get(done.input.company_domain)!;
        outcomes.set(done.index, { status: "upserted", id });
        return [];
      });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === "caller_left") throw error;
      if (error.code === "database_timeout") timeout = error;
      const isDueToAnItem = DUE_TO_AN_ITEM.includes(error.code);
      if (isDueToAnItem && part.length > 1) {
        const middle = Math.ceil(part.length / 2);
        return [...await write(part.slice(0, middle)), ...await write(part.slice(middle))];
      }
      return part.flatMap(({ items, steps: [refused] }) => {
        const failed = isDueToAnItem ? [refused] : items;
        for (const { index } of failed) outcomes.set(index, { status: "failed", error });
        if (error.status >= 500) options.onFault?.(error, failed.length);
        return planCompany(items.filter((item) => !failed.includes(item)));
      });
    }
  }

  let companies = groupByCompany(items).flatMap(planCompany);
  while (companies.length > 0) {
    const left: Company[] = [];
    const ofShape = Map.groupBy(companies, ({ steps: [{ input }] }) => shapeOf(input));
    for (const part of ofShape.values()) left.push(...await write(part.sort(byKey)));
    companies = left;
  }
  const faults = [...outcomes.values()].flatMap((outcome) =>
    outcome.status === "failed" && PASSING.includes(outcome.error.code) ? outcome.error : []
  );
  if (faults.length > 0 && faults.length === outcomes.size) throw faults[0];
  return outcomes;
}

/** The items of each company, newest first. */
function groupByCompany(items: ReadonlyMap<number, UpsertInput>): Item[][] {
  const newestFirst = [...items].map(([index, input]) => ({ index, input })).reverse();
  return [...Map.groupBy(newestFirst, ({ input }) => input.company_domain).values()];
}

/** Plans what to write of a company's items; nothing where there are none. */
function planCompany(items: Item[]): Company[] {
  const givers = [
    items[0],
    items.find(({ input }) => input.company_name != null),
    items.find(({ input }) => input.company_description != null),
  ];
  const [first, ...rest] = items.filter((item) => givers.includes(item)).reverse();
  return first ? [{ items, steps: [first, ...rest] }] : [];
}

function byKey({ items: [a] }: Company, { items: [b] }: Company): number {
  return a!.input.company_domain < b!.input.company_domain ? -1 : 1;
}

function shapeOf({ company_name, company_description }: UpsertInput): string {
  return `${company_name != null},${company_description != null}`;
}
