import { assertEquals } from "@std/assert";
import { asBearer, mintJwt, ORG_A, PATHS, post } from "../support/apps.ts";
import { createApiToken, useLive } from "../support/live_apps.ts";

const live = useLive();

Deno.test("a credential of one kind that is wrong is not tried as a weaker kind", async () => {
  const { database } = live();
  const expired = await mintJwt({ sub: "u", org_id: ORG_A, exp: 1 });
  await createApiToken(database, expired);
  const apps = live().createApps();
  const response = await apps.fetch("query", post(PATHS.query[0], "{}", asBearer(expired)));
  await response.body?.cancel();
  assertEquals([response.status, apps.sent], [401, []]);
});
