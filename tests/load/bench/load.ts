/** Many callers at once: three reads of one company to one write of 20 kB. */
import { describeError } from "../../../scripts/errors/describe.ts";
import type { Benchmark, Context } from "./context.ts";
import { ORGS, ROWS } from "./data.ts";
import { domainOf } from "./documents.ts";
import { percentile } from "./measure.ts";
import type { Findings } from "./row.ts";
import { makeItem } from "./writes.ts";

/** How many callers ask at once. */
const CALLERS = [16, 64];
const ROUNDS = 4;
const ROUND_MS = 4000;
const LIMIT = 0.85;

type Ask = (turn: number) => Promise<unknown>;

/** What callers met: the times of the answers in milliseconds, and what was no answer. */
export interface Load {
  times: number[];
  errors: string[];
  seconds: number;
}

/** Requests a second of the mix through the functions, beside the least function. */
export const benchLoad: Benchmark = async (context) => {
  const found = [];
  for (const callers of CALLERS) found.push(await benchCallers(context, callers));
  return {
    rows: found.flatMap(({ rows }) => rows),
    breakdowns: found.flatMap(({ breakdowns }) => breakdowns),
  };
};

async function benchCallers({ gateway, samples }: Context, callers: number): Promise<Findings> {
  // As text, so that the callers' own work weighs the same on all sides and little on any.
  const items = Array.from({ length: 200 }, (_, index) => JSON.stringify(makeItem(1000 + index)));
  const rows = items.map((item) => ({ org_id: ORGS.writtenStraight, ...JSON.parse(item) }));
  const isWrite = (turn: number) => turn % 4 === 3;
  const domain = (turn: number) => domainOf(turn % ROWS);
  const asked: [name: string, ask: Ask][] = [
    [
      "through the functions",
      (turn) =>
        isWrite(turn)
          ? gateway.upsert(ORGS.written, items[turn % items.length]!)
          : gateway.query(ORGS.usual, { company_domain: domain(turn) }),
    ],
    [
      "through the least function",
      (turn) =>
        isWrite(turn)
          ? gateway.least("upsert", ORGS.writtenStraight, items[turn % items.length]!)
          : gateway.least("query", ORGS.usual, JSON.stringify({ company_domain: domain(turn) })),
    ],
    [
      "straight to the Data API",
      (turn) =>
        isWrite(turn)
          ? gateway.write(rows[turn % rows.length]!)
          : gateway.read(`select=*&org_id=eq.${ORGS.usual}&company_domain=eq.${domain(turn)}`),
    ],
  ];
  const sides = asked.map(([name, ask]) => ({ name, ask, load: createLoad() }));
  for (const { ask } of sides) await runCallers(ask, callers, 1000, createLoad());
  for (let round = 0; round < ROUNDS; round++) {
    for (const { ask, load } of round % 2 === 0 ? sides : [...sides].reverse()) {
      await runCallers(ask, callers, samples(ROUND_MS), load);
    }
  }
  const [ours, least] = sides.map(({ load }) => load.times.length / load.seconds);
  const errors = sides[0]!.load.errors;
  return {
    rows: [{
      what: `${callers} callers at once, three reads to one write`,
      floor: `${least!.toFixed(0)} requests/s`,
      measured: `${ours!.toFixed(0)} requests/s, ${errors.length} errors`,
      value: errors.length > 0 ? 0 : ours! / least!,
      limit: LIMIT,
      atLeast: true,
      toReach: `at least ${LIMIT.toFixed(2)} times the least function, no error`,
    }],
    breakdowns: [{
      title: `${callers} callers at once, ${ROUNDS} rounds a side`,
      columns: ["way", "requests/s", "p50", "p99", "errors"],
      lines: sides.map(({ name, load: { times, errors, seconds } }) => [
        name,
        (times.length / seconds).toFixed(0),
        `${percentile(times, 50).toFixed(0)} ms`,
        `${percentile(times, 99).toFixed(0)} ms`,
        errors.length === 0 ? "0" : `${errors.length}, the first: ${errors[0]!.slice(0, 200)}`,
      ]),
    }],
  };
}

function createLoad(): Load {
  return { times: [], errors: [], seconds: 0 };
}

/** Keeps every caller asking until the time is over, and adds what they met to `load`. */
export async function runCallers(ask: Ask, callers: number, ms: number, load: Load): Promise<void> {
  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, async (_, index) => {
    for (let turn = index * 7; performance.now() - start < ms; turn++) {
      const began = performance.now();
      try {
        await ask(turn);
        load.times.push(performance.now() - began);
      } catch (error) {
        load.errors.push(describeError(error));
      }
    }
  }));
  load.seconds += (performance.now() - start) / 1000;
}
