/** The table as it is beside the same table in hash partitions by org: what that would change. */
import type postgres from "postgres";
import { type Cluster, ORG, startCluster } from "./databases.ts";
import { alternate } from "./measure.ts";
import { type Breakdown, formatTime } from "./row.ts";

const PARTITIONS = 16;
const OTHER_ORGS = 1000;
const RUNS = 1000;
const SUBMISSION = "00000000-0000-4000-8000-000000000004";
/** Each is asked for as the service does, or as a foreign key does. */
const ASKS = {
  "one company": (n: number) =>
    `select * from icp_job_titles where org_id = '${ORG}' and company_domain = '${n}.example'`,
  "first page of 100": () =>
    `select read_icp_job_titles('${ORG}', '{}', '{company_domain,created_at}', 100)`,
  "batch of 500": (n: number) =>
    `select write_icp_job_titles('${ORG}',
      (select jsonb_agg(jsonb_build_object('company_domain', k || '.example'))::text
        from generate_series(${n}, ${n + 499}) as k),
      (select jsonb_agg(jsonb_build_object('n', k + ${n})) from generate_series(1, 500) as k))`,
  "the rows of a run, as its deletion asks": (n: number) =>
    `select id from icp_job_titles where source_pipeline_run_id
      = md5('run ' || ${n % RUNS})::uuid for no key update`,
  "a row by its id alone": (n: number) =>
    `select company_domain from icp_job_titles where id = md5('row ' || ${n})::uuid`,
};

/** Measures on a Postgres of its own, with so many rows in one org and half as many in 1,000. */
export async function benchPartitions(rows: number): Promise<Breakdown[]> {
  await using cluster = await startCluster();
  const plain = await cluster.create("plain");
  const partitioned = await cluster.create("partitioned", partition);
  const subjects = { plain, partitioned };
  for (const sql of Object.values(subjects)) await fill(sql, rows);
  const title = `${rows} rows in one org, ${rows / 2} in ${OTHER_ORGS} others`;
  return [
    {
      title,
      columns: ["", "plain", `${PARTITIONS} partitions`],
      lines: [
        ...await measureAsks(subjects, rows),
        ...await measureRest(cluster, subjects, rows),
      ],
    },
  ];
}

/** What of a migration is another where the table is partitioned. */
function partition(text: string, version: string): string {
  if (version === "032") return text.replaceAll("concurrently ", "");
  if (version !== "015") return text;
  return text
    .replace("id UUID PRIMARY KEY", "id UUID")
    .replace(
      /NOW\(\)\n\);/,
      () =>
        `NOW(), PRIMARY KEY (org_id, id)\n) partition by hash (org_id);
      do $$ begin for n in 0..${PARTITIONS - 1} loop
        execute format('create table icp_job_titles_%s partition of icp_job_titles
          for values with (modulus ${PARTITIONS}, remainder %s)', n, n);
      end loop; end $$;`,
    );
}

async function fill(sql: postgres.Sql, rows: number): Promise<void> {
  await sql.unsafe(`
    insert into orgs (id, name, slug)
    select md5('org ' || n)::uuid, n, n from generate_series(1, ${OTHER_ORGS}) as n;
    insert into companies (id, org_id, name) values ('${SUBMISSION}', '${ORG}', 'one');
    insert into blueprints (id, org_id, name) values ('${SUBMISSION}', '${ORG}', 'one');
    insert into submissions (id, org_id, company_id, blueprint_id, input_payload)
    values ('${SUBMISSION}', '${ORG}', '${SUBMISSION}', '${SUBMISSION}', '{}');
    insert into pipeline_runs (id, org_id, company_id, submission_id, blueprint_id)
    select md5('run ' || n)::uuid, '${ORG}', '${SUBMISSION}', '${SUBMISSION}', '${SUBMISSION}'
    from generate_series(0, ${RUNS - 1}) as n;
    insert into icp_job_titles (id, org_id, company_domain, raw_parallel_output, created_at,
      source_pipeline_run_id)
    select md5('row ' || n)::uuid, '${ORG}', n || '.example',
      jsonb_build_object('n', n, 'note', repeat('x', 80)),
      timestamptz '2026-01-01' + n * interval '1 second',
      case when n <= 10 * ${RUNS} then md5('run ' || n % ${RUNS})::uuid end
    from generate_series(1, ${rows}) as n;
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    select md5('org ' || n % ${OTHER_ORGS} + 1)::uuid, n || '.example',
      jsonb_build_object('n', n, 'note', repeat('x', 80))
    from generate_series(1, ${rows / 2}) as n`);
  await sql`vacuum analyze`;
}

