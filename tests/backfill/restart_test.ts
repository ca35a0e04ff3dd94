import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import postgres from "postgres";
import { applyMigrations } from "../../scripts/local/migrate.ts";
import { findFreePort, startPostgres } from "../../scripts/local/postgres.ts";
import { flagsOf, readSummary, readTable, runBackfillHere } from "../support/backfill.ts";
import { startTestDataApi } from "../support/database.ts";
import { startFailingProxy } from "../support/failing_proxy.ts";
import { addMixedSubmission } from "../support/past.ts";
import { awaitEnd, listDescendants } from "../support/processes.ts";
import { awaitDataApi } from "../support/recovery.ts";

Deno.test("backfill waits while Postgres is killed and restarted, goes on, and ends right", async () => {
  const folder = await Deno.makeTempDir({ prefix: "icp-restart-" });
  await Deno.chmod(folder, 0o755);
  const dataDir = join(folder, "data");
  const port = findFreePort();
  let database = await startPostgres({ dataDir, port });
  await applyMigrations(database.url);
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  const dataApi = await startTestDataApi(database);
  try {
    const past = await addMixedSubmission(sql, 60);
    const args = [...flagsOf(past), "--batch-rows", "10", "--concurrency", "2"];
    await runBackfillHere(dataApi, args);
    const undisturbed = await readTable(sql);
    await sql`truncate icp_job_titles`;
    await sql.end();

    await using proxy = await startFailingProxy(dataApi.url, {
      async before({ path, count }) {
        if (!path.endsWith("/write_icp_job_titles") || count !== 3) return undefined;
        const processes = await listDescendants(database.pid);
        Deno.kill(-database.pid, "SIGKILL");
        // Until the last of them has ended, on a busy machine all writes could come through.
        await awaitEnd(processes);
        return undefined;
      },
    });
    const startAgain = async () => {
      database = await startPostgres({ dataDir, port });
      await awaitDataApi(dataApi);
    };
    let restart: Promise<void> | undefined;
    const run = await runBackfillHere({ ...dataApi, url: proxy.url }, args, {
      timeoutMs: 2000,
      // No wait takes time here, so each lasts until all is back, the Data API too.
      onWait: () => restart ??= startAgain(),
    });

    assertEquals(run.code, 0);
    assert(restart !== undefined, "it did not wait");
    assertEquals(readSummary(run.lines).processed, past.processed);
    const again = postgres(database.url, { max: 1, onnotice: () => {} });
    assertEquals(await readTable(again), undisturbed);
    await again.end();
  } finally {
    await dataApi[Symbol.asyncDispose]();
    await database.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
