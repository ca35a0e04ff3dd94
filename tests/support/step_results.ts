/** The cases of step results with their verdicts, as past runs. */
import cases from "../testdata/step_results.json" with { type: "json" };
import type { PastRun } from "./pipeline.ts";

export { cases as STEP_RESULTS };

/** P29 is another operation of the run of P01; every other case is a run of its own. */
export const STEP_RESULT_RUNS: PastRun[] = cases.filter(({ id }) => id !== "P29")
  .map(({ id, output_payload }) => ({
    payloads: id === "P01"
      ? [output_payload, cases.find(({ id }) => id === "P29")!.output_payload]
      : [output_payload],
  }));

/** Of two results of one company the older is superseded; its name fills the newer one's. */
export const SUPERSEDED = "P21a";

/** What a whole run makes of the cases. */
export const STEP_RESULT_TOTALS = { processed: 18, upserted: 7, skipped: 11, failed: 0 };
