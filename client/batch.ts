/** Many upserts in few requests, with a result for each item. */
import { IcpJobTitlesError, type Issue } from "./errors.ts";
import { toJson } from "./json.ts";
import { type Answer, gzip } from "./request.ts";
import type { BatchResult, IcpJobTitlesItem } from "./types.ts";

/** What the service takes in one request: items, and bytes with room below its 20 MB. */
const MAX_ITEMS = 500;
const MAX_BYTES = 8_000_000;

/** An item, its place in the whole input, and how it is sent. */
interface Entry {
  index: number;
  json: Blob;
}

/** What the service tells of one item. */
interface ItemAnswer {
  index: number;
  status: BatchResult["status"];
  company_domain?: string | null;
  id?: string | null;
  error?: string | null;
  code?: string | null;
  issues?: Issue[] | null;
}

/** What the service answers to one batch. */
export interface BatchAnswer {
  data: { results?: ItemAnswer[] };
}

/** Sends one gzipped body. */
export type SendBatch = (body: Blob) => Promise<Answer<BatchAnswer>>;

/** Sends items of any number, one request after another, and yields what became of each. */
export async function* upsertInBatches(
  items: Iterable<IcpJobTitlesItem> | AsyncIterable<IcpJobTitlesItem>,
  send: SendBatch,
): AsyncGenerator<BatchResult> {
  let batch: Entry[] = [];
  let bytes = 0;
  let index = -1;
  for await (const item of items) {
    index++;
    let json;
    try {
      json = new Blob([toJson(item)]);
    } catch (error) {
      yield failed(index, error);
      continue;
    }
    if (batch.length === MAX_ITEMS || (batch.length > 0 && bytes + json.size > MAX_BYTES)) {
      yield* await sendBatch(batch, send);
      [batch, bytes] = [[], 0];
    }
    batch.push({ index, json });
    bytes += json.size;
  }
  if (batch.length > 0) yield* await sendBatch(batch, send);
}

/** One request; where it fails, each of its items has. */
async function sendBatch(batch: Entry[], send: SendBatch): Promise<BatchResult[]> {
  const list = batch.flatMap(({ json }, position) => position > 0 ? [",", json] : [json]);
  try {
    const answer = await send(await gzip(['{"items":[', ...list, "]}"]));
    const told = new Map(answer.body.data.results?.map((item) => [item.index, item]));
    return batch.map(({ index }, position) => readItem(told.get(position), index, answer));
  } catch (error) {
    return batch.map(({ index }) => failed(index, error));
  }
}

function readItem(
  item: ItemAnswer | undefined,
  index: number,
  { status, requestId }: Answer<BatchAnswer>,
): BatchResult {
  const company_domain = item?.company_domain ?? undefined;
  if (item?.status === "upserted" && company_domain && item.id) {
    return { index, status: item.status, company_domain, id: item.id };
  }
  if (item?.status === "superseded" && company_domain) {
    return { index, status: item.status, company_domain };
  }
  const message = item?.error ?? "The answer does not tell what became of the item. Send it again.";
  const issues = item?.issues ?? undefined;
  const details = { status, requestId, issues };
  const error = new IcpJobTitlesError(item?.code ?? "unexpected_answer", message, details);
  return { index, status: "failed", company_domain, error };
}

/** The result of an item whose failure is known; other errors are bugs, and go on. */
function failed(index: number, error: unknown): BatchResult {
  if (!(error instanceof IcpJobTitlesError)) throw error;
  return { index, status: "failed", company_domain: undefined, error };
}
