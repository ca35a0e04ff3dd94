/** One line of the table, and how it is judged. */
import type { Timing } from "./measure.ts";

/** What was measured for one line of the table. */
export interface Row {
  what: string;
  /** The floor, with its unit: `"4.1 ms"`. */
  floor: string;
  measured: string;
  /** The ratio, or what `unit` says. */
  value?: number;
  /** What `value` has to reach; absent where it is only reported. */
  limit?: number;
  /** Whether `value` must reach `limit` from above instead of staying below. */
  atLeast?: boolean;
  /** What `value` is, where it is not a ratio: `"MB more"`. */
  unit?: string;
  /** What is to be reached, in words: `"at most 1.25 times"`. */
  toReach: string;
}

/** A table of how the time was spent. */
export interface Breakdown {
  title: string;
  columns: string[];
  lines: string[][];
}

/** What one benchmark gives. */
export interface Findings {
  rows: Row[];
  breakdowns: Breakdown[];
  /** Further plots, as SVG by the names of their files. */
  plots?: Record<string, string>;
}

/** Whether a line is reached; undefined where nothing is to be reached. */
export function isReached({ value, limit, atLeast }: Row): boolean | undefined {
  if (value === undefined || limit === undefined) return undefined;
  return atLeast ? value >= limit : value <= limit;
}

/** Compares the time of one way with the time of its floor. */
export function compareTimes(
  what: string,
  { floor, measured, limit }: { floor: number; measured: number; limit: number },
): Row {
  return {
    what,
    floor: formatTime(floor),
    measured: formatTime(measured),
    value: measured / floor,
    limit,
    toReach: `at most ${limit.toFixed(2)} times`,
  };
}

/** The p50 and p99 of every way. */
export function tabulateTimings(title: string, timings: readonly Timing[]): Breakdown {
  return {
    title: `${title} (${timings[0]?.samples} samples each)`,
    columns: ["way", "p50", "p99"],
    lines: timings.map(({ name, p50, p99 }) => [name, formatTime(p50), formatTime(p99)]),
  };
}

/** `4.12 ms`, `61.3 ms`, `612 ms`, `6.12 s`, `61.2 s`. */
export function formatTime(ms: number): string {
  const [value, unit] = Math.abs(ms) < 1000 ? [ms, "ms"] : [ms / 1000, "s"];
  const size = Math.abs(value);
  return `${value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)} ${unit}`;
}
