import { assertEquals } from "@std/assert";
import {
  asBearer,
  asInternal,
  type FunctionName,
  KEYS,
  mintJwt,
  mintSuperAdmin,
  ORG_A,
  PATHS,
  post,
} from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

type Headers = Record<string, string>;

/** What the log says that a refused request lacks; its caller is told no more than that it is 401. */
const CASES: [cause: string, FunctionName, headers: () => Headers | Promise<Headers>][] = [
  ["no_token", "upsert", () => ({})],
  ["no_token", "query", () => ({})],
  ["no_org", "upsert", () => asBearer(KEYS.internalApiKey)],
  ["no_org", "query", () => asBearer(KEYS.internalApiKey)],
  ["internal_key", "upsert", () => ({ ...asInternal(), ...asBearer("an-old-key") })],
  ["api_token", "query", () => ({ ...asInternal(), ...asBearer("an-old-key") })],
  ["jwt", "query", async () => asBearer(await mintJwt({ sub: "u", org_id: ORG_A, exp: 1 }))],
  ["super_admin", "query", async () => asBearer(await mintSuperAdmin({ sub: ORG_A }))],
];

for (const [cause, name, headersOf] of CASES) {
  Deno.test(`the log of a 401 of ${name} says that it is for ${cause}`, async () => {
    const apps = live().createApps();
    const response = await apps.fetch(name, post(PATHS[name][0], {}, await headersOf()));
    await response.body?.cancel();
    const { status, code, cause: logged, level } = apps.logs[0]!;
    assertEquals([status, code, logged, level], [401, "unauthorized", cause, "info"]);
  });
}
