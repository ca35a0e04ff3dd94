/** A backfill of a million records that is killed twice and resumed, on a local stack of its own. */
import { setTimeout } from "node:timers/promises";
import postgres from "postgres";
import { DEVELOPMENT_KEYS } from "../../../supabase/functions/_shared/env/development_keys.ts";
import { startStack } from "../../../scripts/local/stack.ts";
import { addPastRuns, PAST } from "./backfill_data.ts";
import { type Measured, runBackfillProcess } from "./backfill_process.ts";
import { drawLines } from "./line_plot.ts";
import { addManyDocuments, selectDocument, selectDomain } from "./many_documents.ts";
import { formatTime } from "./row.ts";
import type { Section } from "./section.ts";

const FLAGS = ["--org-id", PAST.orgId, "--submission-id", PAST.submissionId, "--quiet"];
/** Each is killed when so much of all is stored; the last one ends by itself. */
const RUNS = [
  { name: "run, killed at a third", flags: [], until: 1 / 3 },
  { name: "`--resume`, killed at two thirds", flags: ["--resume"], until: 2 / 3 },
  { name: "`--resume`, to the end", flags: ["--resume"], until: Infinity },
  { name: "`--verify`", flags: ["--verify"], until: Infinity },
];
const SAMPLE_MS = 1000;
const LIMIT_MEGABYTES = 200;

/** How a run went, in seconds since the first began. */
interface Run extends Measured {
  name: string;
  began: number;
  stored: number;
}

/** Runs it and tells how it went. */
export async function benchMillion(records: number): Promise<Section> {
  const stack = await startStack({ keys: DEVELOPMENT_KEYS, port: 0, sample: false });
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const filling = performance.now();
    await addPastRuns(stack.databaseUrl, records, {
      prepare: (sql) => addManyDocuments(sql, 2000),
      document: selectDocument("n", 2000),
      domain: selectDomain("n"),
    });
    console.log(`Filled in ${formatTime(performance.now() - filling)}.`);
    const [run] = await sql`
      select max(finished_at) as newest from pipeline_runs where submission_id = ${PAST.submissionId}`;
    const began = performance.now();
    const secondsNow = () => (performance.now() - began) / 1000;
    const progress: { seconds: number; stored: number }[] = [];
    const all = new AbortController();
    const watching = watch(all.signal, async () => {
      progress.push({ seconds: secondsNow(), stored: await countStored(sql, run!.newest) });
    });
    const runs: Run[] = [];
    for (const { name, flags, until } of RUNS) {
      const start = secondsNow();
      const { promise: killed, resolve } = Promise.withResolvers<void>();
      const ended = new AbortController();
      const waiting = watch(ended.signal, () => {
        if ((progress.at(-1)?.stored ?? 0) >= records * until) resolve();
      });
      const measured = await runBackfillProcess([...FLAGS, ...flags], {
        url: stack.url,
        serviceKey: stack.serviceKey,
      }, { sampleMs: SAMPLE_MS, ...(until < Infinity && { killed }) });
      ended.abort();
      await waiting;
      const [row] = await sql`
        select count(*)::int as stored from icp_job_titles where org_id = ${PAST.orgId}`;
      runs.push({ ...measured, name, began: start, stored: row!.stored });
      console.log(`${name}: ${formatTime(measured.ms)}, ${row!.stored} rows`);
      console.log(measured.output);
    }
    all.abort();
    await watching;
    return tell({ records, engine: stack.engine, runs, progress });
  } finally {
    await sql.end();
    await stack.stop();
  }
}

/** Calls `look` each second until the end. */
async function watch(signal: AbortSignal, look: () => unknown): Promise<void> {
  while (!signal.aborted) {
    await look();
    await setTimeout(SAMPLE_MS, undefined, { signal }).catch(() => {});
  }
}

/** By the age of the oldest row, since the newest are stored first; to count a million takes its time. */
async function countStored(sql: postgres.Sql, newest: Date): Promise<number> {
  const [row] = await sql`
    select min(researched_at) as oldest from icp_job_titles
    where org_id = ${PAST.orgId} and researched_at is not null`;
  return row!.oldest === null ? 0 : (newest.getTime() - row!.oldest.getTime()) / 1000 + 1;
}

function tell(
  { records, engine, runs, progress }: {
    records: number;
    engine: string;
    runs: Run[];
    progress: { seconds: number; stored: number }[];
  },
): Section {
  const count = (number: number) => number.toLocaleString("en");
  const what = `backfill of ${count(records)} records of 2 kB`;
  const memory = runs.map(({ name, began, memory }) => ({
    label: name.replaceAll("`", ""),
    points: memory.map(({ seconds, megabytes }) => ({ x: began + seconds, y: megabytes })),
  }));
  const lines = runs.map(({ name, ms, stored, peakMegabytes }, index) => {
    const wrote = stored - (runs[index - 1]?.stored ?? 0);
    return [
      name,
      formatTime(ms),
      count(wrote),
      wrote > 0 ? `${count(Math.round(wrote / ms * 1000))}/s` : "",
      `${peakMegabytes.toFixed(0)} MB`,
    ];
  });
  return {
    heading: `A ${what}`,
    engine,
    breakdowns: [{
      title: "Killed twice, resumed, verified",
      columns: ["", "time", "rows written", "rate", "memory at most"],
      lines,
    }, {
      title: "Rate as the table grows",
      columns: ["rows stored", "rows/s"],
      lines: tabulateRates(records, progress).map(([at, rate]) => [
        count(at),
        Number.isNaN(rate) ? "" : count(rate),
      ]),
    }],
    after: `\`\`\`\n${runs.at(-1)!.output.trim().split("\n").slice(1).join("\n").trim()}\n\`\`\``,
    plots: {
      "million_memory.svg": drawLines({
        title: `Resident memory of the ${what}`,
        lines: memory,
        xLabel: "seconds since the first run began",
        yLabel: "MB",
        limit: LIMIT_MEGABYTES,
      }),
      "million_rows.svg": drawLines({
        title: `Rows stored by the ${what}, in thousands`,
        lines: [{
          points: progress.map(({ seconds, stored }) => ({ x: seconds, y: stored / 1e3 })),
        }],
        xLabel: "seconds since the first run began",
        yLabel: "1,000 rows",
      }),
    },
  };
}

/** Rows a second while each tenth of all was stored, without the time in which none was. */
function tabulateRates(
  records: number,
  progress: { seconds: number; stored: number }[],
): [stored: number, rate: number][] {
  const steps = progress.slice(1).map(({ seconds, stored }, index) => ({
    stored,
    rows: stored - progress[index]!.stored,
    seconds: seconds - progress[index]!.seconds,
  })).filter(({ rows }) => rows > 0);
  return Array.from({ length: 10 }, (_, index) => {
    const to = records * (index + 1) / 10;
    const own = steps.filter(({ stored }) => stored > to - records / 10 && stored <= to);
    const sum = (of: "rows" | "seconds") => own.reduce((sum, step) => sum + step[of], 0);
    return [to, Math.round(sum("rows") / sum("seconds"))];
  });
}
