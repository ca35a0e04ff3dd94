/** The Postgres cluster of a test run: `deno task test` starts one, else a file starts its own. */
import { statfs } from "node:fs/promises";
import { copyDatabase, startPostgres, TEMPLATE } from "./postgres.ts";
import { bypassProxies } from "./proxies.ts";

const SHARED_MEMORY = "/dev/shm";
/** Containers often have 64 MB there, and a cluster with a few databases takes more. */
const ENOUGH_BYTES = 1024 ** 3;

/**
 * Starts a throw-away cluster; its folder goes with it. What is called on this machine from then on
 * is called without a proxy.
 *
 * It lies in memory where the system offers that: there a database is made in 20 ms, and on a slow
 * disk in 350 ms.
 */
export async function startTestCluster() {
  bypassProxies();
  return await startPostgres({ dataDir: await makeClusterFolder(), durable: false });
}

/**
 * Starts one for many processes. Those that this process starts copy their own clusters from it as it
 * was when it was new, and have their temporary files beside it, which go with it.
 */
export async function startSharedCluster() {
  bypassProxies();
  const folder = await makeClusterFolder();
  // As `/tmp`: a server runs as another user where we are root.
  await Deno.chmod(folder, 0o1777);
  const [dataDir, template] = [`${folder}/cluster`, `${folder}/template`];
  await (await startPostgres({ dataDir: template })).stop();
  await copyDatabase(template, dataDir);
  Deno.env.set(TEMPLATE, template);
  Deno.env.set("TMPDIR", folder);
  return await startPostgres({ dataDir, durable: false, removeAfter: folder });
}

/** Makes a folder for a cluster, in memory where there is room. */
export async function makeClusterFolder(): Promise<string> {
  const free = await statfs(SHARED_MEMORY).then(({ bavail, bsize }) => bavail * bsize, () => 0);
  return await Deno.makeTempDir({
    prefix: "icp-test-cluster-",
    ...(free >= ENOUGH_BYTES ? { dir: SHARED_MEMORY } : {}),
  });
}
