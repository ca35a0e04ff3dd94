/** What stays as it is at a million rows of one org, beside ten thousand, and what does not. */
import { type Cluster, startCluster } from "./databases.ts";
import { alternate, percentile } from "./measure.ts";
import { type Breakdown, formatTime } from "./row.ts";
import { type Ask, FLAT } from "./scale_asks.ts";
import { type Filled, fillOrgOf } from "./scale_data.ts";
import { SCANS } from "./scale_scans.ts";
import { startSubject, type Subject } from "./scale_subject.ts";
import type { Section } from "./section.ts";

const FEW = 10_000;
const LIMIT = 1.5;

/** Measures on a Postgres of its own: an org of so many rows, and one of 10,000. */
export async function benchScale(rows: number): Promise<Section> {
  await using cluster = await startCluster();
  await using small = await makeSubject(cluster, "small", FEW);
  await using large = await makeSubject(cluster, "large", rows);
  await cluster.admin`create extension pg_stat_statements`;
  const subjects = [small.subject, large.subject];
  const [few, many] = subjects.map(({ rows }) => rows.toLocaleString("en")) as [string, string];
  const flat: string[][] = [];
  for (const ask of FLAT) {
    flat.push(await measure(cluster, subjects, ask));
    console.log(flat.at(-1)!.join(" | "));
  }
  const scans: string[][] = [];
  for (const ask of SCANS) {
    scans.push(await measureScan(subjects, ask));
    console.log(scans.at(-1)!.join(" | "));
  }
  return {
    heading: `At ${many} rows`,
    engine: large.subject.engine,
    breakdowns: [
      {
        title: `What stays as it is: p50 of a caller, and the mean of Postgres`,
        columns: ["", few, many, "ratio", `Postgres, ${few}`, many, "ratio"],
        lines: flat,
      },
      { title: "What scans: one request", columns: ["", few, many], lines: scans },
      ...tabulateSizes(large.filled),
    ],
  };
}

async function makeSubject(cluster: Cluster, name: string, rows: number) {
  const sql = await cluster.create(name);
  const filled = await fillOrgOf(sql, rows);
  const subject = await startSubject(cluster.urlOf(name), rows);
  return { filled, subject, [Symbol.asyncDispose]: () => subject[Symbol.asyncDispose]() };
}

/** A line: what a caller waits for, and what Postgres works of it. */
async function measure(
  { admin }: Cluster,
  subjects: Subject[],
  { what, samples, prepare }: Ask,
): Promise<string[]> {
  const ways = await Promise.all(subjects.map(async (subject) => ({
    name: String(subject.rows),
    run: await prepare(subject),
  })));
  const warmUp = Math.ceil(samples / 10);
  await admin`select pg_stat_statements_reset()`;
  const timings = await alternate(ways, { warmUp, samples });
  const [few, many] = timings.map(({ p50 }) => p50) as [number, number];
  const worked = await admin<{ ms: number }[]>`
    select coalesce(sum(total_exec_time + total_plan_time), 0)::float as ms
    from unnest(${["small", "large"]}::text[]) with ordinality as subject (name, place)
    left join pg_database on datname = subject.name
    left join pg_stat_statements on dbid = pg_database.oid
    group by place order by place`;
  const [ours, theirs] = worked.map(({ ms }) => ms / (warmUp + samples)) as [number, number];
  const ratio = many / few;
  return [
    what,
    formatTime(few),
    formatTime(many),
    ratio > LIMIT ? `**${ratio.toFixed(2)}**` : ratio.toFixed(2),
    formatTime(ours),
    formatTime(theirs),
    (theirs / ours).toFixed(2),
  ];
}

/** A line: the median of a few requests, or that the database stopped them. */
async function measureScan(
  subjects: Subject[],
  { what, samples, prepare }: Ask,
): Promise<string[]> {
  const cells: string[] = [];
  for (const subject of subjects) {
    const ask = await prepare(subject) as () => Promise<{ status: number }>;
    const times: number[] = [];
    let status = 0;
    for (let round = 0; round < samples; round++) {
      const start = performance.now();
      status = (await ask()).status;
      times.push(performance.now() - start);
    }
    const time = formatTime(percentile(times, 50));
    cells.push(status === 200 ? time : `${status} after ${time}`);
  }
  return [what, ...cells];
}

function tabulateSizes({ indexes }: Filled): Breakdown[] {
  return [{
    title: "Indexes, built with 1 GB of maintenance_work_mem",
    columns: ["index", "size", "built in"],
    lines: indexes.map(({ name, bytes, seconds }) => [
      name,
      `${(bytes / 1e6).toFixed(0)} MB`,
      formatTime(seconds * 1000),
    ]),
  }];
}
