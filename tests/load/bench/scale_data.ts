/** One org with many rows of 2 kB, each from a run of its own, and 1,000 orgs with ten beside it. */
import type postgres from "postgres";
import { ORG } from "./databases.ts";
import { addManyDocuments, selectDocument, selectDomain } from "./many_documents.ts";
import { formatTime } from "./row.ts";

/** Runs of one submission. */
export const RUNS_A_SUBMISSION = 1000;
/** Rows whose document has the word `zeppelin`. */
export const RARE_ROWS = 10;
const OTHER_ORGS = 1000;
const ROWS_A_STATEMENT = 100_000;
const TABLES = [
  "pipeline_runs",
  "step_results",
  "icp_job_titles",
  "icp_job_titles_words",
];

/** What it took to make: a line for each index that was built, with its size. */
export interface Filled {
  seconds: number;
  indexes: { name: string; seconds: number; bytes: number }[];
}

/**
 * Fills an empty database. Triggers and indexes wait, and are made up for: a row, its words and its
 * entries are what a write of it would have left.
 */
export async function fillOrgOf(sql: postgres.Sql, rows: number): Promise<Filled> {
  const began = performance.now();
  await addManyDocuments(sql, 2000);
  await sql.unsafe(`
    alter table bench_documents add column words text;
    update bench_documents set words = list_document_words(content);
    insert into orgs (id, name, slug)
    select md5('org ' || n)::uuid, n, n from generate_series(1, ${OTHER_ORGS}) as n;
    insert into companies (id, org_id, name) values ('${ORG}', '${ORG}', 'one');
    insert into blueprints (id, org_id, name) values ('${ORG}', '${ORG}', 'one');
    insert into submissions (id, org_id, company_id, blueprint_id, input_payload)
    select md5('submission ' || n)::uuid, '${ORG}', '${ORG}', '${ORG}', '{}'
    from generate_series(0, ${rows / RUNS_A_SUBMISSION - 1}) as n;
    insert into pipeline_runs (id, org_id, company_id, submission_id, blueprint_id, status)
    select md5('parent ' || n)::uuid, '${ORG}', '${ORG}', md5('submission ' || n)::uuid, '${ORG}',
      'succeeded' from generate_series(0, ${rows / RUNS_A_SUBMISSION - 1}) as n`);
  const definitions = await dropIndexes(sql);
  // No trigger and no foreign key is asked.
  await sql`set session_replication_role = replica`;
  for (let from = 1; from <= rows; from += ROWS_A_STATEMENT) {
    await fill(sql, from, Math.min(rows, from + ROWS_A_STATEMENT - 1), rows);
  }
  await sql.unsafe(`
    insert into icp_job_titles (id, org_id, company_domain, raw_parallel_output, created_at)
    select md5('other ' || d.number)::uuid, md5('org ' || d.number % ${OTHER_ORGS} + 1)::uuid,
      ${selectDomain("d.number")}, d.content, ${timeOf("d.number")}
    from bench_documents as d;
    insert into icp_job_titles_words (id, org_id, created_at, words)
    select md5('other ' || d.number)::uuid, md5('org ' || d.number % ${OTHER_ORGS} + 1)::uuid,
      ${timeOf("d.number")}, d.words
    from bench_documents as d`);
  await sql`reset session_replication_role`;
  await checkWords(sql);
  await sql`set maintenance_work_mem = '1GB'`;
  const indexes: Filled["indexes"] = [];
  for (const { name, definition } of definitions) {
    const start = performance.now();
    await sql.unsafe(definition);
    const seconds = (performance.now() - start) / 1000;
    const [size] =
      await sql`select pg_relation_size(${`public.${name}`}::regclass)::float as bytes`;
    indexes.push({ name, seconds, bytes: size!.bytes });
  }
  await sql.unsafe(`vacuum analyze`);
  const seconds = (performance.now() - began) / 1000;
  console.log(`Filled ${rows} rows in ${formatTime(seconds * 1000)}.`);
  return { seconds, indexes };
}

