/**
 * Turns the bytes of a JSON array of rows into the bytes of one page, without parsing the rows.
 *
 * A page of 1000 rows of 50 kB is 50 MB; a hosted function has 2 s of CPU and 256 MB. So only the
 * boundaries of rows are looked for, and the bytes between them are passed on as they came.
 */
import { answerCut } from "../../data_api/refusals.ts";
import type { RowHead } from "../../contract.ts";
import { RowSplitter, type Shape, type SplitterOptions } from "./splitter.ts";
import { type Bytes, rewrite } from "../../streams.ts";

/** What is known of a page after its last row. */
export interface PageEnd {
  /** The rows of the page. */
  returned: number;
  /** Whether the input had a row more than the page. */
  sawMore: boolean;
  /** The heads of the page's rows, in their order. */
  heads: RowHead[];
}

const ENCODER = new TextEncoder();

/** The rows of a page, as they arrive. */
export interface PageSource {
  rows: Bytes;
  shape: Shape;
  /** Reads the rest after a cut as one value: `limit` rows after the last that came, if any did. */
  askOn?(limit: number, last: RowHead | undefined): Promise<Bytes>;
}

/**
 * Makes the page of an answer of the Data API.
 *
 * @param finish Makes what follows the rows, such as `{ pagination: { … } }`.
 * @returns The bytes of `{"data":[…],"pagination":{…}}`. It fails, rather than end early, if the
 * rows do.
 */
export async function pageOfRows(
  { rows, shape, askOn }: PageSource,
  options: SplitterOptions,
  finish: (end: PageEnd) => Promise<Record<string, unknown>>,
): Promise<Bytes> {
  const splitter = new RowSplitter(shape, options);
  return await rewrite(rows, {
    start: ENCODER.encode('{"data":['),
    read: (bytes) => splitter.read(bytes),
    isDone: () => splitter.sawMore,
    async askOn() {
      if (!splitter.isCut || askOn === undefined) return undefined;
      splitter.beginArray("value");
      // One row more tells whether there is a next page.
      return await askOn(options.limit - splitter.returned + 1, splitter.heads.at(-1));
    },
    async end() {
      if (!splitter.sawMore && !splitter.isComplete) throw answerCut();
      return ENCODER.encode(`],${JSON.stringify(await finish(splitter)).slice(1)}`);
    },
  });
}
