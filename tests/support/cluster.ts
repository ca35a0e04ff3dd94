/** The Postgres cluster of a test run: `deno task test` starts one, else a file starts its own. */
import { makeMemoryFolder } from "../../scripts/local/memory_folder.ts";
import { type Postgres, startPostgres } from "../../scripts/local/postgres.ts";

/** Starts a throw-away cluster; its folder goes with it. */
export async function startTestCluster(): Promise<Postgres> {
  return await startPostgres({
    dataDir: await makeMemoryFolder("icp-test-cluster-"),
    durable: false,
  });
}