/** Those that are no key, which `on conflict` and foreign keys want. */
async function dropIndexes(sql: postgres.Sql) {
  const definitions = await sql<{ name: string; definition: string }[]>`
    select relname::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index join pg_class on pg_class.oid = indexrelid
    where indrelid = any (${TABLES}::text[]::regclass[]) and not exists (
      select from pg_constraint where conindid = indexrelid)
    order by relname`;
  for (const { name } of definitions) await sql.unsafe(`drop index ${name}`);
  return definitions;
}

function timeOf(n: string): string {
  return `timestamptz '2026-01-01Z' + (${n}) * interval '1 second'`;
}

/** Rows, words, runs and step results by their numbers; the highest is the newest. */
async function fill(sql: postgres.Sql, from: number, to: number, rows: number): Promise<void> {
  const document = `${selectDocument("n", 2000)} || case when n % ${rows / RARE_ROWS} = 7
    then '{"rare": "A seldom seen zeppelin."}' else '{}'::jsonb end`;
  const submission = `md5('submission ' || (n - 1) / ${RUNS_A_SUBMISSION})::uuid`;
  await sql.unsafe(`
    insert into pipeline_runs (id, org_id, company_id, submission_id, blueprint_id, status,
      finished_at, parent_pipeline_run_id)
    select md5('run ' || n)::uuid, '${ORG}', '${ORG}', ${submission}, '${ORG}', 'succeeded',
      ${timeOf("n")}, md5('parent ' || (n - 1) / ${RUNS_A_SUBMISSION})::uuid
    from generate_series(${from}, ${to}) as n;
    insert into icp_job_titles (id, org_id, company_domain, company_name, processor,
      raw_parallel_output, created_at, updated_at, researched_at, source_submission_id,
      source_pipeline_run_id)
    select md5('row ' || n)::uuid, '${ORG}', ${selectDomain("n")}, 'Company ' || n, 'core',
      ${document}, ${timeOf("n")}, ${timeOf(`n::bigint * 7919 % ${rows}`)}, ${
    timeOf("n")
  }, ${submission},
      md5('run ' || n)::uuid
    from generate_series(${from}, ${to}) as n;
    insert into icp_job_titles_words (id, org_id, created_at, words)
    select md5('row ' || n)::uuid, '${ORG}', ${timeOf("n")}, ' number ' || n || ' \n '
      || case when n % ${rows / RARE_ROWS} = 7 then 'a seldom seen zeppelin \n ' else '' end
      || substr(d.words, 2)
    from generate_series(${from}, ${to}) as n
    join bench_documents as d on d.number = n % (select count(*) from bench_documents);
    insert into step_results (org_id, company_id, submission_id, pipeline_run_id, step_position,
      status, output_payload)
    select '${ORG}', '${ORG}', ${submission}, md5('run ' || n)::uuid, 1, 'succeeded',
      jsonb_build_object('operation_result', jsonb_build_object(
        'operation_id', 'company.derive.icp_job_titles',
        'output', jsonb_build_object('domain', ${selectDomain("n")},
          'company_name', 'Company ' || n, 'processor', 'core',
          'parallel_raw_response', jsonb_build_object('output', jsonb_build_object('content',
            ${document})))))
    from generate_series(${from}, ${to}) as n`);
}

/** @throws {Error} Where the words of a sample are not those that the trigger would have written. */
async function checkWords(sql: postgres.Sql): Promise<void> {
  const [row] = await sql`
    select count(*)::int as wrong
    from (
      select * from icp_job_titles where org_id = ${ORG} and company_domain < '00a' offset 0
    ) as t
    left join icp_job_titles_words as w on w.id = t.id
    where w.words is distinct from list_document_words(t.raw_parallel_output)`;
  if (row!.wrong > 0) throw new Error(`${row!.wrong} rows have other words than their documents`);
}
