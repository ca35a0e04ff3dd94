/** What a row costs in bytes: of WAL when it is written, and on disk when it is written again. */
import type postgres from "postgres";
import { type Cluster, ORG, startCluster } from "./databases.ts";
import { makeResearch } from "./documents.ts";
import type { Breakdown } from "./row.ts";

const TABLES = ["icp_job_titles", "icp_job_titles_words"];
const ROWS_A_WRITE = 500;
/** What the rows are measured with; SQL that is run first. */
const SCHEMAS = {
  "as migrated": "select",
  "without idx_icp_job_titles_domain": "drop index idx_icp_job_titles_domain",
  "without the words": `alter table icp_job_titles disable trigger store_icp_job_titles_words;
    alter table icp_job_titles disable trigger store_icp_job_titles_words_again`,
};
/** When a table is vacuumed, as a share of its rows that are dead. */
const VACUUM_AT = { never: Infinity, "at 20 %, the default": 0.2, "at 5 %": 0.05 };

/** Measures on a Postgres of its own, with so many rows on disk. */
export async function benchStorage(rows: number): Promise<Breakdown[]> {
  await using cluster = await startCluster();
  await (await cluster.create("migrated")).end();
  return [
    await measureWal(cluster),
    ...await measureDisk(cluster, rows),
  ];
}

/** WAL a row, once and again, without the images of whole pages that follow a checkpoint. */
async function measureWal(cluster: Cluster): Promise<Breakdown> {
  const lines: string[][] = [];
  for (const bytes of [2000, 20_000]) {
    for (const [name, change] of Object.entries(SCHEMAS)) {
      const sql = await cluster.copy("migrated", `wal_${lines.length}`);
      await sql.unsafe(change);
      // Something to begin with, so that no page is the first of its table.
      await write(sql, { from: 0, count: ROWS_A_WRITE, bytes, seed: 0 });
      const measure = (from: number, seed: number) => weigh(sql, { from, bytes, seed });
      const inserted = await measure(ROWS_A_WRITE, 0);
      const rewritten = await measure(ROWS_A_WRITE, 1);
      const same = await measure(ROWS_A_WRITE, 1);
      lines.push([`${bytes / 1000} kB, ${name}`, inserted, rewritten, same]);
      await sql.end();
    }
  }
  return {
    title: "WAL a row",
    columns: ["document", "insert", "another document", "the same document"],
    lines,
  };
}

/** The WAL of one write, a row. */
async function weigh(
  sql: postgres.Sql,
  { from, bytes, seed }: { from: number; bytes: number; seed: number },
): Promise<string> {
  const [before] = await sql`select pg_current_wal_insert_lsn() as lsn`;
  await write(sql, { from, count: ROWS_A_WRITE, bytes, seed });
  const [after] = await sql`
    select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), ${before!.lsn})::int as bytes`;
  return kilobytes(after!.bytes / ROWS_A_WRITE);
}

/** WAL a row of the first write after a checkpoint: the first change of a page logs all of it. */
async function measureCheckpoint({ admin, copy }: Cluster, rows: number): Promise<Breakdown> {
  const lines: string[][] = [];
  for (const [name, change] of Object.entries(SCHEMAS)) {
    const sql = await copy("filled", `checkpoint_${lines.length}`);
    await sql.unsafe(change);
    const weighAfterCheckpoint = async (from: number) => {
      await admin`checkpoint`;
      return await weigh(sql, { from, bytes: 2000, seed: 1 });
    };
    await admin`alter system set full_page_writes = on`;
    await admin`select pg_reload_conf()`;
    lines.push([name, await weighAfterCheckpoint(rows), await weighAfterCheckpoint(0)]);
    await admin`alter system set full_page_writes = off`;
    await admin`select pg_reload_conf()`;
    await sql.end();
  }
  return {
    title: `WAL a row of 2 kB, 500 rows right after a checkpoint, beside ${rows} rows`,
    columns: ["", "insert", "another document"],
    lines,
  };
}

