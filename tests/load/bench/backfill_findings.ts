/** The backfill as lines of the table: its time beside other ways, and its memory. */
import { type BackfillSubject, benchBackfillMemory, benchBackfillTimes } from "./backfill.ts";
import type { Benchmark, Context } from "./context.ts";
import { compareTimes, formatTime, type Row } from "./row.ts";

/** 10,000 records: at least 10 times as fast as one by one, at most 3 times one statement. */
export const benchBackfill: Benchmark = async (context) => {
  const times = await benchBackfillTimes(subjectOf(context), {
    records: context.samples(10_000),
    sampled: context.samples(500),
  });
  const what = `backfill of ${formatCount(times.records)} records of 20 kB`;
  const oneByOne: Row = {
    what: `${what}, beside one read and one upsert a record`,
    floor: formatTime(times.oneByOne),
    measured: formatTime(times.backfill),
    value: times.oneByOne / times.backfill,
    limit: 10,
    atLeast: true,
    unit: "times as fast",
    toReach: "at least 10 times as fast",
  };
  const inside = compareTimes(`${what}, beside one INSERT … SELECT`, {
    floor: times.insertSelect,
    measured: times.backfill,
    limit: 3,
  });
  return {
    rows: [oneByOne, inside],
    breakdowns: [{
      title: `Backfill of ${formatCount(times.records)} records of 20 kB`,
      columns: ["way", "time"],
      lines: [
        ["the script, with its start", formatTime(times.backfill)],
        ["one `INSERT … SELECT` inside Postgres", formatTime(times.insertSelect)],
        ["documents travel, 100 a request, four in flight", formatTime(times.carried)],
        [
          `one read and one upsert a record (from ${formatCount(times.sampled)})`,
          formatTime(times.oneByOne),
        ],
        ["the script with `--resume`, nothing left", formatTime(times.resume)],
      ],
    }],
  };
};

/** 50,000 records, whose memory over time is plotted. */
export const benchBackfillOfMany: Benchmark = async (context) => {
  const { records, svg, ms, memory } = await benchBackfillMemory(subjectOf(context), {
    records: context.samples(50_000),
  });
  const most = Math.max(...memory.map(({ megabytes }) => megabytes));
  return {
    rows: [{
      what: `resident memory of the backfill over ${
        formatCount(records)
      } records of 20 kB, at most`,
      floor: "",
      measured: `${most.toFixed(0)} MB in ${formatTime(ms)}`,
      value: most,
      limit: 200,
      unit: "MB",
      toReach: "under 200 MB",
    }],
    breakdowns: [],
    plots: { "backfill_memory.svg": svg },
  };
};

function subjectOf({ subjects }: Context): BackfillSubject {
  const { databaseUrl, environment, gateway } = subjects;
  return { databaseUrl, serviceKey: gateway.serviceKey, url: environment.SUPABASE_URL! };
}

function formatCount(count: number): string {
  return count.toLocaleString("en");
}
