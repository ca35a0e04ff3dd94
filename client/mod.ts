/**
 * A typed client of both functions, for Deno and Node 20 or later; it needs web standards only.
 *
 * @example
 * ```ts
 * const client = createIcpJobTitlesClient({ url, token: internalApiKey, orgId });
 * for await (const result of client.upsertBatch(items)) {
 *   if (result.status === "failed") console.error(result.index, result.error);
 * }
 * for await (const row of client.query({ processor: "pro" })) console.log(row.company_domain);
 * ```
 */
import { type BatchAnswer, upsertInBatches } from "./batch.ts";
import { toJson } from "./json.ts";
import { type Connection, gzip, sendRequest } from "./request.ts";
import type {
  BatchResult,
  Column,
  IcpJobTitlesItem,
  IcpJobTitlesPage,
  IcpJobTitlesQuery,
  IcpJobTitlesRow,
} from "./types.ts";

export { IcpJobTitlesError, type Issue } from "./errors.ts";
export { RawJson, rawJson } from "./json.ts";
export type * from "./types.ts";

const UPSERT = "/functions/v1/icp-job-titles-upsert";
const QUERY = "/functions/v1/icp-job-titles-query";

/** Whom to call, and as whom. */
export interface IcpJobTitlesClientOptions {
  /** The project's URL, such as `https://abc.supabase.co`. */
  url: string;
  /** The internal key, a JWT, an API token, or a super-admin's key. */
  token: string;
  /** The org for which the internal key acts. */
  orgId?: string;
  fetch?: typeof fetch;
  /** For one request with its answer; 60,000 where absent. */
  timeoutMs?: number;
  /**
   * Reads answers in the place of `JSON.parse`, which rounds numbers that a double cannot hold,
   * in a row's `raw_parallel_output` too.
   */
  parseJson?: (text: string) => unknown;
}

/** The client; {@link createIcpJobTitlesClient} makes it. */
export type IcpJobTitlesClient = ReturnType<typeof createIcpJobTitlesClient>;

/** Makes a client. What it cannot do rejects with an `IcpJobTitlesError`; it never tries again. */
export function createIcpJobTitlesClient(options: IcpJobTitlesClientOptions) {
  const { token, orgId, fetch = globalThis.fetch, timeoutMs = 60_000 } = options;
  const { parseJson = JSON.parse } = options;
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (orgId !== undefined) headers["x-internal-org-id"] = orgId;
  const url = options.url.replace(/\/+$/, "");
  const connection: Connection = { url, headers, fetch, timeoutMs, parseJson };

  const json = { "content-type": "application/json" };
  const zipped = { ...json, "content-encoding": "gzip" };
  const post = <Body>(path: string, headers: Record<string, string>, body: BodyInit) =>
    sendRequest<Body>(connection, path, { method: "POST", headers, body });

  /** Writes one company and returns the stored row; writing again is safe. */
  async function upsert(item: IcpJobTitlesItem): Promise<IcpJobTitlesRow> {
    const zip = await gzip([toJson(item)]);
    return (await post<{ data: IcpJobTitlesRow }>(UPSERT, zipped, zip)).body.data;
  }

  /**
   * Writes any number of companies, 500 a request, and yields what became of each.
   *
   * Nothing is sent before the results are read, and leaving the loop stops sending. A request that
   * fails marks its items only. Of two items of one company the later wins. A failure of `items`
   * itself ends the loop; what it gave since the last request is not sent.
   */
  function upsertBatch(
    items: Iterable<IcpJobTitlesItem> | AsyncIterable<IcpJobTitlesItem>,
  ): AsyncGenerator<BatchResult> {
    return upsertInBatches(items, (zip) => post<BatchAnswer>(`${UPSERT}/batch`, zipped, zip));
  }

  /** Reads the pages of a query, newest rows first; `total` is on the first one only. */
  async function* queryPages<C extends Column = Column>(
    query: IcpJobTitlesQuery<C> = {},
  ): AsyncGenerator<IcpJobTitlesPage<C>> {
    let place = {};
    let cursor;
    do {
      const page = await post<IcpJobTitlesPage<C>>(QUERY, json, toJson({ ...query, ...place }));
      yield page.body;
      cursor = page.body.pagination.next_cursor;
      place = { cursor, offset: null, include_total: null };
    } while (cursor);
  }

  /** Reads all rows of a query, newest first, `pageSize` (1 to 1000) a request. */
  async function* query<C extends Column = Column>(
    query: Omit<IcpJobTitlesQuery<C>, "limit" | "include_total"> = {},
    { pageSize = 100 } = {},
  ): AsyncGenerator<Pick<IcpJobTitlesRow, C>> {
    for await (const page of queryPages<C>({ ...query, limit: pageSize })) yield* page.data;
  }

  /** Resolves when both functions reach the table. */
  async function health(): Promise<void> {
    await Promise.all([UPSERT, QUERY].map((path) => sendRequest(connection, `${path}/health`)));
  }

  return { upsert, upsertBatch, query, queryPages, health };
}
