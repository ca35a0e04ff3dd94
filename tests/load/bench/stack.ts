/**
 * What is measured, as a process of its own, so that the gateway and the callers do not share one
 * thread: the local stack, and beside it the same parts to be called by their own ports.
 *
 * Settings come by the environment: `DENO_PATH`, the binary that runs the functions. When all of it
 * answers, one line is printed: `Ready ` and {@link Subjects} as JSON.
 */
import { fileURLToPath } from "node:url";
import { DEVELOPMENT_KEYS } from "../../../supabase/functions/_shared/env/development_keys.ts";
import { startDataApi } from "../../../scripts/local/data_api.ts";
import { startFunction } from "../../../scripts/local/functions.ts";
import { startGateway } from "../../../scripts/local/gateway_process.ts";
import { findFreePort } from "../../../scripts/local/postgres.ts";
import { startProcess } from "../../../scripts/local/processes.ts";
import { startStack } from "../../../scripts/local/stack.ts";

/** Where a caller reaches the three parts, and the key of the Data API. */
export interface Addresses {
  /** Its tables begin here: `http://127.0.0.1:54321/rest/v1`. */
  dataApi: string;
  serviceKey: string;
  /** The paths of the functions begin here: `http://127.0.0.1:54321/functions/v1`. */
  query: string;
  upsert: string;
  /** The path of the least function's `query` and `upsert` begins here. */
  least: string;
}

/** What there is to measure. */
export interface Subjects {
  /** As a caller reaches them: one port, one gateway. */
  gateway: Addresses;
  /** Each by its own port; the functions still reach the Data API through the gateway. */
  direct: Addresses;
  /** The same with the peer in the place of both functions: it has their paths, at its own port. */
  peer: Addresses;
  /** What runs the peer: `"Node 20.20.2"`. */
  peerRuntime: string;
  /** What functions are started with. */
  environment: Record<string, string>;
  databaseUrl: string;
  /** What serves `/rest/v1`: `"@supabase/lite"` or `"PostgREST 14.5"`. */
  engine: string;
}

/** By this name in its environment a process of `direct` is found. */
export const MARK = "ICP_BENCH_SUBJECT";
/** Which of them. */
export type Marked = "query" | "upsert" | "least" | "peer";

/** The folder of the least function, from where the functions are. */
export const LEAST = "../../tests/load/bench/least_function";
const PEER = fileURLToPath(new URL("peer/service.mjs", import.meta.url));

async function startSubjects(denoPath: string): Promise<Subjects> {
  const keys = DEVELOPMENT_KEYS;
  const stack = await startStack({ keys, port: 0, sample: false, denoPath });
  const { url, databaseUrl, engine, serviceKey } = stack;
  const dataApi = await startDataApi({ databaseUrl, jwtSecret: crypto.randomUUID() });
  const environment = { SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: serviceKey, ...keys };
  const start = (name: string, mark: Marked) =>
    startFunction(name, { ...environment, [MARK]: mark }, { denoPath });
  const query = await start("icp-job-titles-query", "query");
  const upsert = await start("icp-job-titles-upsert", "upsert");
  const least = { ...await start(LEAST, "least"), name: "least-function" };
  const peer = await startPeer({ ...environment, [MARK]: "peer" satisfies Marked });
  // A gateway of its own, since the stack's knows no other functions.
  const functions = [query, upsert, least];
  const port = findFreePort();
  await startGateway({ dataApi, serviceKey, functions }, { port, onEnd: console.error });
  const front = `http://127.0.0.1:${port}`;
  const behind = `${front}/functions/v1`;
  const direct = {
    dataApi: dataApi.url,
    serviceKey: dataApi.token,
    query: query.url,
    upsert: upsert.url,
    least: `${least.url}/least-function`,
  };
  return {
    gateway: {
      dataApi: `${front}/rest/v1`,
      serviceKey,
      query: behind,
      upsert: behind,
      least: `${behind}/least-function`,
    },
    direct,
    peer: { ...direct, query: peer.url, upsert: peer.url },
    peerRuntime: peer.runtime,
    environment,
    databaseUrl,
    engine,
  };
}

/** Starts the peer by the Node of the PATH. */
async function startPeer(env: Record<string, string>): Promise<{ url: string; runtime: string }> {
  const { found } = await startProcess({
    label: "The peer",
    // Without the flag supabase-js refuses to start on Node 20; later ones have WebSocket by themselves.
    command: ["node", "--experimental-websocket", PEER],
    env: { PATH: Deno.env.get("PATH") ?? "", NODE_ENV: "production", ...env },
    clearEnv: true,
    ready: /^Ready (.+)/,
  });
  return JSON.parse(found);
}

if (import.meta.main) {
  const subjects = await startSubjects(Deno.env.get("DENO_PATH") ?? Deno.execPath());
  console.log(`Ready ${JSON.stringify(subjects)}`);
}
