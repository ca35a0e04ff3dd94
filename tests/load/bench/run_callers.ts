/** Callers who keep asking, and ways to the same end that are asked in turn. */
import { describeError } from "../../../scripts/errors/describe.ts";
import { percentile } from "./measure.ts";
import { findProcess, readCpuMs } from "./process.ts";
import { type Breakdown, formatTime } from "./row.ts";
import type { Marked } from "./stack.ts";

const ROUNDS = 4;
const ROUND_MS = 3000;
const WARM_UP_MS = 1000;

/** Asks once; `turn` decides for what. */
export type Ask = (turn: number) => Promise<unknown>;

/** What callers met: the times of the answers in milliseconds, and what was no answer. */
export interface Load {
  times: number[];
  errors: string[];
  seconds: number;
}

/** One way, and the processes that it is served by. */
export interface Side {
  name: string;
  ask: Ask;
  processes: Marked[];
}

/** What a side did under load. */
export interface SideLoad {
  name: string;
  load: Load;
  requestsPerSecond: number;
  /** CPU milliseconds a request of its processes; undefined where there are none or no `/proc`. */
  cpuMs: number | undefined;
}

/**
 * Gives every side its turns of so many callers at once, so that the machine's moods meet all alike.
 *
 * @param samples Scales the milliseconds of a turn.
 */
export async function loadSides<Sides extends readonly Side[]>(
  sides: Sides,
  callers: number,
  samples: (ms: number) => number,
): Promise<{ [Index in keyof Sides]: SideLoad }> {
  const all = await Promise.all(sides.map(async ({ name, ask, processes }) => {
    const found = await Promise.all(processes.map(findProcess));
    const pids = found.filter((pid) => pid !== undefined);
    return { name, ask, pids, load: createLoad(), cpuMs: 0 };
  }));
  const readCpu = (pids: number[]) => pids.reduce((sum, pid) => sum + readCpuMs(pid), 0);
  for (const { ask } of all) await runCallers(ask, callers, WARM_UP_MS, createLoad());
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of round % 2 === 0 ? all : [...all].reverse()) {
      const before = readCpu(side.pids);
      await runCallers(side.ask, callers, samples(ROUND_MS), side.load);
      side.cpuMs += readCpu(side.pids) - before;
    }
  }
  return all.map(({ name, load, pids, cpuMs }): SideLoad => ({
    name,
    load,
    requestsPerSecond: load.times.length / load.seconds,
    cpuMs: pids.length > 0 ? cpuMs / load.times.length : undefined,
  })) as { [Index in keyof Sides]: SideLoad };
}

/** What every side did, as a table. */
export function tabulateLoads(title: string, sides: readonly SideLoad[]): Breakdown {
  return {
    title: `${title}, ${ROUNDS} rounds a side`,
    columns: ["way", "requests/s", "p50", "p99", "CPU a request", "errors"],
    lines: sides.map(({ name, load: { times, errors }, requestsPerSecond, cpuMs }) => [
      name,
      requestsPerSecond.toFixed(0),
      formatTime(percentile(times, 50)),
      formatTime(percentile(times, 99)),
      cpuMs === undefined ? "" : formatTime(cpuMs),
      errors.length === 0 ? "0" : `${errors.length}, the first: ${errors[0]!.slice(0, 200)}`,
    ]),
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
