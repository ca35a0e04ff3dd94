/** The shapes that answers have, checked where a caller, or the client, would trip over others. */
import { isObject } from "./json.ts";
import type { IcpJobTitlesPage, Pointer } from "./types.ts";
import type { Column, IcpJobTitlesRow } from "./wire.ts";

/** Says which part of an answer is not as the service sends it; never holds a value. */
export class WrongShape extends Error {}

function check(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new WrongShape(otherwise);
}

/** Reads the answer to an upsert. */
export function readRow(body: unknown): IcpJobTitlesRow {
  const row = isObject(body) ? body.data : undefined;
  const isRow = isObject(row) && isText(row.id) && isText(row.company_domain);
  check(isRow, "data is not a row");
  return row as unknown as IcpJobTitlesRow;
}

/** Reads the answer to a batch: its results, which may be anything. */
export function readResults(body: unknown): unknown[] {
  const results = isObject(body) && isObject(body.data) ? body.data.results : undefined;
  check(Array.isArray(results), "data.results is not a list");
  return results;
}

/** Reads the answer of a health check. */
export function readHealth(body: unknown): void {
  const data = isObject(body) ? body.data : undefined;
  check(isObject(data) && data.status === "ok", 'data.status is not "ok"');
}

/** Reads a page; its counts become numbers, whatever `parseJson` made of them. */
export function readPage<C extends Column, P extends Pointer>(
  body: unknown,
): IcpJobTitlesPage<C, P> {
  check(isObject(body) && Array.isArray(body.data), "data is not a list");
  const { data, pagination, not_found, invalid } = body;
  check(data.every(isObject), "data has something else than rows");
  check(isObject(pagination), "pagination is not an object");
  const { has_more, next_cursor } = pagination;
  const [limit, total] = [readCount(pagination.limit), readCount(pagination.total)];
  const returned = readCount(pagination.returned);
  const isTotal = pagination.total === undefined || total !== undefined;
  const isCursor = next_cursor === null || isText(next_cursor);
  check(limit !== undefined, "pagination.limit is not a number");
  check(isTotal, "pagination.total is not a number");
  check(returned === data.length, "pagination.returned is not the number of rows");
  check(isCursor, "pagination.next_cursor is neither a text nor null");
  check(has_more === (next_cursor !== null), "pagination.has_more and next_cursor do not agree");
  for (const [name, list] of Object.entries({ not_found, invalid })) {
    check(list === undefined || Array.isArray(list), `${name} is not a list`);
  }
  const counts = total === undefined ? { limit, returned } : { limit, returned, total };
  return { ...body, pagination: { ...pagination, ...counts } } as unknown as IcpJobTitlesPage<C, P>;
}

/** Reads a count, which another parser than `JSON.parse` may give as a text, a bigint or an object. */
export function readCount(value: unknown): number | undefined {
  let digits = "";
  try {
    digits = String(value);
  } catch {
    // An object whose toString is none, as JSON can make one.
  }
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

/** Whether a value is a text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
