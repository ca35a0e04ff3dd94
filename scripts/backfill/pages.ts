/** The pages of the reading as a stream of runs, read ahead by one page. */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import type { Retrier } from "./retry.ts";
import { createAdaptiveLimit } from "./adaptive_limit.ts";
import { readStepResults, type Scope, type StepResult } from "./source.ts";

/** Records of a page at most. */
const MOST_ROWS = 500;

/**
 * Reads the records of a scope, newest run first, those of one run together.
 *
 * @param onPage Called for each page that was read.
 * @throws What {@link Retrier} throws.
 */
export async function* readRuns(
  { dataApi, scope, retrier, onPage, mostRows = MOST_ROWS }: {
    dataApi: DataApi;
    scope: Scope;
    retrier: Retrier;
    onPage?: () => void;
    mostRows?: number | undefined;
  },
): AsyncGenerator<StepResult[]> {
  const rows = createAdaptiveLimit(mostRows);

  async function readPage(last?: StepResult): Promise<StepResult[]> {
    while (true) {
      const limit = rows.now;
      const lighten = () => (rows.shrink(limit), limit > 1);
      try {
        const read = () => readStepResults(dataApi, scope, limit, last);
        const page = await retrier.run(`read of ${limit} records`, read, lighten);
        onPage?.();
        rows.grow(limit);
        return page;
      } catch (error) {
        if (rows.now === limit) throw error;
      }
    }
  }

  let run: StepResult[] = [];
  let ahead = readPage();
  try {
    let page = await ahead;
    while (page.length > 0) {
      ahead = readPage(page.at(-1));
      // Its failure is met when it is awaited, which may be much later.
      ahead.catch(() => {});
      for (const result of page) {
        if (run.length > 0 && run[0]!.run_id !== result.run_id) {
          yield run;
          run = [];
        }
        run.push(result);
      }
      page = await ahead;
    }
    if (run.length > 0) yield run;
  } finally {
    await ahead.catch(() => {});
  }
}
