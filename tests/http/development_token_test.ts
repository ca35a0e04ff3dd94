import { assertEquals } from "@std/assert";
import { loadSample } from "../database/fixtures.ts";
import { asBearer, PATHS, post } from "../support/apps.ts";
import { SAMPLE } from "../../scripts/local/hosted.ts";
import { createApiToken, useLive } from "../support/live_apps.ts";

const OWN_TOKEN = "a-token-that-nobody-knows";

const live = useLive();
Deno.test.beforeAll(async () => {
  await loadSample(live().database.sql);
  await createApiToken(live().database, OWN_TOKEN, { orgId: SAMPLE.orgId });
});

/** Asks with a token as if the project stood at `supabaseUrl`. */
async function askAt(supabaseUrl: string, token: string) {
  const apps = live().createApps({ settings: { supabaseUrl } });
  const answer = await apps.fetch("query", post(PATHS.query[0], {}, asBearer(token)));
  const { code } = await answer.json();
  await Promise.all(apps.background);
  return { status: answer.status, code, looksUp: apps.sent.length > 0 };
}

for (const url of ["http://127.0.0.1:54321", "http://localhost:54321", "http://[::1]:54321"]) {
  Deno.test(`the token of the seed is good at ${url}`, async () => {
    assertEquals((await askAt(url, SAMPLE.apiToken)).status, 200);
  });
}

for (
  const url of [
    "https://abc.supabase.co",
    "http://kong:8000",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://10.0.0.1",
  ]
) {
  Deno.test(`the token of the seed is no credential at ${url}, where the project has it too`, async () => {
    assertEquals(await askAt(url, SAMPLE.apiToken), {
      status: 401,
      code: "unauthorized",
      looksUp: false,
    });
    assertEquals((await askAt(url, OWN_TOKEN)).status, 200);
  });
}
