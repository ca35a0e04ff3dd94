/** Sixty-four callers at once: three reads of one company to one write of 20 kB. */
import { describeError } from "../../../scripts/errors/describe.ts";
import type { Benchmark } from "./context.ts";
import { ORGS, ROWS } from "./data.ts";
import { domainOf } from "./documents.ts";
import { percentile } from "./measure.ts";
import { makeItem } from "./writes.ts";

/** How many callers ask at once. */
const CALLERS = 64;
const ROUNDS = 4;
const ROUND_MS = 4000;
const LIMIT = 0.8;

type Ask = (turn: number) => Promise<unknown>;

/** What callers met: the times of the answers in milliseconds, and what was no answer. */
export interface Load {
  times: number[];
  errors: string[];
  seconds: number;
}

/** Requests a second of the mix through the functions, beside the same mix straight. */
export const benchLoad: Benchmark = async ({ gateway, samples }) => {
  // As text, so that the callers' own work weighs the same on both sides and little on either.
  const items = Array.from({ length: 200 }, (_, index) => makeItem(1000 + index));
  const pick = (turn: number) => items[turn % items.length]!;
  const isWrite = (turn: number) => turn % 4 === 3;
  const sides: { name: string; ask: Ask; load: Load }[] = [
    {
      name: "through the functions",
      ask: (turn) =>
        isWrite(turn)
          ? gateway.upsert(ORGS.written, JSON.stringify(pick(turn)))
          : gateway.query(ORGS.usual, { company_domain: domainOf(turn % ROWS) }),
      load: { times: [], errors: [], seconds: 0 },
    },
    {
      name: "straight to the Data API",
      ask: (turn) =>
        isWrite(turn)
          ? gateway.write({ org_id: ORGS.writtenStraight, ...pick(turn) })
          : gateway.read(
            `select=*&org_id=eq.${ORGS.usual}&company_domain=eq.${domainOf(turn % ROWS)}`,
          ),
      load: { times: [], errors: [], seconds: 0 },
    },
  ];
  for (const { ask } of sides) {
    await runCallers(ask, 1000, { times: [], errors: [], seconds: 0 });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { ask, load } of round % 2 === 0 ? sides : [...sides].reverse()) {
      await runCallers(ask, samples(ROUND_MS), load);
    }
  }
  const [ours, straight] = sides.map(({ load }) => load.times.length / load.seconds);
  const errors = sides[0]!.load.errors;
  return {
    rows: [{
      what: `${CALLERS} callers at once, three reads to one write`,
      floor: `${straight!.toFixed(0)} requests/s`,
      measured: `${ours!.toFixed(0)} requests/s, ${errors.length} errors`,
      value: errors.length > 0 ? 0 : ours! / straight!,
      limit: LIMIT,
      atLeast: true,
      toReach: `at least ${LIMIT.toFixed(2)} times, no error`,
    }],
    breakdowns: [{
      title: `${CALLERS} callers at once, ${ROUNDS} rounds a side`,
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
};

/** Keeps every caller asking until the time is over, and adds what they met to `load`. */
export async function runCallers(ask: Ask, ms: number, load: Load): Promise<void> {
  const start = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, async (_, index) => {
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
