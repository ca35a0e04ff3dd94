/** Writes: one document, and a batch of five hundred with gzip. */
import { ToldError } from "../../../scripts/errors/describe.ts";
import { type Caller, parse } from "./callers.ts";
import { type Benchmark, type Context, tabulateHops, timeFourWays } from "./context.ts";
import { ORGS } from "./data.ts";
import { domainOf, makeDocument } from "./documents.ts";
import { alternate } from "./measure.ts";
import { compareTimes, tabulateTimings } from "./row.ts";

const ON_CONFLICT = { onConflict: "org_id,company_domain" };
/** Companies that single upserts write in turn: new ones at first, stored ones from then on. */
const COMPANIES = 50;
const BATCH = 500;

/** What a caller writes of one company, without its org. */
export function makeItem(index: number) {
  return {
    company_domain: domainOf(index),
    company_name: `Company ${index}`,
    raw_parallel_output: makeDocument(20_000, index),
    processor: "core",
  };
}

const straightRow = (item: object) => ({ org_id: ORGS.writtenStraight, ...item });

/** One upsert of 20 kB, beside `.upsert().select().single()` of supabase-js. */
export const benchUpsert: Benchmark = async (context) => {
  const items = Array.from({ length: COMPANIES }, (_, index) => makeItem(index));
  const pick = (round: number) => items[round % COMPANIES]!;
  const timings = await timeFourWays(
    context,
    500,
    async (caller, round) => parse(await caller.upsert(ORGS.written, JSON.stringify(pick(round)))),
    ({ supabase }, round) =>
      supabase.from("icp_job_titles").upsert(straightRow(pick(round)), ON_CONFLICT)
        .select().single().throwOnError(),
  );
  return {
    rows: [compareTimes("upsert of one 20 kB document, p50", {
      floor: timings.straight.p50,
      measured: timings.ours.p50,
      limit: 1.25,
    })],
    breakdowns: [tabulateHops("Upsert of one 20 kB document", timings)],
  };
};

/**
 * A batch with gzip, beside one array `.upsert()` of supabase-js; both from rows in memory to the
 * parsed answer. The caller deflates beforehand, which is its own time and told beside.
 */
export const benchBatch: Benchmark = async (context) => {
  const items = Array.from({ length: BATCH }, (_, index) => makeItem(index));
  const rows = items.map(straightRow);
  const plain = JSON.stringify({ items });
  const start = performance.now();
  const gzipped = await deflate(plain);
  const deflating = performance.now() - start;
  const headers = { "content-encoding": "gzip" };

  const send = async (caller: Caller, body: BodyInit, withHeaders: object) =>
    refuseFailures(parse(await caller.upsert(ORGS.written, body, "/batch", withHeaders)));
  const timings = await timeFourWays(
    context,
    8,
    (caller) => send(caller, gzipped, headers),
    ({ supabase }) =>
      supabase.from("icp_job_titles").upsert(rows, ON_CONFLICT).select("id,company_domain")
        .throwOnError(),
  );
  const hops = tabulateHops("Batch of 500 of 20 kB, with gzip", timings);
  hops.lines.push(...await timeVariants(context, send, plain, { deflating }));
  return {
    rows: [compareTimes("batch of 500 of 20 kB with gzip, p50", {
      floor: timings.straight.p50,
      measured: timings.ours.p50,
      limit: 1.3,
    })],
    breakdowns: [hops],
  };
};

/** The same batch without gzip, and what gzip costs the caller. */
async function timeVariants(
  { gateway, samples }: Context,
  send: (caller: Caller, body: BodyInit, headers: object) => Promise<void>,
  plain: string,
  { deflating }: { deflating: number },
): Promise<string[][]> {
  const [timing] = await alternate([
    { name: "function, through the gateway, without gzip", run: () => send(gateway, plain, {}) },
  ], { warmUp: 1, samples: samples(6) });
  const { lines } = tabulateTimings("", [timing!]);
  return [...lines, [
    "gzip at the caller, once, not counted above",
    `${deflating.toFixed(0)} ms`,
    "",
  ]];
}

/** Deflates a text as gzip. */
export async function deflate(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function refuseFailures(answer: unknown): void {
  const { data } = answer as { data: { failed: number; results: unknown[] } };
  if (data.failed > 0) {
    throw new ToldError(`Items failed: ${JSON.stringify(data.results).slice(0, 300)}`);
  }
}
