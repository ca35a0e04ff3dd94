/** The contract of the two apps in this process, on a Data API and a database of their own. */
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { createApps, type FunctionName, PATHS } from "../support/apps.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { testContract } from "./suite.ts";
import { allowCredentials, makeTurningKeys, type Target } from "./target.ts";

const FUNCTIONS: FunctionName[] = ["upsert", "query"];

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
    async send(path, init = {}) {
      const name = FUNCTIONS.find((name) => `${path}/`.startsWith(`${PATHS[name][0]}/`));
      // As a gateway answers for a function that is not there.
      if (name === undefined) return new Response(null, { status: 404 });
      const request = new Request(`http://functions.test${path}`, init);
      const response = await apps.fetch(name, request);
      return new Response(await response.text() || null, response);
    },
    async stop() {
      await Promise.all(apps.background);
      await dataApi[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

testContract("in memory", openInMemory);
