/** Wires `icp-job-titles-mcp` to its platform. */
import { createDataApi } from "../_shared/data_api/client.ts";
import { readQuerySettings } from "../_shared/env.ts";
import { logToConsole } from "../_shared/log.ts";
import { createMcpApp } from "./app.ts";

/** The hosted runtime's global; elsewhere the process outlives its answers anyway. */
const { EdgeRuntime } = globalThis as {
  EdgeRuntime?: { waitUntil(work: Promise<void>): void };
};

const settings = readQuerySettings(Deno.env.toObject());
const app = createMcpApp({
  dataApi: createDataApi(settings),
  settings,
  log: logToConsole,
  waitUntil: (work) => EdgeRuntime?.waitUntil(work),
});

export default { fetch: app.fetch };
