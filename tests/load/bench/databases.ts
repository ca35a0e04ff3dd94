/** Databases of a benchmark's own, on a Postgres without fsync that ends with it. */
import postgres from "postgres";
import { readMigrations } from "../../../scripts/local/migrate.ts";
import { startPostgres } from "../../../scripts/local/postgres.ts";

/** The org whose rows are measured. */
export const ORG = "00000000-0000-4000-8000-000000000001";

/** A cluster, and connections to its databases. */
export interface Cluster extends AsyncDisposable {
  admin: postgres.Sql;
  /** Makes a database as a copy of another. */
  copy(from: string, to: string): Promise<postgres.Sql>;
  /** Makes one with all migrations, each as `change` gives it back, and {@link ORG}. */
  create(
    name: string,
    change?: (text: string, version: string) => string,
  ): Promise<postgres.Sql>;
  /** Of a superuser. */
  urlOf(name: string): string;
}

/** What runs in the background stays out of the numbers. */
const SETTINGS = {
  autovacuum: "off",
  fsync: "off",
  // After a checkpoint the first change of a page would log all of it.
  full_page_writes: "off",
  max_wal_size: "20GB",
  checkpoint_timeout: "1h",
  shared_buffers: "1GB",
  shared_preload_libraries: "pg_stat_statements",
};

/** Starts one, with settings of which some are read at a start only. */
export async function startCluster(): Promise<Cluster> {
  const dataDir = await Deno.makeTempDir({ prefix: "icp-bench-cluster-" });
  const first = await startPostgres({ dataDir });
  const setting = connect(first.url, "postgres");
  for (const [name, value] of Object.entries(SETTINGS)) {
    await setting.unsafe(`alter system set ${name} = '${value}'`);
  }
  await setting.end();
  await first.stop();
  const cluster = await startPostgres({ dataDir });
  const admin = connect(cluster.url, "postgres");
  const open: postgres.Sql[] = [admin];
  const add = async (statement: string, name: string) => {
    await admin.unsafe(statement);
    const sql = connect(cluster.url, name);
    open.push(sql);
    return sql;
  };
  return {
    admin,
    urlOf: (name) => nameDatabase(cluster.url, name),
    copy: (from, to) => add(`create database ${to} template ${from} strategy file_copy`, to),
    async create(name, change = (text) => text) {
      const sql = await add(`create database ${name} template template0`, name);
      for (const { version, statements } of await readMigrations()) {
        for (const text of statements) await sql.unsafe(change(text, version));
      }
      await sql`insert into orgs (id, name, slug) values (${ORG}, 'Measured', 'measured')`;
      return sql;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(open.map((sql) => sql.end()));
      await cluster.stop();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

function connect(url: string, name: string): postgres.Sql {
  return postgres(nameDatabase(url, name), { max: 1, onnotice: () => {} });
}

function nameDatabase(url: string, name: string): string {
  const target = new URL(url);
  target.pathname = `/${name}`;
  return target.href;
}
