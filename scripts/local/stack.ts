/** The whole local stack: Postgres, migrations, sample, Data API, both functions, one port. */
import { fileURLToPath } from "node:url";
import type { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/development_keys.ts";
import { startDataApi } from "./data_api.ts";
import { startFunction } from "./functions.ts";
import { createGateway, STACK_NAME } from "./gateway.ts";
import { applyMigrations, seedFreshDatabase } from "./migrate.ts";
import { findFreePort, startPostgres } from "./postgres.ts";
import { StackError, startProcess } from "./processes.ts";

const FUNCTIONS = ["icp-job-titles-upsert", "icp-job-titles-query"];
const BACKFILL = fileURLToPath(new URL("../backfill.ts", import.meta.url));

/** What to start. */
export interface StackOptions {
  keys: Record<keyof typeof DEVELOPMENT_KEYS, string>;
  /** The port of everything; 0 for a free one. */
  port: number;
  /** The folder of the data; absent for a throw-away database. */
  dataDir?: string | undefined;
  /** Whether to load the sample into a fresh database. */
  sample: boolean;
  /** The Deno binary that runs the functions; ours when absent. */
  denoPath?: string;
  /** Called with each line worth showing. */
  onProgress?: (line: string) => void;
}

/** A running stack: its address, what serves `/rest/v1`, its database, and how to stop it. */
export type Stack = Awaited<ReturnType<typeof startStack>>;

/**
 * Starts everything and returns when all of it answers, or stops it when a part fails.
 *
 * @throws {StackError} that says what to do.
 */
export async function startStack(options: StackOptions) {
  const { keys, sample, denoPath, onProgress = () => {} } = options;
  const port = options.port || findFreePort();
  const url = `http://127.0.0.1:${port}`;
  await refuseTakenPort(port, url);
  await using parts = new AsyncDisposableStack();

  const dataDir = options.dataDir ?? await Deno.makeTempDir({ prefix: "icp-stack-" });
  const durable = options.dataDir !== undefined;
  const postgres = await startPostgres({ dataDir, durable, onProgress });
  parts.defer(postgres.stop);
  const applied = await applyMigrations(postgres.url);
  if (applied.length > 0) onProgress(`Applied ${applied.length} migrations.`);
  const isSeeded = sample && await seedFreshDatabase(postgres.url);

  onProgress("Starting the Data API and both functions.");
  const serviceKey = keys.SUPABASE_SERVICE_ROLE_KEY;
  const dataApi = await startDataApi(postgres.url, serviceKey);
  parts.defer(dataApi.stop);
  const secretKeys = JSON.stringify({ default: serviceKey });
  const env = { SUPABASE_URL: url, SUPABASE_SECRET_KEYS: secretKeys, ...keys };
  const functions = [];
  for (const name of FUNCTIONS) {
    const started = await startFunction(name, env, onProgress, denoPath);
    parts.defer(started.stop);
    functions.push(started);
  }
  const gateway = createGateway({ dataApi, serviceKey, functions });
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, gateway.fetch);
  parts.defer(() => server.shutdown());

  if (isSeeded) {
    onProgress("Backfilling the sample submission.");
    const command = [Deno.execPath(), "run", "-A", BACKFILL];
    const onLine = (line: string) => onProgress(`  ${line}`);
    await startProcess({ label: "The backfill", command, env, onLine })
      .catch((error) => onProgress(error.message));
  }
  const started = parts.move();
  const stop = () => started.disposeAsync();
  return { url, engine: dataApi.engine, databaseUrl: postgres.url, stop };
}

/** Says what to do where the port is not free. */
async function refuseTakenPort(port: number, url: string): Promise<void> {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (cause) {
    const signal = AbortSignal.timeout(2000);
    const answer = await fetch(`${url}/health`, { signal }).catch(() => {});
    const message = (await answer?.text())?.includes(STACK_NAME)
      ? `The local stack runs on port ${port} already. Use that one, or stop it first.`
      : `Port ${port} is not free (${(cause as Error).message}). Pass --port with another.`;
    throw new StackError(message, { cause });
  }
}
