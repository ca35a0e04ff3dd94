/**
 * The benchmarks of the two functions on the local stack: `deno task bench`.
 *
 * Flags, order and files only; what is measured is in `bench/`.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findHostedDeno } from "../../scripts/local/hosted.ts";
import { benchBackfill, benchBackfillOfMany } from "./bench/backfill_findings.ts";
import { benchColdStart } from "./bench/cold_start.ts";
import { type Benchmark, createContext } from "./bench/context.ts";
import { fillDatabase } from "./bench/data.ts";
import { benchFirstRequests } from "./bench/first_requests.ts";
import { benchLoad } from "./bench/load.ts";
import { describeMachine, readDenoVersion } from "./bench/machine.ts";
import { benchOneRequest } from "./bench/one_request.ts";
import { benchMemory } from "./bench/memory.ts";
import { benchMillion } from "./bench/million.ts";
import { benchPartitions } from "./bench/partitions.ts";
import { benchCursor, benchOneDomain, benchPages } from "./bench/reads.ts";
import { drawPlots, writeBreakdown, writePage, writeSummary } from "./bench/report.ts";
import type { Breakdown, Findings } from "./bench/row.ts";
import { benchScale } from "./bench/scale.ts";
import { replaceSection, type Section } from "./bench/section.ts";
import type { Subjects } from "./bench/stack.ts";
import { benchStorage } from "./bench/storage.ts";
import { benchPointer, benchSearch } from "./bench/search.ts";
import { benchWords } from "./bench/words.ts";
import { benchBatch, benchUpsert } from "./bench/writes.ts";
import { exitAfter } from "../../scripts/errors/exit.ts";
import { startProcess } from "../../scripts/local/processes.ts";
import { bypassProxies } from "../../scripts/local/proxies.ts";

const BENCHMARKS: Record<string, Benchmark> = {
  "one-request": benchOneRequest,
  "one-domain": benchOneDomain,
  pages: benchPages,
  memory: benchMemory,
  upsert: benchUpsert,
  batch: benchBatch,
  cursor: benchCursor,
  pointer: benchPointer,
  load: benchLoad,
  "cold-start": benchColdStart,
  "first-requests": benchFirstRequests,
  search: benchSearch,
  words: benchWords,
  backfill: benchBackfill,
  "backfill-memory": benchBackfillOfMany,
};
/** Run by their names only, with so many rows on a Postgres of their own. */
const OF_POSTGRES: Record<string, { bench: (rows: number) => Promise<Breakdown[]>; rows: number }> =
  {
    storage: { bench: benchStorage, rows: 100_000 },
    partitions: { bench: benchPartitions, rows: 200_000 },
  };
/** The same, of so many rows or records; each writes a section of the page. */
const OF_MANY: Record<
  string,
  { bench: (rows: number) => Promise<Section>; rows: number; quickRows: number }
> = {
  scale: { bench: benchScale, rows: 1_000_000, quickRows: 100_000 },
  million: { bench: benchMillion, rows: 1_000_000, quickRows: 50_000 },
};
const NAMES = [BENCHMARKS, OF_POSTGRES, OF_MANY].flatMap((known) => Object.keys(known));
const STACK = fileURLToPath(new URL("bench/stack.ts", import.meta.url));
const DOCS = new URL("../../docs/", import.meta.url);

const HELP = `Measures both functions against the Data API and writes docs/BENCHMARKS.md.

  deno task bench [--only <name>] [--quick] [--deno <path>]

  --only <name>   one of ${NAMES.join(", ")}
  --quick         a tenth of the samples, or of the rows (50,000 records of million)
  --deno <path>   the binary that runs the functions (Deno of the hosted level, by npx)
  --help          this text

The peer that \`load\` measures beside ours runs by the Node of the PATH.

With --only or --quick the tables are printed and no file is written; but scale and million write
their sections of the page.`;

