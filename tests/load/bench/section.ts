/** Sections of `docs/BENCHMARKS.md` that a benchmark of its own writes. */
import { writeBreakdown } from "./report.ts";
import type { Breakdown } from "./row.ts";

/** What such a benchmark found. */
export interface Section {
  heading: string;
  /** What served the Data API. */
  engine: string;
  breakdowns: Breakdown[];
  /** Markdown behind the tables. */
  after?: string;
  /** Plots as SVG by the names of their files. */
  plots?: Record<string, string>;
}

/** The date, the command and the machine of a measurement. */
interface Occasion {
  date: string;
  minutes: number;
  command: string;
  machine: string[];
}

/** The page with the section in the place of the one of its heading, or at its end. */
export function replaceSection(page: string, section: Section, occasion: Occasion): string {
  const start = `## ${section.heading}\n`;
  const text = `${start}\n${writeSection(section, occasion)}\n`;
  const at = page.indexOf(`\n${start}`) + 1;
  if (at === 0) return `${page.trimEnd()}\n\n${text}`;
  const next = page.indexOf("\n## ", at);
  return page.slice(0, at) + text + (next === -1 ? "" : page.slice(next));
}

function writeSection(
  { breakdowns, after = "", plots = {} }: Section,
  { date, minutes, command, machine }: Occasion,
): string {
  return [
    `\`${command}\` measured this on ${date} in ${
      minutes.toFixed(1)
    } minutes and writes this section.`,
    machine.map((line) => `- ${line}`).join("\n"),
    ...Object.keys(plots).map((name) => `![${name.replace(/\.svg$/, "")}](benchmarks/${name})`),
    ...breakdowns.map(writeBreakdown),
    ...(after ? [after] : []),
  ].join("\n\n");
}
