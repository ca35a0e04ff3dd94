/** What the words of the search cost those that write: the same with and without their triggers. */
import postgres from "postgres";
import { addPastRuns, PAST } from "./backfill_data.ts";
import { runBackfillProcess } from "./backfill_process.ts";
import { parse } from "./callers.ts";
import type { Benchmark, Context } from "./context.ts";
import { ORGS } from "./data.ts";
import { domainOf, makeResearch } from "./documents.ts";
import { percentile } from "./measure.ts";
import { formatTime } from "./row.ts";

const TRIGGERS = ["store_icp_job_titles_words", "store_icp_job_titles_words_again"];
const ROUNDS = 6;
const UPSERTS_A_ROUND = 50;
const BATCH = 500;
const BACKFILLED = 10_000;

/** Times of one way, in milliseconds. */
interface Times {
  upsert: number[];
  batch: number[];
  backfill: number[];
}

/** Upserts and batches of new documents of 20 kB for known companies, and a backfill of 10,000. */
export const benchWords: Benchmark = async (context) => {
  const { databaseUrl } = context.subjects;
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const turn = (way: "enable" | "disable") =>
    sql.unsafe(
      `alter table icp_job_titles ${TRIGGERS.map((name) => `${way} trigger ${name}`).join()}`,
    );
  const times = { enable: createTimes(), disable: createTimes() };
  try {
    const write = createWriter(context);
    await write(createTimes(), context.samples(UPSERTS_A_ROUND));
    for (let round = 0; round < ROUNDS; round++) {
      for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) {
        await turn(way);
        await write(times[way], context.samples(UPSERTS_A_ROUND));
      }
    }
    await addPastRuns(databaseUrl, context.samples(BACKFILLED));
    for (const way of WAYS) {
      await turn(way);
      await sql`delete from icp_job_titles where org_id = ${PAST.orgId}`;
      await sql`vacuum icp_job_titles, icp_job_titles_words`;
      times[way].backfill.push(await backfill(context));
    }
    const sizes = await readSizes(sql);
    return { rows: [], breakdowns: [describe(times, context.samples(BACKFILLED), sizes)] };
  } finally {
    await turn("enable");
    await sql.end();
  }
};

/** Without the words first, so that they are there at the end. */
const WAYS = ["disable", "enable"] as const;

function createTimes(): Times {
  return { upsert: [], batch: [], backfill: [] };
}

/** Makes what writes single documents and one batch, each document another one. */
function createWriter({ gateway }: Context) {
  let seed = 0;
  const makeItem = (company: number) => ({
    company_domain: domainOf(company),
    raw_parallel_output: makeResearch(20_000, seed++),
  });
  return async (times: Times, upserts: number) => {
    const send = async (to: number[], body: unknown, path?: string) => {
      const text = JSON.stringify(body);
      const start = performance.now();
      parse(await gateway.upsert(ORGS.written, text, path));
      to.push(performance.now() - start);
    };
    for (let n = 0; n < upserts; n++) await send(times.upsert, makeItem(n % BATCH));
    const items = Array.from({ length: BATCH }, (_, n) => makeItem(n));
    await send(times.batch, { items }, "/batch");
  };
}

async function backfill({ subjects }: Context): Promise<number> {
  const { environment, gateway } = subjects;
  const flags = ["--org-id", PAST.orgId, "--submission-id", PAST.submissionId, "--quiet"];
  const subject = { url: environment.SUPABASE_URL!, serviceKey: gateway.serviceKey };
  return (await runBackfillProcess(flags, subject)).ms;
}

async function readSizes(sql: postgres.Sql): Promise<{ rows: number; words: number }> {
  const [sizes] = await sql`
    select pg_total_relation_size('icp_job_titles')::float8 as rows,
      pg_total_relation_size('icp_job_titles_words')::float8 as words`;
  return sizes as unknown as { rows: number; words: number };
}

function describe(
  { enable, disable }: Record<typeof WAYS[number], Times>,
  backfilled: number,
  sizes: { rows: number; words: number },
) {
  const compare = (what: string, key: keyof Times) => {
    const [before, after] = [disable[key], enable[key]].map((all) => percentile(all, 50));
    return [what, formatTime(before!), formatTime(after!)];
  };
  const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(0)} MB`;
  return {
    title: `What the words of the search cost (${enable.upsert.length} upserts, ${ROUNDS} batches)`,
    columns: ["what", "without words", "with words"],
    lines: [
      compare("another document of 20 kB for a company, p50", "upsert"),
      compare("a batch of 500 of them, p50", "batch"),
      compare(`a backfill of ${backfilled.toLocaleString("en")} records of 20 kB`, "backfill"),
      [
        "all rows of this run on disk",
        megabytes(sizes.rows),
        megabytes(sizes.rows + sizes.words),
      ],
    ],
  };
}
