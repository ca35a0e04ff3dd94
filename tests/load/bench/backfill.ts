/** The backfill beside one statement inside Postgres, and beside simpler ways; and its memory. */
import postgres from "postgres";
import { createDataApi } from "../../../supabase/functions/_shared/data_api/client.ts";
import { addPastRuns, PAST } from "./backfill_data.ts";
import { carryDocuments, insertSelect } from "./backfill_floors.ts";
import { type Measured, runBackfillProcess } from "./backfill_process.ts";
import { drawLines } from "./line_plot.ts";

/** A database that has the migrations and none of these runs, and its Data API. */
export interface BackfillSubject {
  databaseUrl: string;
  /** Without `/rest/v1`. */
  url: string;
  serviceKey: string;
}

/** The times in milliseconds, each for the same number of records. */
interface BackfillTimes {
  records: number;
  insertSelect: number;
  backfill: number;
  /** With nothing left to store. */
  resume: number;
  /** The documents travel: 100 in a request each way, four at a time. */
  carried: number;
  /** One read and one upsert a record, reckoned from `sampled` records. */
  oneByOne: number;
  sampled: number;
}

const FLAGS = ["--org-id", PAST.orgId, "--submission-id", PAST.submissionId, "--quiet"];
/** What 100,000 records of 20 kB may take at most. */
const LIMIT_MEGABYTES = 200;

/** Measures each way on an empty table, one after the other. */
export async function benchBackfillTimes(
  subject: BackfillSubject,
  { records = 10_000, sampled = 500 } = {},
): Promise<BackfillTimes> {
  await addPastRuns(subject.databaseUrl, records);
  const sql = postgres(subject.databaseUrl, { max: 1, onnotice: () => {} });
  const dataApi = createDataApi({ supabaseUrl: subject.url, serviceKey: subject.serviceKey });
  const runIds = (await sql`
    select id from pipeline_runs
    where submission_id = ${PAST.submissionId} and parent_pipeline_run_id is not null
    order by finished_at`).map((row) => row.id as string);
  const time = async (work: () => Promise<unknown>): Promise<number> => {
    await sql`delete from icp_job_titles where org_id = ${PAST.orgId}`;
    await sql`vacuum icp_job_titles, icp_job_titles_words`;
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const carry = (ids: string[], perRequest: number, concurrency: number) =>
    carryDocuments(dataApi, ids, { perRequest, concurrency });
  try {
    const oneByOne = await time(() => carry(runIds.slice(0, sampled), 1, 1));
    const carried = await time(() => carry(runIds, 100, 4));
    const inside = await time(() => insertSelect(sql));
    const backfill = await time(() => runBackfillProcess(FLAGS, subject));
    const resume = await runBackfillProcess([...FLAGS, "--resume"], subject);
    return {
      records,
      insertSelect: inside,
      backfill,
      resume: resume.ms,
      carried,
      oneByOne: oneByOne * records / sampled,
      sampled,
    };
  } finally {
    await sql.end();
  }
}

/** Runs the backfill over many records, and plots its resident memory over time. */
export async function benchBackfillMemory(
  subject: BackfillSubject,
  { records = 100_000 } = {},
): Promise<Measured & { records: number; svg: string }> {
  await addPastRuns(subject.databaseUrl, records);
  const measured = await runBackfillProcess(FLAGS, subject);
  const svg = drawLines({
    title: `Resident memory of the backfill over ${records} records of 20 kB`,
    lines: [{
      points: measured.memory.map(({ seconds, megabytes }) => ({ x: seconds, y: megabytes })),
    }],
    xLabel: "seconds",
    yLabel: "MB",
    limit: LIMIT_MEGABYTES,
  });
  return { records, svg, ...measured };
}
