import { assert, assertEquals } from "@std/assert";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import postgres from "postgres";
import { applyMigrations } from "../../scripts/local/migrate.ts";
import { startPostgres } from "../../scripts/local/postgres.ts";
import { flagsOf, readSummary, readTable, runBackfillHere } from "../support/backfill.ts";
import { startTestDataApi } from "../support/database.ts";
import { startFailingProxy } from "../support/failing_proxy.ts";
import { addMixedSubmission } from "../support/past.ts";

/** Leads to whichever port Postgres has at the moment, since it gets another when it restarts. */
async function startDoor(findPort: () => number): Promise<{ port: number; server: Server }> {
  const server = createServer((client: Socket) => {
    const upstream = connect(findPort(), "127.0.0.1");
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      socket.on("error", () => {}).on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  return { port: (server.address() as { port: number }).port, server };
}

Deno.test("backfill waits while Postgres is killed and restarted, goes on, and ends right", async () => {
  const folder = await Deno.makeTempDir({ prefix: "icp-restart-" });
  await Deno.chmod(folder, 0o755);
  const dataDir = join(folder, "data");
  let database = await startPostgres({ dataDir });
  await applyMigrations(database.url);
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  const door = await startDoor(() => Number(new URL(database.url).port));
  const url = new URL(database.url);
  url.port = String(door.port);
  const serveAgain = () => startTestDataApi({ url: url.href });
  const dataApis = [await serveAgain()];
  try {
    const past = await addMixedSubmission(sql, 60);
    const args = [...flagsOf(past), "--batch-rows", "10", "--concurrency", "2"];
    await runBackfillHere(dataApis[0]!, args);
    const undisturbed = await readTable(sql);
    await sql`truncate icp_job_titles`;
    await sql.end();

    await using proxy = await startFailingProxy(() => dataApis.at(-1)!.url, {
      async before({ path, count }) {
        if (!path.endsWith("/store_icp_step_results") || count !== 3) return undefined;
        const [pid] = (await Deno.readTextFile(join(dataDir, "postmaster.pid"))).split("\n");
        Deno.kill(Number(pid), "SIGKILL");
        return undefined;
      },
    });
    // A supervisor does this on the platform; the local Data API may fall over with its database.
    const startAgain = async () => {
      database = await startPostgres({ dataDir });
      dataApis.push(await serveAgain());
    };
    let restart: Promise<void> | undefined;
    const run = await runBackfillHere({ ...dataApis[0]!, url: proxy.url }, args, {
      timeoutMs: 2000,
      // No wait takes time here, so each lasts until all is back.
      onWait: () => restart ??= startAgain(),
    });

    assertEquals(run.code, 0);
    assert(restart !== undefined, "it did not wait");
    assertEquals(readSummary(run.lines).processed, past.processed);
    const again = postgres(database.url, { max: 1, onnotice: () => {} });
    assertEquals(await readTable(again), undisturbed);
    await again.end();
  } finally {
    for (const dataApi of dataApis) await dataApi[Symbol.asyncDispose]();
    door.server.close();
    await database.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
