/** The whole local stack: Postgres, migrations, sample, Data API, both functions, one port. */
import { startDataApi } from "./data_api.ts";
import { startFunction } from "./functions.ts";
import { createGateway, STACK_NAME } from "./gateway.ts";
import { createFunctionEnvironment, type Keys } from "./keys.ts";
import { makeMemoryFolder } from "./memory_folder.ts";
import { applyMigrations } from "./migrate.ts";
import { findFreePort, startPostgres } from "./postgres.ts";
import { backfillSample, lacksSample, seedSample } from "./sample.ts";
import { StackError } from "./stack_error.ts";

const FUNCTIONS = ["icp-job-titles-upsert", "icp-job-titles-query"];

/** What to start. */
export interface StackOptions {
  keys: Keys;
  /** The port of everything; 0 for a free one. */
  port: number;
  /** The folder of the data; absent for a throw-away database. */
  dataDir?: string;
  /** Whether to load the sample into a database that lacks it. */
  sample: boolean;
  /** The Deno binary that runs the functions; ours when absent. */
  denoPath?: string;
  /** Called with each line worth showing. */
  onProgress?: (line: string) => void;
}

/** A running stack. */
export interface Stack {
  /** `http://127.0.0.1:54321` */
  url: string;
  /** What serves `/rest/v1`. */
  engine: string;
  databaseUrl: string;
  keys: Keys;
  stop(): Promise<void>;
}

/**
 * Starts everything and returns when all of it answers; what was started is stopped when a part
 * fails.
 *
 * @throws {StackError} that says what to do.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { keys, sample, denoPath, onProgress = () => {} } = options;
  const port = options.port || findFreePort();
  await refuseTakenPort(port);
  await using parts = new AsyncDisposableStack();

  const dataDir = options.dataDir ?? await makeMemoryFolder("icp-stack-");
  const throwAway = options.dataDir === undefined;
  const postgres = await startPostgres({ dataDir, durable: !throwAway, onProgress });
  parts.defer(() => postgres.stop());

  const applied = await applyMigrations(postgres.url);
  if (applied.length > 0) onProgress(`Applied ${applied.length} migrations.`);
  const loadsSample = sample && await lacksSample(dataDir);
  if (loadsSample) await seedSample(postgres.url);

  const url = `http://127.0.0.1:${port}`;
  const serviceKey = keys.SUPABASE_SERVICE_ROLE_KEY;
  onProgress("Starting the Data API and both functions.");
  const environment = createFunctionEnvironment(keys, url);
  const dataApi = await startDataApi({ databaseUrl: postgres.url, serviceKey });
  parts.defer(() => dataApi.stop());
  const functions = [];
  for (const name of FUNCTIONS) {
    const onLine = (line: string) => {
      if (!line.includes("Listening on")) onProgress(`[${name}] ${line}`);
    };
    const started = await startFunction(name, environment, {
      onLine,
      ...(denoPath === undefined ? {} : { denoPath }),
    });
    functions.push(started);
    parts.defer(() => started.stop());
  }

  const gateway = createGateway({ dataApi, serviceKey, functions });
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, gateway.fetch);
  parts.defer(() => server.shutdown());
  if (loadsSample) {
    onProgress("Backfilling the sample submission.");
    const settings = { SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: serviceKey };
    const complete = await backfillSample(dataDir, settings, (line) => onProgress(`  ${line}`));
    if (!complete) onProgress("The backfill did not succeed; the next start tries it again.");
  }

  for (const part of [postgres, dataApi, ...functions]) part.crashed.then(onProgress);

  const started = parts.move();
  return {
    url,
    engine: dataApi.engine,
    databaseUrl: postgres.url,
    keys,
    stop: () => started.disposeAsync(),
  };
}

/** Says who has the port, where it is not free. */
async function refuseTakenPort(port: number): Promise<void> {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new StackError(
        `This user may not listen on port ${port}. Pass --port with one above 1023.`,
      );
    }
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    const health = await fetch(`http://127.0.0.1:${port}/health`, {
      signal: AbortSignal.timeout(2000),
    })
      .then((answer) => answer.text(), () => "");
    throw new StackError(
      health.includes(STACK_NAME)
        ? `The local stack runs on port ${port} already: use http://127.0.0.1:${port}, or stop it first.`
        : `Port ${port} is taken by another program. Stop that one, or pass --port with a free port.`,
    );
  }
}