/** What the tables and indexes take with documents of 2 kB, and after all were written twice again. */
async function measureDisk(cluster: Cluster, rows: number): Promise<Breakdown[]> {
  const sql = await cluster.copy("migrated", "filled");
  await writeAll(sql, { rows, seed: 0 });
  await sql`vacuum analyze`;
  const sizes = await listSizes(sql);
  await sql.end();
  const lines: string[][] = [["before", "", ...sumSizes(sizes)]];
  for (const [name, share] of Object.entries(VACUUM_AT)) {
    const copy = await cluster.copy("filled", `vacuum_${lines.length}`);
    let [vacuums, seconds, dead] = [0, 0, 0];
    const keep = async () => {
      dead += ROWS_A_WRITE;
      if (dead < rows * share) return;
      const start = performance.now();
      await copy.unsafe(`vacuum ${TABLES.join(", ")}`);
      seconds += (performance.now() - start) / 1000;
      vacuums++;
      dead = 0;
    };
    await writeAll(copy, { rows, seed: 1 }, keep);
    await writeAll(copy, { rows, seed: 2 }, keep);
    const took = vacuums === 0 ? "0" : `${vacuums} in ${seconds.toFixed(1)} s`;
    lines.push([`vacuum ${name}`, took, ...sumSizes(await listSizes(copy))]);
    await copy.end();
  }
  const title = `${rows} rows of 2 kB`;
  return [await measureCheckpoint(cluster, rows), {
    title,
    columns: ["what", "size", "bytes a row"],
    lines: sizes.map((
      { name, bytes },
    ) => [name, megabytes(bytes), String(Math.round(bytes / rows))]),
  }, {
    title: `${title}, after each was written twice again`,
    columns: ["", "vacuums", "rows", "documents (TOAST)", "words", "their index", "other indexes"],
    lines,
  }];
}

interface Size {
  name: string;
  bytes: number;
}

async function listSizes(sql: postgres.Sql): Promise<Size[]> {
  const rows = await sql<Size[]>`
    with tables as (select oid, relname, reltoastrelid from pg_class where relname in ${
    sql(TABLES)
  })
    select relname::text as name, pg_relation_size(oid)::float as bytes from tables
    union all
    select relname || ', TOAST', pg_total_relation_size(reltoastrelid)::float from tables
    union all
    select indexrelid::regclass::text, pg_relation_size(indexrelid)::float
    from pg_index join tables on indrelid = tables.oid
    order by name`;
  return [...rows];
}

/** As the columns of the table of vacuums. */
function sumSizes(sizes: readonly Size[]): string[] {
  const sum = (which: (name: string) => boolean) =>
    megabytes(sizes.reduce((sum, { name, bytes }) => which(name) ? sum + bytes : sum, 0));
  const words = ["icp_job_titles_words", "icp_job_titles_words, TOAST"];
  const own = ["icp_job_titles", "icp_job_titles, TOAST", "icp_job_titles_words_words_idx"];
  return [
    sum((name) => name === own[0]),
    sum((name) => name === own[1]),
    sum((name) => words.includes(name)),
    sum((name) => name === own[2]),
    sum((name) => ![...words, ...own].includes(name)),
  ];
}

async function writeAll(
  sql: postgres.Sql,
  { rows, seed }: { rows: number; seed: number },
  after: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (let from = 0; from < rows; from += ROWS_A_WRITE) {
    await write(sql, { from, count: ROWS_A_WRITE, bytes: 2000, seed });
    await after();
  }
}

/** Writes rows as a batch does. */
async function write(
  sql: postgres.Sql,
  { from, count, bytes, seed }: { from: number; count: number; bytes: number; seed: number },
): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const items = numbers.map((number) => ({ company_domain: keyOf(number), processor: "core" }));
  const documents = numbers.map((number) => makeResearch(bytes, number + seed * 1_000_003));
  await sql`select write_icp_job_titles(${ORG}, ${JSON.stringify(items)},
    ${JSON.stringify(documents)}::text::jsonb)`;
}

/** The domain of a company. Companies do not come in the order of the alphabet. */
function keyOf(number: number): string {
  return `${(Math.imul(number + 1, 2_654_435_761) >>> 0).toString(36)}.example`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
