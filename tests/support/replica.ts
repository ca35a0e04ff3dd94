/**
 * A primary with a read replica, each with a Data API of its own, at the two URLs of a hosted project:
 * its own, which is the primary, and its load balancer's, which has GET and HEAD answered by the
 * replica and the rest by the primary.
 */
import postgres from "postgres";
import { ensureAuthenticator } from "../../scripts/local/authenticator.ts";
import { applyMigrations } from "../../scripts/local/migrate.ts";
import { copyDatabase, startPostgres } from "../../scripts/local/postgres.ts";
import { makeClusterFolder } from "../../scripts/local/test_cluster.ts";
import { startTestDataApi } from "./database.ts";

/** One request to either URL. */
interface Routed {
  to: "primary" | "replica";
  /** Such as `GET /rest/v1/icp_job_titles`. */
  line: string;
  body: string;
}

/** What {@link startReplicated} returns. */
export type Replicated = Awaited<ReturnType<typeof startReplicated>>;

/** Starts it all, with the migrations applied; commits wait until the replica shows what they wrote. */
export async function startReplicated() {
  const dataDir = await makeClusterFolder();
  const first = await startPostgres({ dataDir });
  await applyMigrations(first.url);
  await ensureAuthenticator(first.url);
  await run(first.url, "alter database postgres set synchronous_commit = remote_apply");
  await first.stop();

  const replicaDir = await makeClusterFolder();
  await copyDatabase(dataDir, replicaDir);
  await configure(dataDir, "synchronous_standby_names = '*'");
  const primary = await startPostgres({ dataDir, durable: false });
  const { port, password } = new URL(primary.url);
  const follow = `host=127.0.0.1 port=${port} user=postgres password=${password}`;
  await configure(replicaDir, `primary_conninfo = '${follow}'`);
  await Deno.writeTextFile(`${replicaDir}/standby.signal`, "");
  const replica = await startPostgres({ dataDir: replicaDir, durable: false });

  const dataApis = {
    primary: await startTestDataApi(primary),
    replica: await startTestDataApi(replica),
  };
  const routed: Routed[] = [];
  const serve = (route: (method: string) => Routed["to"]) =>
    Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
      const { method, headers, url } = request;
      const { pathname, search } = new URL(url);
      const to = route(method);
      const body = await request.text();
      routed.push({ to, line: `${method} ${pathname}`, body });
      const init = { method, headers, ...(body && { body }) };
      return await fetch(dataApis[to].url + pathname + search, init);
    });
  const servers = {
    own: serve(() => "primary"),
    loadBalancer: serve((method) => ["GET", "HEAD"].includes(method) ? "replica" : "primary"),
  };
  const urlOf = ({ addr }: Deno.HttpServer<Deno.NetAddr>) => `http://127.0.0.1:${addr.port}`;
  return {
    url: urlOf(servers.own),
    readsUrl: urlOf(servers.loadBalancer),
    serviceKey: dataApis.primary.serviceKey,
    databases: { primary: primary.url, replica: replica.url },
    /** Every request so far, oldest first. */
    routed,
    async [Symbol.asyncDispose]() {
      for (const server of Object.values(servers)) await server.shutdown();
      for (const dataApi of Object.values(dataApis)) await dataApi[Symbol.asyncDispose]();
      await replica.stop();
      await primary.stop();
    },
  };
}

/** Lets the replica fall behind from now on: it receives what is written, and does not show it. */
export async function pauseReplica({ databases }: Replicated): Promise<void> {
  // Commits would wait for it.
  await run(databases.primary, "alter system set synchronous_standby_names = ''");
  await run(databases.primary, "select pg_reload_conf()");
  await run(databases.replica, "select pg_wal_replay_pause()");
}

async function run(databaseUrl: string, statement: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(statement);
  await sql.end();
}

async function configure(dataDir: string, line: string): Promise<void> {
  await Deno.writeTextFile(`${dataDir}/postgresql.auto.conf`, `${line}\n`, { append: true });
}