const OPTIONS = {
  only: { type: "string" },
  quick: { type: "boolean", default: false },
  deno: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

function readFlags(args: string[]) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    if (values.only !== undefined && !NAMES.includes(values.only)) {
      throw new Error(
        `"${values.only}" is no benchmark: give --only ${NAMES.join(" or ")}`,
      );
    }
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}. See --help.`);
    Deno.exit(2);
  }
}

async function main(): Promise<void> {
  const { only, quick, deno, help } = readFlags(Deno.args);
  if (help) return console.log(HELP);
  const ofPostgres = OF_POSTGRES[only ?? ""];
  if (ofPostgres !== undefined) {
    const { bench, rows } = ofPostgres;
    for (const breakdown of await bench(quick ? rows / 10 : rows)) {
      console.log(`\n${writeBreakdown(breakdown)}`);
    }
    return;
  }
  const ofMany = OF_MANY[only ?? ""];
  if (ofMany !== undefined) return await benchMany(only!, ofMany, quick);
  bypassProxies();
  const began = performance.now();
  const date = new Date().toISOString().slice(0, 10);
  const denoPath = deno ?? await findHostedDeno();
  const { found, stop } = await startProcess({
    label: "The stack",
    command: [Deno.execPath(), "run", "-A", STACK],
    env: { DENO_PATH: denoPath },
    ready: /^Ready (.+)/,
  });
  const subjects: Subjects = JSON.parse(found);
  const machine = describeMachine(subjects.engine, await readDenoVersion(denoPath));
  console.log("Filling the database.");
  await fillDatabase(subjects.databaseUrl);

  const context = createContext(subjects, denoPath, quick);
  const findings: Findings[] = [];
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (only !== undefined && only !== name) continue;
    const start = performance.now();
    const found = await bench(context);
    findings.push(found);
    console.log(`\n${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    for (const breakdown of found.breakdowns) console.log(`\n${writeBreakdown(breakdown)}`);
  }
  await stop();

  console.log(`\n${writeSummary(findings)}`);
  if (only !== undefined || quick) return;
  const minutes = (performance.now() - began) / 60_000;
  await writeFiles(findings, { date, minutes, machine });
}

/** Runs one of {@link OF_MANY}, and writes its section unless it is a quick run. */
async function benchMany(
  name: string,
  { bench, rows, quickRows }: typeof OF_MANY[string],
  quick: boolean,
): Promise<void> {
  const began = performance.now();
  const machine = describeMachine("", "");
  const section = await bench(quick ? quickRows : rows);
  for (const breakdown of section.breakdowns) console.log(`\n${writeBreakdown(breakdown)}`);
  if (quick) return;
  const page = new URL("BENCHMARKS.md", DOCS);
  const text = replaceSection(await Deno.readTextFile(page), section, {
    date: new Date().toISOString().slice(0, 10),
    minutes: (performance.now() - began) / 60_000,
    command: `deno task bench --only ${name}`,
    machine: [...machine.slice(0, 3), `Data API: ${section.engine}`],
  });
  await Deno.writeTextFile(page, text);
  await writePlots(section.plots ?? {});
  await format(page);
}

async function writePlots(plots: Record<string, string>): Promise<void> {
  await Deno.mkdir(new URL("benchmarks/", DOCS), { recursive: true });
  for (const [name, svg] of Object.entries(plots)) {
    await Deno.writeTextFile(new URL(`benchmarks/${name}`, DOCS), svg);
  }
}

/** The numbers' lengths decide where the lines of a page break. */
async function format(page: URL): Promise<void> {
  const args = ["fmt", "--quiet", fileURLToPath(page)];
  await new Deno.Command(Deno.execPath(), { args }).output();
  console.log(`\nWrote ${fileURLToPath(page)} and its plots.`);
}

async function writeFiles(
  findings: Findings[],
  occasion: { date: string; minutes: number; machine: string[] },
): Promise<void> {
  const page = new URL("BENCHMARKS.md", DOCS);
  const previous = await Deno.readTextFile(page).catch(() => "");
  await Deno.writeTextFile(page, writePage(findings, occasion, previous));
  await writePlots(drawPlots(findings));
  await format(page);
}

if (import.meta.main) await exitAfter(main());
