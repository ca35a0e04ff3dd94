/** What was met in a run, and how long answers took in each five seconds of it. */
import { percentile } from "../bench/measure.ts";
import type { Outcome } from "./arrivals.ts";
import type { MemorySample } from "./processes.ts";

const SECONDS = 5;

/** All that was met in one run. */
export interface Records {
  seconds: number;
  outcomes: Outcome[];
  memory: MemorySample[];
}

/** Five seconds, from `second` on; times in milliseconds. */
interface Window {
  second: number;
  p50: number;
  p99: number;
}

/** Divides a run into windows; a request belongs to the one in which it was due. */
export function divideIntoWindows({ outcomes }: Pick<Records, "outcomes">): Window[] {
  const timesOf = Map.groupBy(outcomes, ({ second }) => Math.floor(second / SECONDS));
  const windows = [...timesOf].map(([index, group]) => {
    const times = group.map(({ ms }) => ms);
    return { second: index * SECONDS, p50: percentile(times, 50), p99: percentile(times, 99) };
  });
  return windows.sort((a, b) => a.second - b.second);
}
