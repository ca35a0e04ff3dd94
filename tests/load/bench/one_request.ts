/** One request at a time, beside the least function: its CPU, and its time. */
import type { Caller } from "./callers.ts";
import type { Benchmark, Context } from "./context.ts";
import { ORGS, ROWS, TOKEN } from "./data.ts";
import { domainOf } from "./documents.ts";
import { percentile } from "./measure.ts";
import { findProcess, readCpuMs } from "./process.ts";
import { type Breakdown, compareTimes, formatTime, type Row } from "./row.ts";
import type { Marked } from "./stack.ts";
import { makeItem } from "./writes.ts";

/** Rounds in which each side has one turn, and the requests of a turn: enough ticks of CPU. */
const ROUNDS = 10;
const TURN = 200;

/** The same request to ours and to the least function. */
interface Pair {
  what: string;
  process: Marked;
  ours: (caller: Caller, at: number) => Promise<unknown>;
  least: (caller: Caller, at: number) => Promise<unknown>;
  limits: { cpu?: number; p50: number };
}

const body = (at: number) => ({ company_domain: domainOf(at % ROWS) });
const ITEMS = Array.from({ length: 50 }, (_, index) => JSON.stringify(makeItem(index)));

const PAIRS: Pair[] = [
  {
    what: "query of one domain, 20 kB",
    process: "query",
    ours: (caller, at) => caller.query(ORGS.usual, body(at)),
    least: (caller, at) => caller.least("query", ORGS.usual, JSON.stringify(body(at))),
    limits: { cpu: 1.4, p50: 1.15 },
  },
  {
    what: "query of one domain by API token",
    process: "query",
    ours: (caller, at) => caller.withToken(TOKEN).query(ORGS.usual, body(at)),
    least: (caller, at) =>
      caller.withToken(TOKEN).least("query", ORGS.usual, JSON.stringify(body(at))),
    limits: { p50: 1.15 },
  },
  {
    what: "upsert of one 20 kB document",
    process: "upsert",
    ours: (caller, at) => caller.upsert(ORGS.written, ITEMS[at % ITEMS.length]!),
    least: (caller, at) => caller.least("upsert", ORGS.writtenStraight, ITEMS[at % ITEMS.length]!),
    limits: { cpu: 1.5, p50: 1.2 },
  },
];

/** CPU milliseconds a request (user and system), and p50, of ours and of the least function. */
export const benchOneRequest: Benchmark = async (context) => {
  const rows: Row[] = [];
  const lines: string[][] = [];
  for (const pair of PAIRS) {
    const sides = await measurePair(context, pair);
    const [ours, least] = sides;
    if (ours.cpuMs !== undefined && least.cpuMs !== undefined) {
      const { limit, ...row } = compareTimes(`${pair.what}, CPU a request`, {
        floor: least.cpuMs,
        measured: ours.cpuMs,
        limit: pair.limits.cpu ?? Infinity,
      });
      rows.push(pair.limits.cpu ? { ...row, limit: limit! } : { ...row, toReach: "reported" });
    }
    rows.push(compareTimes(`${pair.what}, p50 beside the least function`, {
      floor: least.gateway,
      measured: ours.gateway,
      limit: pair.limits.p50,
    }));
    for (const [name, side] of [["ours", ours], ["least", least]] as const) {
      const cpu = side.cpuMs === undefined ? "" : formatTime(side.cpuMs);
      lines.push([`${pair.what}: ${name}`, cpu, formatTime(side.direct), formatTime(side.gateway)]);
    }
  }
  const columns = ["request", "CPU of the function", "p50 at its own port", "p50 by the gateway"];
  const title = `One request at a time, beside the least function (${context.samples(ROUNDS)} ` +
    `rounds of ${TURN})`;
  const breakdown: Breakdown = { title, columns, lines };
  return { rows, breakdowns: [breakdown] };
};

/** What one side took: CPU and p50 at its own port, and p50 through the gateway, in milliseconds. */
interface Side {
  cpuMs: number | undefined;
  direct: number;
  gateway: number;
}

/** Gives both sides turns by both ways, so that the machine's moods meet all of them alike. */
async function measurePair(
  { direct, gateway, samples }: Context,
  { process, ours, least }: Pair,
): Promise<[ours: Side, least: Side]> {
  const sides = [
    { ask: ours, pid: await findProcess(process), cpuMs: 0, direct: [], gateway: [] },
    { ask: least, pid: await findProcess("least"), cpuMs: 0, direct: [], gateway: [] },
  ] as { ask: Pair["ours"]; pid?: number; cpuMs: number; direct: number[]; gateway: number[] }[];
  const rounds = samples(ROUNDS);
  const take = async (ask: Pair["ours"], caller: Caller, count: number, times: number[]) => {
    for (let at = 0; at < count; at++) {
      const start = performance.now();
      await ask(caller, at);
      times.push(performance.now() - start);
    }
  };
  for (let round = -1; round < rounds; round++) {
    for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
      // The first round warms up.
      const isCounted = round >= 0;
      const before = side.pid === undefined ? 0 : readCpuMs(side.pid);
      await take(side.ask, direct, TURN, isCounted ? side.direct : []);
      if (isCounted && side.pid !== undefined) side.cpuMs += readCpuMs(side.pid) - before;
      await take(side.ask, gateway, TURN / 2, isCounted ? side.gateway : []);
    }
  }
  return sides.map(({ pid, cpuMs, direct, gateway }) => ({
    cpuMs: pid === undefined ? undefined : cpuMs / (rounds * TURN),
    direct: percentile(direct, 50),
    gateway: percentile(gateway, 50),
  })) as [Side, Side];
}
