/** The first hundred requests of a fresh process, which runs code that nothing has optimised yet. */
import { DEVELOPMENT_KEYS } from "../../../supabase/functions/_shared/env/development_keys.ts";
import { startFunction } from "../../../scripts/local/functions.ts";
import type { Benchmark, Context } from "./context.ts";
import { createCaller } from "./callers.ts";
import { ORGS, ROWS } from "./data.ts";
import { domainOf } from "./documents.ts";
import { percentile } from "./measure.ts";
import { compareTimes, formatTime } from "./row.ts";
import { LEAST } from "./stack.ts";

const REQUESTS = 100;
const RUNS = 7;

/** The sum of the first hundred queries of one domain, beside the least function; median of 7. */
export const benchFirstRequests: Benchmark = async (context) => {
  const sums = { ours: [] as number[], least: [] as number[] };
  const runs = context.samples(RUNS);
  for (let run = 0; run < runs; run++) {
    const sides = ["ours", "least"] as const;
    for (const side of run % 2 === 0 ? sides : [...sides].reverse()) {
      sums[side].push(await timeFirstRequests(context, side));
    }
  }
  const [ours, least] = [percentile(sums.ours, 50), percentile(sums.least, 50)];
  return {
    rows: [compareTimes(`first ${REQUESTS} queries after a cold start, sum`, {
      floor: least,
      measured: ours,
      limit: 1.5,
    })],
    breakdowns: [{
      title: `First ${REQUESTS} queries of a fresh process (${runs} each)`,
      columns: ["function", "sum, median", "least"],
      lines: (["ours", "least"] as const).map((side) => [
        side === "ours" ? "icp-job-titles-query" : "least function",
        formatTime(percentile(sums[side], 50)),
        formatTime(Math.min(...sums[side])),
      ]),
    }],
  };
};

async function timeFirstRequests(
  { subjects, denoPath }: Context,
  side: "ours" | "least",
): Promise<number> {
  const name = side === "ours" ? "icp-job-titles-query" : LEAST;
  const { url, stop } = await startFunction(name, subjects.environment, { denoPath });
  const caller = createCaller(
    { ...subjects.direct, query: url, least: `${url}/least-function` },
    DEVELOPMENT_KEYS.INTERNAL_API_KEY,
  );
  const start = performance.now();
  for (let at = 0; at < REQUESTS; at++) {
    const body = { company_domain: domainOf(at % ROWS) };
    if (side === "ours") await caller.query(ORGS.usual, body);
    else await caller.least("query", ORGS.usual, JSON.stringify(body));
  }
  const sum = performance.now() - start;
  await stop();
  return sum;
}
