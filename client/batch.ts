/** Many upserts in few requests, with a result for each item. */
import { readServiceError } from "./answer.ts";
import { IcpJobTitlesError } from "./errors.ts";
import { gzip } from "./gzip.ts";
import { isObject, toJson } from "./json.ts";
import { type Answer, type Connection, sendRequest } from "./request.ts";
import { isText, readCount, readResults } from "./shapes.ts";
import type { BatchResult } from "./types.ts";
import { type IcpJobTitlesItem, MAX_ITEMS } from "./wire.ts";

/** Bytes of one request, with room below the 20 MB that the service takes. */
const MAX_BYTES = 8_000_000;

/** An item, its place in the whole input, and how it is sent. */
interface Entry {
  index: number;
  json: Blob;
}

/** Sends items of any number, one request after another, and yields what became of each. */
export async function* upsertInBatches(
  connection: Connection,
  path: string,
  items: Iterable<IcpJobTitlesItem> | AsyncIterable<IcpJobTitlesItem>,
): AsyncGenerator<BatchResult> {
  checkIterable(items);
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
      yield* await sendBatch(connection, path, batch);
      [batch, bytes] = [[], 0];
    }
    batch.push({ index, json });
    bytes += json.size;
  }
  if (batch.length > 0) yield* await sendBatch(connection, path, batch);
}

function checkIterable(items: unknown): void {
  const mayBe = typeof items === "object" && items !== null;
  if (mayBe && (Symbol.iterator in items || Symbol.asyncIterator in items)) return;
  const message = "The items of a batch must be an array or another iterable of items.";
  throw new IcpJobTitlesError("invalid_option", message);
}

/** One request; where it fails, each of its items has. */
async function sendBatch(
  connection: Connection,
  path: string,
  batch: Entry[],
): Promise<BatchResult[]> {
  const list = batch.flatMap(({ json }, position) => position > 0 ? [",", json] : [json]);
  try {
    const message = { path, ...await gzip(['{"items":[', ...list, "]}"]) };
    const answer = await sendRequest(connection, message, readResults);
    const told = new Map(answer.body.filter(isObject).map((item) => [readCount(item.index), item]));
    return batch.map(({ index }, position) =>
      readItem(connection, told.get(position) ?? {}, index, answer)
    );
  } catch (error) {
    return batch.map(({ index }) => failed(index, error));
  }
}

function readItem(
  { redact }: Connection,
  item: Record<string, unknown>,
  index: number,
  { status, requestId }: Answer<unknown>,
): BatchResult {
  const { company_domain, id } = item;
  if (item.status === "upserted" && isText(company_domain) && isText(id)) {
    return { index, status: item.status, company_domain, id };
  }
  if (item.status === "superseded" && isText(company_domain)) {
    return { index, status: item.status, company_domain };
  }
  const told = item.status === "failed"
    ? readServiceError(item, { status, requestId }, redact)
    : undefined;
  const error = told ?? new IcpJobTitlesError(
    "unexpected_answer",
    "The answer does not tell what became of the item. Send it again.",
    { status, requestId },
  );
  const domain = isText(company_domain) ? redact(company_domain) : undefined;
  return { index, status: "failed", company_domain: domain, error };
}

/** The result of an item whose failure is known; other errors are bugs, and go on. */
function failed(index: number, error: unknown): BatchResult {
  if (!(error instanceof IcpJobTitlesError)) throw error;
  return { index, status: "failed", company_domain: undefined, error };
}
