/** The whole local stack: Postgres, migrations, sample, Data API, the functions, one port. */
import { fileURLToPath } from "node:url";
import {
  type DEVELOPMENT_KEYS,
  DEVELOPMENT_TOKEN_HASH,
  findDevelopmentKeys,
} from "../../supabase/functions/_shared/env/development_keys.ts";
import {
  type FunctionKey,
  FUNCTIONS,
} from "../../supabase/functions/_shared/contract/functions.ts";
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { describeError } from "../errors/describe.ts";
import { startDataApi } from "./data_api.ts";
import { startFunction } from "./functions.ts";
import { STACK_NAME, type Upstreams } from "./gateway.ts";
import { startGateway } from "./gateway_process.ts";
import { applyMigrations, hasApiToken, seedFreshDatabase } from "./migrate.ts";
import { findFreePort, startPostgres } from "./postgres.ts";
import { StackError, startProcess } from "./processes.ts";
import { bypassProxies } from "./proxies.ts";
import { readSecrets } from "./secrets.ts";
import { keepRunning, type Launch, type Running } from "./supervisor.ts";

const BACKFILL = fileURLToPath(new URL("../backfill.ts", import.meta.url));

/** What to start. */
export interface StackOptions {
  keys: Record<keyof typeof DEVELOPMENT_KEYS, string>;
  /** The key of `/rest/v1`; when absent it is made, and kept with the data. */
  serviceKey?: string | undefined;
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

/**
 * A running stack: its address, what serves `/rest/v1` and its key, its database, how to stop
 * it, and its parts, each a process that is started again whenever it ends.
 */
export type Stack = Awaited<ReturnType<typeof startStack>>;

/**
 * Starts everything and returns when all of it answers, or stops it when a part fails. From then on
 * this process calls this machine without a proxy.
 *
 * @throws {StackError} that says what to do.
 */
export async function startStack(options: StackOptions) {
  const { keys, sample, denoPath, onProgress = () => {} } = options;
  bypassProxies();
  const port = options.port || findFreePort();
  const url = `http://127.0.0.1:${port}`;
  await refuseTakenPort(port, url);
  await using parts = new AsyncDisposableStack();
  const keep = async <Process extends Running>(launch: Launch<Process>, port?: number) => {
    const kept = await keepRunning(launch, { port, onProgress });
    parts.defer(kept.stop);
    return kept;
  };

  const dataDir = options.dataDir ?? await Deno.makeTempDir({ prefix: "icp-stack-" });
  const durable = options.dataDir !== undefined;
  const postgres = await keep(({ onEnd, ...placement }) =>
    // A throw-away database is gone with its server.
    startPostgres({ dataDir, durable, onProgress, ...placement, ...(durable && { onEnd }) })
  );
  const { url: databaseUrl } = postgres.current();
  const applied = await applyMigrations(databaseUrl);
  if (applied.length > 0) onProgress(`Applied ${applied.length} migrations.`);
  const isSeeded = sample && await seedFreshDatabase(databaseUrl);

  onProgress("Starting the Data API, the functions and the gateway.");
  const { jwtSecret, ...made } = await readSecrets(dataDir);
  const serviceKey = options.serviceKey ?? made.serviceKey;
  const dataApi = await keep((placement) => startDataApi({ databaseUrl, jwtSecret }, placement));
  const secretKeys = JSON.stringify({ default: serviceKey });
  const env = { SUPABASE_URL: url, SUPABASE_SECRET_KEYS: secretKeys, ...keys };
  const settings = { hostname: chooseHiddenAddress(), onLine: onProgress, denoPath };
  const keepFunction = (name: string) =>
    keep((placement) => startFunction(name, env, { ...placement, ...settings }));
  const functions = {} as Record<FunctionKey, Awaited<ReturnType<typeof keepFunction>>>;
  for (const [key, { name }] of Object.entries(FUNCTIONS)) {
    functions[key as FunctionKey] = await keepFunction(name);
  }
  const hasSampleToken = await hasApiToken(databaseUrl, DEVELOPMENT_TOKEN_HASH);
  const upstreams: Upstreams = {
    dataApi: dataApi.current(),
    serviceKey,
    functions: Object.values(functions).map((running) => running.current()),
    acceptsForeignOrigins:
      findDevelopmentKeys(Object.values(readQuerySettings(env)).flat()).length === 0 &&
      !hasSampleToken,
    sampleToken: hasSampleToken ? "development-api-token" : undefined,
  };
  const gateway = await keep((placement) => startGateway(upstreams, placement), port);

  if (isSeeded) {
    onProgress("Backfilling the sample submission.");
    const command = [Deno.execPath(), "run", "-A", BACKFILL];
    const onLine = (line: string) => onProgress(`  ${line}`);
    await startProcess({ label: "The backfill", command, env, onLine })
      .catch((error) => onProgress(describeError(error)));
  }
  const started = parts.move();
  const stop = () => started.disposeAsync();
  return {
    url,
    engine: dataApi.current().engine,
    serviceKey,
    databaseUrl,
    parts: { postgres, dataApi, ...functions, gateway },
    stop,
  };
}

function describePort(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) return "another program listens on it";
  return describeError(error);
}

/**
 * An address of this machine that no web page can guess: the functions take public keys from anybody
 * who finds them, as behind a hosted gateway. Other systems than Linux have 127.0.0.1 alone.
 */
function chooseHiddenAddress(): string {
  if (Deno.build.os !== "linux") return "127.0.0.1";
  const [a, b, c] = crypto.getRandomValues(new Uint8Array(3));
  return `127.${a}.${b}.${Math.max(2, Math.min(c!, 254))}`;
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
      : `Port ${port} is not free (${describePort(cause)}). Pass --port with another.`;
    throw new StackError(message, { cause });
  }
}
