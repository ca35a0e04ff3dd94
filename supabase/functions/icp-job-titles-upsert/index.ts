/** Wires `icp-job-titles-upsert` to its platform. */
import { createDataApi } from "../_shared/data_api/client.ts";
import { readUpsertSettings } from "../_shared/env.ts";
import { logToConsole } from "../_shared/log.ts";
import { createUpsertApp } from "./app.ts";

const settings = readUpsertSettings(Deno.env.toObject());
const app = createUpsertApp({
  dataApi: createDataApi(settings),
  internalApiKeys: settings.internalApiKeys,
  log: logToConsole,
});

export default { fetch: app.fetch };
