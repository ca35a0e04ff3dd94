import { assertEquals } from "@std/assert";
import {
  asBearer,
  asInternal,
  KEYS,
  type KeySetting,
  mintJwt,
  mintSuperAdmin,
  OPERATOR,
  ORG_A,
  PATHS,
  post,
  SETTINGS,
} from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

const NEW = "the-new-key-of-thirty-two-bytes-or-more";
const SESSION = { sub: "a-user", org_id: ORG_A };
const SUPER_ADMIN = { type: "super_admin", sub: OPERATOR.id, email: OPERATOR.email };
const QUERY = ["query", { org_id: ORG_A }] as const;
const UPSERT = ["upsert", { company_domain: "acme.com", raw_parallel_output: {} }] as const;

/** A caller's headers by the key of one setting. */
type HeadersBy = (key: string) => Record<string, string> | Promise<Record<string, string>>;

const asInternalBy = (key: string) => ({ ...asInternal(), ...asBearer(key) });
const CASES: [setting: KeySetting, request: typeof QUERY | typeof UPSERT, HeadersBy][] = [
  ["internalApiKeys", UPSERT, asInternalBy],
  ["internalApiKeys", QUERY, asInternalBy],
  ["superAdminApiKeys", QUERY, asBearer],
  ["jwtSecrets", QUERY, async (secret) => asBearer(await mintJwt(SESSION, { secret }))],
  [
    "superAdminJwtSecrets",
    QUERY,
    async (secret) => asBearer(await mintJwt(SUPER_ADMIN, { secret })),
  ],
];

for (const [setting, [name, body], headersBy] of CASES) {
  Deno.test(`${name} takes the old and the new of ${setting} while both are set, then the new alone`, async () => {
    const [old] = SETTINGS[setting] as [string];
    const statusOf = async (keys: string[], key: string) => {
      const apps = live().createApps({ settings: { [setting]: keys } });
      const request = post(PATHS[name][0], body, await headersBy(key));
      const response = await apps.fetch(name, request);
      await response.body?.cancel();
      return response.status;
    };
    const steps: [keys: string[], old: number, recent: number][] = [
      [[old], 200, 401],
      [[NEW, old], 200, 200],
      [[old, NEW], 200, 200],
      [[NEW], 401, 200],
    ];
    for (const [keys, ofOld, ofNew] of steps) {
      assertEquals([await statusOf(keys, old), await statusOf(keys, NEW)], [ofOld, ofNew]);
    }
  });
}

Deno.test("a secret of one kind does not sign the other's tokens while both kinds are changed", async () => {
  const jwtSecrets = [KEYS.jwtSecret, `${NEW}-of-sessions`];
  const superAdminJwtSecrets = [KEYS.superAdminJwtSecret, `${NEW}-of-operators`];
  const apps = live().createApps({ settings: { jwtSecrets, superAdminJwtSecrets } });
  const tokens = [
    ...jwtSecrets.map((secret) => mintJwt(SUPER_ADMIN, { secret })),
    ...superAdminJwtSecrets.map((secret) => mintJwt(SESSION, { secret })),
    mintSuperAdmin({ org_id: ORG_A, type: "session" }),
  ];
  for (const token of tokens) {
    const response = await apps.fetch("query", post(PATHS.query[0], {}, asBearer(await token)));
    await response.body?.cancel();
    assertEquals(response.status, 401);
  }
  assertEquals(apps.sent, []);
});
