/**
 * Turns the bytes of a JSON array of rows into the bytes of one page, without parsing the rows.
 *
 * A page of 1000 rows of 50 kB is 50 MB; a hosted function has 2 s of CPU and 256 MB. So only the
 * boundaries of rows are looked for, and the bytes between them flow through as they came.
 */
import { answerCut } from "../../data_api/refusals.ts";
import type { RowHead } from "../../contract.ts";
import { RowSplitter, type SplitterOptions } from "./splitter.ts";
import { streamFrom } from "../../streams.ts";

/** What is known of a page when its rows have gone through. */
export interface PageEnd {
  /** The rows of the page. */
  returned: number;
  /** Whether the input had a row more than the page. */
  sawMore: boolean;
  /** The heads of the page's rows, in their order. */
  heads: RowHead[];
}

/**
 * Makes the page of an answer of the Data API.
 *
 * @param rows The bytes of `[{"id":…,"created_at":…,"company_domain":…, …}, …]`, in any chunks.
 * @param finish Makes what follows the rows, such as `{ pagination: { … } }`.
 * @returns The bytes of `{"data":[…],"pagination":{…}}`. It fails, rather than end early, if the
 * rows do.
 */
export function pageOfRows(
  rows: ReadableStream<Uint8Array>,
  options: SplitterOptions,
  finish: (end: PageEnd) => Promise<Record<string, unknown>>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();

  async function* writePage() {
    const splitter = new RowSplitter(options);
    yield encoder.encode('{"data":[');
    for await (const chunk of rows) {
      yield* splitter.read(chunk);
      if (splitter.sawMore) break;
    }
    if (!splitter.sawMore && !splitter.isComplete) {
      throw answerCut();
    }
    yield encoder.encode(`],${JSON.stringify(await finish(splitter)).slice(1)}`);
  }

  return streamFrom(rows, writePage);
}
