/** `docs/BENCHMARKS.md` and its plots, from what was measured. */
import { type Bar, drawBars } from "./plot.ts";
import { type Breakdown, type Findings, isReached, type Row } from "./row.ts";

/** From this heading on the page is written by people, and stays as it is. */
const WRITTEN_BY_PEOPLE = "## What was not reached, and what was tried";

/** When and on what it was measured. */
interface Occasion {
  date: string;
  minutes: number;
  machine: string[];
}

/** The page's text; what people wrote in `previous` is kept. */
export function writePage(
  findings: readonly Findings[],
  { date, minutes, machine }: Occasion,
  previous: string,
): string {
  const rows = findings.flatMap(({ rows }) => rows);
  const breakdowns = findings.flatMap(({ breakdowns }) => breakdowns);
  const at = previous.indexOf(WRITTEN_BY_PEOPLE);
  const words = at === -1 ? `${WRITTEN_BY_PEOPLE}\n` : previous.slice(at);
  return `# Benchmarks

How the two functions compare with the Data API that they stand in front of. \`deno task bench\`
measured this on ${date} in ${minutes.toFixed(1)} minutes, both sides in one run and in turn.
"Straight" is the same request to the Data API through the same gateway, as a caller without the
functions would send it. "The least function" is [\`least_function/\`](../tests/load/bench/least_function/index.ts):
Hono, postgrest-js, one digest, one fetch, and the bytes handed on, on the same Deno. "The peer"
is [\`peer/\`](../tests/load/bench/peer/service.mjs): the same two endpoints by Fastify and supabase-js on
Node, one process where ours are two; both are asked at their own ports and reach the Data API through the
same gateway. "CPU" is what a side's processes use in all their threads, user and system.

${writeTable(HEADINGS, rows.map(cellsOf))}

![The ratios, and where they may end](benchmarks/ratios.svg)
![One query and one upsert, by where the time goes](benchmarks/hops.svg)
![Cold starts](benchmarks/cold_start.svg)
![Memory of the backfill over time](benchmarks/backfill_memory.svg)

## The machine

${machine.map((line) => `- ${line}`).join("\n")}

\`deno task bench --only <name>\` runs one benchmark, \`--quick\` takes a tenth of the samples; either
prints the table and leaves this page alone.

## Where the time goes

The same functions and the same Data API run once more beside the stack and are called by their own
ports, so that the gateway can be told apart. The differences are of medians.

${breakdowns.map(writeBreakdown).join("\n\n")}

${words}`;
}

/** The plots by the names of their files. */
export function drawPlots(findings: readonly Findings[]): Record<string, string> {
  const compared = findings.flatMap(({ rows }) => rows)
    .filter((row) => isReached(row) !== undefined);
  const ratios = compared.map((row): Bar => ({
    label: row.what,
    // A bar of megabytes has the same scale as the others when its limit counts as 1.
    value: row.unit ? row.value! / row.limit! : row.value!,
    text: formatValue(row),
    limit: row.unit ? 1 : row.limit!,
    isGood: isReached(row)!,
  }));
  const breakdowns = findings.flatMap(({ breakdowns }) => breakdowns);
  const bars = ({ lines }: Breakdown, column: number, prefix = ""): Bar[] =>
    lines.filter((line) => line[column] !== "").map((line) => ({
      label: `${prefix}${line[0]!.replaceAll("`", "")}`,
      value: parseFloat(line[column]!),
      text: line[column]!,
    }));
  const hops = breakdowns.filter(({ title }) => /^(Query|Upsert) of one/.test(title))
    .flatMap((breakdown) =>
      bars(breakdown, 1, `${breakdown.title.split(" ")[0]}: `.toLowerCase()).slice(0, 4)
    );
  const coldStart = breakdowns.filter(({ title }) => title.startsWith("Cold start"))
    .flatMap((breakdown) => bars(breakdown, 1));
  return {
    "ratios.svg": drawBars(
      "Measured against the floor; the black line is where it may end",
      ratios,
    ),
    "hops.svg": drawBars("One company of 20 kB: p50 in milliseconds", hops),
    "cold_start.svg": drawBars("Import in a fresh process, milliseconds", coldStart),
    ...Object.assign({}, ...findings.map(({ plots }) => plots)),
  };
}

const HEADINGS = ["what", "floor", "measured", "compared", "to reach", "reached"];

function cellsOf(row: Row): string[] {
  const reached = isReached(row);
  return [
    row.what,
    row.floor,
    row.measured,
    formatValue(row),
    row.toReach,
    reached === undefined ? "" : reached ? "yes" : "**no**",
  ];
}

function formatValue({ value, unit }: Row): string {
  if (value === undefined) return "";
  return unit ? `${value.toFixed(1)} ${unit}` : `${value.toFixed(2)} times`;
}

/** The table of all lines, as it is printed after a run. */
export function writeSummary(findings: readonly Findings[]): string {
  return writeTable(HEADINGS, findings.flatMap(({ rows }) => rows).map(cellsOf));
}

/** One breakdown with its heading. */
export function writeBreakdown({ title, columns, lines }: Breakdown): string {
  return `### ${title}\n\n${writeTable(columns, lines)}`;
}

/** A table in Markdown, its columns aligned. */
export function writeTable(headings: readonly string[], lines: readonly string[][]): string {
  const table = [headings as string[], ...lines];
  const widths = headings.map((_, column) =>
    Math.max(3, ...table.map((line) => line[column]!.length))
  );
  const write = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [write(table[0]!), write(widths.map((width) => "-".repeat(width))), ...lines.map(write)]
    .join("\n");
}
