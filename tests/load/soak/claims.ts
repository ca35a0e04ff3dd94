/**
 * What a run has to show, by tenths of it, which are minutes where it takes ten.
 *
 * - No answer is another than the one that has to come, and none is missing.
 * - Memory: the median of the last tenth is at most 1.10 times that of the second tenth. Resident
 *   memory goes up and down with V8's collections; a minute holds many of them, and a leak lifts
 *   its median, as it lifts all of it.
 * - p99: the median of the windows' p99 in the last three tenths is at most 1.25 times that of the
 *   tenths two to four, so that one slow window in a minute decides nothing.
 */
import { percentile } from "../bench/measure.ts";
import { compareTimes, formatTime, type Row } from "../bench/row.ts";
import type { Part } from "./processes.ts";
import { divideIntoWindows, type Records } from "./windows.ts";

/** How the parts are called where people read of them. */
export const LABELS: Record<Part, string> = {
  upsert: "upsert function",
  query: "query function",
  mcp: "MCP function",
  dataApi: "Data API",
  gateway: "gateway",
  postgres: "Postgres",
};
/** The parts, those that are deployed first. */
export const PARTS = Object.keys(LABELS) as Part[];

/** The parts that are deployed, and whose memory is claimed. */
const DEPLOYED: readonly Part[] = ["upsert", "query"];
const MEMORY_LIMIT = 1.1;
const P99_LIMIT = 1.25;
const SHORTEST_SECONDS = 180;

/** Compares the end of a run with its beginning, a line for each claim and each part. */
export function judge(records: Records): Row[] {
  const { outcomes, memory, seconds } = records;
  const errors = outcomes.filter(({ error }) => error !== undefined).length;
  const windows = divideIntoWindows(records);
  const p99 = compareTimes("p99, as the median of windows of 5 s", {
    floor: medianOf(windows, seconds, [1, 4], (window) => window.p99),
    measured: medianOf(windows, seconds, [7, 10], (window) => window.p99),
    limit: P99_LIMIT,
  });
  // Neither memory nor times settle in less.
  const isShort = seconds < SHORTEST_SECONDS;
  return [
    {
      what: "answers that were wrong or missing",
      floor: "",
      measured: `${errors} of ${outcomes.length}`,
      value: errors,
      limit: 0,
      unit: "wrong",
      toReach: "none",
    },
    isShort ? withoutClaim(p99) : p99,
    ...PARTS.map((part): Row => {
      const floor = medianOf(memory, seconds, [1, 2], ({ megabytes }) => megabytes[part]);
      const end = medianOf(memory, seconds, [9, 10], ({ megabytes }) => megabytes[part]);
      const row = {
        what: `memory: ${LABELS[part]}`,
        floor: `${floor.toFixed(1)} MB`,
        measured: `${end.toFixed(1)} MB`,
        value: end / floor,
        limit: MEMORY_LIMIT,
        toReach: `at most ${MEMORY_LIMIT.toFixed(2)} times`,
      };
      return isShort || !DEPLOYED.includes(part) ? withoutClaim(row) : row;
    }),
  ];
}

/** How long half of the answers and nearly all took, over the whole run. */
export function describeTimes({ outcomes }: Records): string {
  const times = outcomes.map(({ ms }) => ms);
  const [p50, p99, most] = [50, 99, 100].map((share) => formatTime(percentile(times, share)));
  return `p50 ${p50}, p99 ${p99}, at most ${most}`;
}

function withoutClaim({ limit: _, ...row }: Row): Row {
  return { ...row, toReach: "reported" };
}

/** The median of what lies between two tenths of a run. */
function medianOf<Point extends { second: number }>(
  points: readonly Point[],
  seconds: number,
  [from, to]: [from: number, to: number],
  read: (point: Point) => number,
): number {
  const tenthOf = ({ second }: Point) => second / seconds * 10;
  const between = points.filter((point) => tenthOf(point) >= from && tenthOf(point) < to);
  return percentile(between.map(read), 50);
}
