/** The contract of the two apps in this process, on a Data API and a database of their own. */
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { createApps } from "../support/apps.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { testContract } from "./suite.ts";
import { allowCredentials, makeTurningKeys, sendToApps, type Target } from "./target.ts";

async function openInMemory(): Promise<Target> {
  const database = await createTestDatabase();
  await allowCredentials(database.url);
  const dataApi = await startTestDataApi(database);
  const settings = readQuerySettings({
    ...makeTurningKeys(),
    SUPABASE_URL: dataApi.url,
    SUPABASE_SERVICE_ROLE_KEY: dataApi.serviceKey,
  });
  const { supabaseUrl, serviceKey } = settings;
  const apps = createApps({ supabaseUrl, serviceKey, settings, now: () => new Date() });
  return {
    run: crypto.randomUUID(),
    settings,
    isOurs: true,
    send: sendToApps(apps),
    async stop() {
      await Promise.all(apps.background);
      await dataApi[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

testContract("in memory", openInMemory);
