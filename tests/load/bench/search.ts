/** Searches in 10,000 documents, and parts of a thousand, as a caller sees them. */
import postgres from "postgres";
import { parse } from "./callers.ts";
import type { Benchmark } from "./context.ts";
import { fillOrg, ORGS } from "./data.ts";
import { alternate } from "./measure.ts";
import { compareTimes, formatTime, type Row, tabulateTimings } from "./row.ts";

const DOCUMENTS = 10_000;
/** Every so many documents have the rare words. */
const RARE = 1000;
const LIMIT = 20;
const MOST_MS = 20;

/** What is searched for, and whether a page of it is full. */
const SEARCHES: [what: string, search: string, rows: number][] = [
  ["a rare word", "zeppelin", DOCUMENTS / RARE],
  ["a common word", "retention", LIMIT],
  ["two common words and a prefix", "budget customs telem*", LIMIT],
  ["no match", "zeppelins", 0],
  ["a rare phrase", `"seldom seen zeppelin"`, DOCUMENTS / RARE],
  ["a phrase of common words", `"fuel cards"`, LIMIT],
];

/** Pages of 20 heads with their matches. */
export const benchSearch: Benchmark = async ({ subjects, gateway, samples }) => {
  const sql = postgres(subjects.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await fillOrg(sql, ORGS.searched, 20_000, {
      rows: DOCUMENTS,
      note: (index) => index % RARE === 7 ? "A seldom seen zeppelin." : "",
    });
    await sql`vacuum analyze icp_job_titles, icp_job_titles_words`;
  } finally {
    await sql.end();
  }
  const fields = ["company_domain", "company_name", "updated_at"];
  const ask = (search: string) => gateway.query(ORGS.searched, { search, fields, limit: LIMIT });
  for (const [what, search, rows] of SEARCHES) {
    const page = parse(await ask(search)) as { data: unknown[] };
    if (page.data.length !== rows) throw new Error(`${what} finds ${page.data.length} rows`);
  }
  const timings = await alternate(
    SEARCHES.map(([name, search]) => ({ name, run: () => ask(search) })),
    { warmUp: 10, samples: samples(100) },
  );
  return {
    rows: timings.map(({ name, p50 }): Row => ({
      what: `search for ${name} in 10,000 documents of 20 kB, p50`,
      floor: "",
      measured: formatTime(p50),
      value: p50,
      limit: MOST_MS,
      unit: "ms",
      toReach: `at most ${MOST_MS} ms`,
    })),
    breakdowns: [
      tabulateTimings("Pages of 20 companies that a search finds, with matches", timings),
    ],
  };
};

/** A title of each of 1000 documents, beside the documents. */
export const benchPointer: Benchmark = async ({ gateway, samples }) => {
  const fields = ["company_domain", "raw_parallel_output"];
  const ask = (more: object) => gateway.query(ORGS.usual, { fields, limit: 1000, ...more });
  const timings = await alternate([
    { name: "whole documents", run: () => ask({}) },
    { name: "the first title of each", run: () => ask({ pointer: "/titles/0/title" }) },
  ], { warmUp: 3, samples: samples(30) });
  const [whole, part] = timings as [typeof timings[0], typeof timings[0]];
  return {
    rows: [compareTimes("a title of each of 1000 rows of 20 kB by pointer, beside the rows, p50", {
      floor: whole.p50,
      measured: part.p50,
      limit: 0.5,
    })],
    breakdowns: [tabulateTimings("Pages of 1000 rows of 20 kB", timings)],
  };
};
