/**
 * Databases of a test's own, on the one Postgres cluster of the run.
 *
 * `deno task test` starts that cluster and names it in `TEST_POSTGRES_URL`. A file that is run by
 * itself (`deno test -A tests/database`) gets one from here instead, for as long as it runs.
 */
import postgres from "postgres";
import { makeSettings, startDataApi } from "../../scripts/local/data_api.ts";
import { findFreePort } from "../../scripts/local/postgres.ts";
import { createGateway } from "../../scripts/local/gateway.ts";
import { applyMigrations, readMigrations } from "../../scripts/local/migrate.ts";
import { startTestCluster } from "../../scripts/local/test_cluster.ts";

const CLUSTER = "TEST_POSTGRES_URL";
/** Where `deno task test` serves the cluster's databases; see `scripts/local/data_api_host.ts`. */
const HOST = "TEST_DATA_API_HOST";
/** The service key of a test's Data API. */
const SERVICE_KEY = "sb_secret_test-service-role-key";
const JWT_SECRET = "what-the-role-tokens-of-tests-are-signed-with";

/** A database that goes when the test is done with it. */
export interface TestDatabase {
  /** A superuser's connection string. */
  url: string;
  /** A superuser's connection. */
  sql: postgres.Sql;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The Data API of one database. */
export interface TestDataApi {
  /** What supabase-js takes: `http://127.0.0.1:40001`. */
  url: string;
  serviceKey: string;
  engine: string;
  [Symbol.asyncDispose](): Promise<void>;
}

if (!Deno.env.has(CLUSTER)) {
  // Before and after all tests of the file, where the sanitizers do not count what stays open.
  let cluster: Awaited<ReturnType<typeof startTestCluster>>;
  Deno.test.beforeAll(async () => {
    cluster = await startTestCluster();
    Deno.env.set(CLUSTER, cluster.url);
  });
  Deno.test.afterAll(async () => {
    Deno.env.delete(CLUSTER);
    await cluster.stop();
  });
}

/** Makes a database that has all migrations, as a copy of one that is migrated once a run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const texts = (await readMigrations()).map(({ text }) => text).join("\n");
  return await createFilledDatabase(texts, applyMigrations);
}

/** Makes a database without any migration. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return await createDatabase(() => Promise.resolve("template0"));
}

/** Serves a test's database as the hosted Data API would, with the gateway before it. */
export async function startTestDataApi(
  database: Pick<TestDatabase, "url">,
  options: { maxRows?: number } = {},
): Promise<TestDataApi> {
  const target = { databaseUrl: database.url, jwtSecret: JWT_SECRET };
  const dataApi = await (isHosted(database.url) ? askHost : startDataApi)(target, options);
  const gateway = createGateway({ dataApi, serviceKey: SERVICE_KEY, functions: [] });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, gateway.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    engine: dataApi.engine,
    serviceKey: SERVICE_KEY,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await dataApi.stop();
    },
  };
}

/** Whether the run has a host, and the database is one of its cluster. */
function isHosted(databaseUrl: string): boolean {
  return Deno.env.has(HOST) && new URL(databaseUrl).host === new URL(Deno.env.get(CLUSTER)!).host;
}

/** Has the run's host serve a database; returns what `startDataApi` returns. */
async function askHost(
  target: { databaseUrl: string; jwtSecret: string },
  { maxRows = 1000 }: { maxRows?: number },
) {
  const host = Deno.env.get(HOST)!;
  const port = findFreePort();
  const body = JSON.stringify(await makeSettings(target, { port, maxRows }));
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(`${host}/${path}`, init);
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`The host of the Data API answers ${response.status} ${text}`);
    }
  };
  await ask("", { method: "POST", body });
  return {
    url: `http://127.0.0.1:${port}/rest/v1`,
    token: target.jwtSecret,
    engine: "@supabase/lite",
    stop: () => ask(String(port), { method: "DELETE" }),
  };
}

/** @param prepare Makes the template where it is not there yet, and returns its name. */
async function createDatabase(
  prepare: (admin: postgres.Sql) => Promise<string>,
): Promise<TestDatabase> {
  const name = `icp_test_${crypto.randomUUID().replaceAll("-", "")}`;
  await asAdministrator(async (admin) => {
    const template = await prepare(admin);
    await admin.unsafe(`create database ${name} template ${template} strategy file_copy`);
  });
  const url = databaseUrl(name);
  const sql = postgres(url, { max: 4, onnotice: () => {} });
  return {
    url,
    sql,
    async [Symbol.asyncDispose]() {
      await sql.end();
      await asAdministrator((admin) => admin.unsafe(`drop database ${name} with (force)`));
    },
  };
}

/**
 * Makes a database as a copy of one that is filled once a run.
 *
 * @param text What it is filled from: another text is another template.
 * @param fill Fills the template.
 */
export async function createFilledDatabase(
  text: string,
  fill: (databaseUrl: string) => Promise<unknown>,
): Promise<TestDatabase> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const name = `icp_template_${new Uint8Array(digest).toHex().slice(0, 16)}`;
  const isKnown = async (admin: postgres.Sql) =>
    (await admin`select from pg_database where datname = ${name}`).length > 0;
  return await createDatabase(async (admin) => {
    if (await isKnown(admin)) return name;
    await admin`select pg_advisory_lock(2)`;
    if (!await isKnown(admin)) {
      await admin.unsafe(`drop database if exists ${name}_new with (force)`);
      await admin.unsafe(`create database ${name}_new template template0`);
      await fill(databaseUrl(`${name}_new`));
      await admin.unsafe(`alter database ${name}_new rename to ${name}`);
    }
    await admin`select pg_advisory_unlock(2)`;
    return name;
  });
}

async function asAdministrator(work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(databaseUrl("postgres"), {
    max: 1,
    onnotice: () => {},
    // Each connection would ask for them first.
    fetch_types: false,
  });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function databaseUrl(name: string): string {
  const url = new URL(Deno.env.get(CLUSTER) ?? "");
  url.pathname = `/${name}`;
  return url.href;
}
