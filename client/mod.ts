/**
 * A typed client of both functions, for Deno, Node 20 or later and browsers; it needs web standards
 * only.
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
import { upsertInBatches } from "./batch.ts";
import { gzip } from "./gzip.ts";
import { toJson } from "./json.ts";
import type { IcpJobTitlesClientOptions } from "./options.ts";
import { walkPages } from "./pages.ts";
import { readOptions, readPageSize } from "./read_options.ts";
import { sendRequest } from "./request.ts";
import { readHealth, readRow } from "./shapes.ts";
import type { BatchResult, IcpJobTitlesFound, IcpJobTitlesPage, Pointer } from "./types.ts";
import {
  type Column,
  type IcpJobTitlesItem,
  type IcpJobTitlesQuery,
  type IcpJobTitlesRow,
  QUERY,
  UPSERT,
} from "./wire.ts";

export { IcpJobTitlesError, type IcpJobTitlesErrorOptions, type Issue } from "./errors.ts";
export type * from "./options.ts";
export { RawJson, rawJson } from "./raw_json.ts";
export type * from "./types.ts";
export type * from "./wire.ts";
export { COLUMNS } from "./wire.ts";

/** The client; {@link createIcpJobTitlesClient} makes it. */
export interface IcpJobTitlesClient {
  /** Writes one company and returns the stored row; writing again is safe. */
  upsert(item: IcpJobTitlesItem): Promise<IcpJobTitlesRow>;

  /**
   * Writes any number of companies, 500 a request, and yields what became of each.
   *
   * Nothing is sent before the results are read, and leaving the loop stops sending. A request that
   * fails marks its items only. Of two items of one company the later wins. A failure of `items`
   * itself ends the loop; what it gave since the last request is not sent.
   */
  upsertBatch(
    items: Iterable<IcpJobTitlesItem> | AsyncIterable<IcpJobTitlesItem>,
  ): AsyncGenerator<BatchResult>;

  /** Reads all rows of a query, newest first, `pageSize` (1 to 1000) a request. */
  query<C extends Column = Column, P extends Pointer = undefined>(
    query?: Omit<IcpJobTitlesQuery<C>, "limit" | "include_total"> & { pointer?: P },
    options?: { pageSize?: number | undefined },
  ): AsyncGenerator<IcpJobTitlesFound<C, P>>;

  /** Reads the pages of a query, newest rows first; `total` is on the first one only. */
  queryPages<C extends Column = Column, P extends Pointer = undefined>(
    query?: IcpJobTitlesQuery<C> & { pointer?: P },
  ): AsyncGenerator<IcpJobTitlesPage<C, P>>;

  /** Resolves when both functions reach the table. */
  health(): Promise<void>;
}

/**
 * Makes a client. What it cannot do rejects with an `IcpJobTitlesError`; it never tries again.
 *
 * @throws {IcpJobTitlesError} `invalid_option`.
 */
export function createIcpJobTitlesClient(options: IcpJobTitlesClientOptions): IcpJobTitlesClient {
  const connection = readOptions(options);
  return {
    async upsert(item) {
      const message = { path: UPSERT, ...await gzip([toJson(item)]) };
      return (await sendRequest(connection, message, readRow)).body;
    },
    upsertBatch: (items) => upsertInBatches(connection, `${UPSERT}/batch`, items),
    async *query(query = {}, options = {}) {
      const limit = readPageSize(options);
      for await (const page of walkPages(connection, QUERY, { ...query, limit })) yield* page.data;
    },
    queryPages: (query = {}) => walkPages(connection, QUERY, query),
    async health() {
      const ask = (path: string) => sendRequest(connection, { path: `${path}/health` }, readHealth);
      await Promise.all([UPSERT, QUERY].map(ask));
    },
  };
}