async function measureAsks(
  subjects: Record<string, postgres.Sql>,
  rows: number,
): Promise<string[][]> {
  const lines: string[][] = [];
  for (const [name, ask] of Object.entries(ASKS)) {
    const random = (round: number) => 1 + (round * 7919) % (rows - 500);
    const ways = Object.entries(subjects).map(([name, sql]) => ({
      name,
      run: (round: number) => sql.unsafe(ask(random(round))),
    }));
    const samples = name.startsWith("batch") ? 20 : 300;
    const timings = await alternate(ways, { warmUp: samples / 10, samples });
    const buffers = await Promise.all(
      Object.values(subjects).map((sql) => countBuffers(sql, ask(random(1)))),
    );
    lines.push([
      name,
      ...timings.map(({ p50 }, index) => `${formatTime(p50)}, ${buffers[index]} pages`),
    ]);
  }
  return lines;
}

/** How many pages a statement touches when it is planned already. */
async function countBuffers(sql: postgres.Sql, statement: string): Promise<number> {
  const [row] = await sql.unsafe(`explain (analyze, buffers, format json) ${statement}`);
  const plan = row!["QUERY PLAN"][0].Plan;
  return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
}

/** What happens less often: a deletion, a vacuum; and how deep the index of the look-up is. */
async function measureRest(
  { admin }: Cluster,
  subjects: Record<string, postgres.Sql>,
  rows: number,
): Promise<string[][]> {
  const measured: string[][] = [];
  for (const sql of Object.values(subjects)) {
    const time = async (statement: string) => {
      await admin`checkpoint`;
      const start = performance.now();
      await sql.unsafe(statement);
      return formatTime(performance.now() - start);
    };
    await sql.unsafe("create extension pageinspect");
    const [depth] = await sql`
      select level::int + 1 as levels
      from pg_index cross join lateral bt_metap(indexrelid::regclass::text)
      where indisunique and pg_get_indexdef(indexrelid) like '%(org_id, company_domain)' and indrelid
        = (select tableoid from icp_job_titles where org_id = ${ORG} limit 1)`;
    const [size] = await sql`
      select sum(pg_total_relation_size(oid))::float / 1e6 as megabytes
      from pg_class where relkind = 'r' and relname ~ '^icp_job_titles(_[0-9]+)?$'`;
    const deletion = await time(`delete from submissions where id = '${SUBMISSION}'`);
    const rewriting = await time(`update icp_job_titles set processor = 'pro'
      where org_id = '${ORG}' and created_at < timestamptz '2026-01-01'
        + ${rows / 5} * interval '1 second'`);
    const vacuum = await time("vacuum icp_job_titles");
    const analyze = await time("analyze icp_job_titles");
    measured.push([
      `${depth!.levels} levels`,
      `${size!.megabytes.toFixed(0)} MB`,
      deletion,
      rewriting,
      vacuum,
      analyze,
    ]);
  }
  const names = [
    "index of the look-up, at its deepest",
    "table and indexes",
    `deleting a submission of ${RUNS} runs with 10 rows each`,
    "rewriting a fifth of the large org",
    "vacuum after it",
    "analyze",
  ];
  return names.map((name, index) => [name, ...measured.map((column) => column[index]!)]);
}
