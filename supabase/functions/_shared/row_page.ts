/**
 * Turns the bytes of a JSON array of rows into the bytes of one page, without parsing the rows.
 *
 * A page of 1000 rows of 50 kB is 50 MB; a hosted function has 2 s of CPU and 256 MB. So only the
 * boundaries of rows are looked for, and the bytes between them flow through as they came.
 */
import { ServiceError } from "./errors.ts";
import { type RowKey, RowSplitter } from "./row_splitter.ts";
import { streamFrom } from "./streams.ts";

/** How to cut a page from the rows that arrive. */
export interface PageOptions {
  /** The rows of a full page; one row more in the input means that there are more. */
  limit: number;
  /** Tells whether rows follow `last`, where a full page came without the one row more. */
  hasMoreAfter: (last: RowKey) => Promise<boolean>;
}

/**
 * Makes the page of an answer of the Data API.
 *
 * @param rows The bytes of `[{"id":…,"created_at":…, …}, …]`, in any chunks.
 * @returns The bytes of `{"data":[…],"pagination":{"limit","returned","has_more"}}`. It fails,
 * rather than end early, if the rows do.
 */
export function pageOfRows(
  rows: ReadableStream<Uint8Array>,
  options: PageOptions,
): ReadableStream<Uint8Array> {
  return streamFrom(rows, () => writePage(rows, options));
}

async function* writePage(
  rows: ReadableStream<Uint8Array>,
  { limit, hasMoreAfter }: PageOptions,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const splitter = new RowSplitter(limit);

  yield encoder.encode('{"data":[');
  for await (const chunk of rows) {
    const part = splitter.read(chunk);
    if (part.length > 0) yield part;
    if (splitter.sawMore) break;
  }
  if (!splitter.sawMore && !splitter.isComplete) {
    throw new ServiceError("database_unavailable", "The rows of the database ended early.");
  }

  const { returned, sawMore } = splitter;
  const has_more = sawMore || (returned === limit && await hasMoreAfter(splitter.lastKey()));
  const pagination = { limit, returned, has_more };
  yield encoder.encode(`],"pagination":${JSON.stringify(pagination)}}`);
}
