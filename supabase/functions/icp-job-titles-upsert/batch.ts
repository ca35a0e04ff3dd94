/** One batch: every item is judged by itself, and every item has its result. */
import type { DataApi } from "../_shared/data_api/client.ts";
import { type Issue, ServiceError } from "../_shared/errors.ts";
import { type RawJson, readObject } from "../_shared/raw_json.ts";
import { UPSERT_MEMBERS, upsertBody, type UpsertInput } from "../_shared/contract/bodies.ts";
import { MAX_ISSUES_OF_ITEM, validate } from "../_shared/http/validate.ts";
import { type BatchOptions, type ItemResult, upsertBatchOfIcpJobTitles } from "./write_many.ts";

/** The result of the item at `index`. */
interface BatchResult {
  index: number;
  status: ItemResult["status"];
  /** The key; absent if the domain is not valid. */
  company_domain?: string | undefined;
  /** The row's id, of an item that was upserted. */
  id?: string;
  error?: string;
  code?: string;
  issues?: Issue[] | undefined;
}

/** What a batch is answered with. */
interface BatchAnswer {
  upserted: number;
  failed: number;
  results: BatchResult[];
}

/**
 * Validates and writes a batch.
 *
 * @param items Each as the text that it came as.
 * @throws {ServiceError} As {@link upsertBatchOfIcpJobTitles}.
 */
export async function writeBatch(
  dataApi: DataApi,
  orgId: string,
  items: readonly RawJson[],
  options: BatchOptions,
): Promise<BatchAnswer> {
  const results: BatchResult[] = [];
  const valid = new Map<number, UpsertInput>();
  for (const [index, { text }] of items.entries()) {
    let item: unknown;
    try {
      item = readObject(text, UPSERT_MEMBERS);
      valid.set(index, validate(upsertBody, item, MAX_ISSUES_OF_ITEM));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      results[index] = describe(index, { status: "failed", error }, readKey(item));
    }
  }
  const outcomes = await upsertBatchOfIcpJobTitles(dataApi, orgId, valid, options);
  for (const [index, outcome] of outcomes) {
    results[index] = describe(index, outcome, valid.get(index)?.company_domain);
  }
  const count = (status: string) => results.filter((result) => result.status === status).length;
  return { upserted: count("upserted"), failed: count("failed"), results };
}

/** The key of an item that is not valid, if its domain is one. */
function readKey(item: unknown): string | undefined {
  const { company_domain } = Object(item);
  return upsertBody.shape.company_domain.safeParse(company_domain).data;
}

function describe(index: number, outcome: ItemResult, company_domain?: string): BatchResult {
  const result = { index, status: outcome.status, company_domain };
  if (outcome.status === "upserted") return { ...result, id: outcome.id };
  if (outcome.status === "superseded") return result;
  const { publicMessage, code, issues } = outcome.error;
  return { ...result, error: publicMessage, code, issues };
}
