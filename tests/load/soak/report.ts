/** The page of a run and its plots. */
import { drawLines } from "../bench/line_plot.ts";
import { writeSummary, writeTable } from "../bench/report.ts";
import type { Row } from "../bench/row.ts";
import { LABELS, PARTS } from "./claims.ts";
import { divideIntoWindows, type Records } from "./windows.ts";

const SAMPLES_A_POINT = 5;

/** When, on what and how hard. */
interface Occasion {
  date: string;
  minutes: number;
  peak: number;
  ratePerSecond: number;
  times: string;
  kinds: { name: string; share: number }[];
  machine: string[];
}

/** The text of `docs/benchmarks/soak.md`. */
export function writeSoakPage(rows: Row[], occasion: Occasion): string {
  const { date, minutes, peak, ratePerSecond, times, kinds, machine } = occasion;
  return `# Soak

\`deno task soak\` measured this on ${date}: ${minutes} minutes at ${ratePerSecond.toFixed(0)}
requests a second, half of the ${peak.toFixed(0)} that 64 callers reached with the same mix.
Requests arrive at a constant rate, answered or not, and the time of each counts from when it was
due: ${times}.

${writeSummary([{ rows, breakdowns: [] }])}

"Floor" is the second tenth of the run for memory and the tenths two to four for p99; "measured" is
the last tenth and the last three. Memory is resident memory (of Postgres the proportional share of
all processes), read every second; both are medians, since memory goes up and down with each
collection.

![Memory over time](soak-memory.svg)
![Times over time](soak-latency.svg)

## The mix

${writeTable(["kind", "of 100"], kinds.map(({ name, share }) => [name, String(share)]))}

## The machine

${machine.map((line) => `- ${line}`).join("\n")}
`;
}

/** The plots by the names of their files. */
export function drawSoakPlots(records: Records): Record<string, string> {
  const windows = divideIntoWindows(records);
  const samples = records.memory.filter((_, index) => index % SAMPLES_A_POINT === 0);
  const draw = <Point extends { second: number }>(
    label: string,
    points: readonly Point[],
    read: (point: Point) => number,
  ) => ({ label, points: points.map((point) => ({ x: point.second / 60, y: read(point) })) });
  return {
    "soak-memory.svg": drawLines({
      title: "Resident memory of each part under constant load",
      lines: PARTS.map((part) => draw(LABELS[part], samples, ({ megabytes }) => megabytes[part])),
      xLabel: "minutes",
      yLabel: "MB",
    }),
    "soak-latency.svg": drawLines({
      title: "Times in windows of 5 s under constant load",
      lines: [draw("p50", windows, ({ p50 }) => p50), draw("p99", windows, ({ p99 }) => p99)],
      xLabel: "minutes",
      yLabel: "ms",
    }),
  };
}
