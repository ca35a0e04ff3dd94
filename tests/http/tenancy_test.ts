import { assert, assertEquals } from "@std/assert";
import {
  asBearer,
  asInternal,
  BATCH_PATHS,
  KEYS,
  mintJwt,
  mintSession,
  mintSuperAdmin,
  ORG_A,
  ORG_B,
  PATHS,
  post,
} from "../support/apps.ts";
import { createApiToken, insertRows, useLive } from "../support/live_apps.ts";

const live = useLive();
Deno.test.beforeAll(async () => {
  const { database } = live();
  await insertRows(database, { orgId: ORG_A, prefix: "only-a", count: 3 });
  await insertRows(database, { orgId: ORG_B, prefix: "only-b", count: 3 });
  for (const orgId of [ORG_A, ORG_B]) {
    await insertRows(database, { orgId, prefix: "both", count: 1 });
    await createApiToken(database, `token-of-${orgId}`, { orgId });
  }
});

/** Every way in which a tenant may authenticate. */
const WAYS: [name: string, headers: (orgId: string) => Promise<Record<string, string>>][] = [
  ["the internal key", (orgId) => Promise.resolve(asInternal(orgId))],
  [
    "the internal key and its org in capitals",
    (orgId) => Promise.resolve(asInternal(orgId.toUpperCase())),
  ],
  ["a session", async (orgId) => asBearer(await mintSession(orgId))],
  [
    "a session of user_id and no type",
    async (orgId) => asBearer(await mintJwt({ user_id: "u", org_id: orgId })),
  ],
  ["a session and the org header of another", async (orgId) => ({
    ...asBearer(await mintSession(orgId)),
    "x-internal-org-id": orgId === ORG_A ? ORG_B : ORG_A,
  })],
  ["an API token", (orgId) => Promise.resolve(asBearer(`token-of-${orgId}`))],
  ["an API token and the org header of another", (orgId) =>
    Promise.resolve({
      ...asBearer(`token-of-${orgId}`),
      "x-internal-org-id": orgId === ORG_A ? ORG_B : ORG_A,
    })],
];

async function query(headers: Record<string, string>, body: Record<string, unknown>) {
  const apps = live().createApps();
  const response = await apps.fetch("query", post(PATHS.query[0], body, headers));
  const text = await response.text();
  await Promise.all(apps.background);
  return { status: response.status, text, body: JSON.parse(text) };
}

for (const [way, headersOf] of WAYS) {
  for (
    const [orgId, otherId, own, foreign] of [[ORG_A, ORG_B, "a", "b"], [ORG_B, ORG_A, "b", "a"]]
  ) {
    Deno.test(`by ${way}, org ${own} reads its own rows and nothing of org ${foreign}`, async () => {
      const headers = await headersOf(orgId!);
      const bodies = [{}, { org_id: orgId }, { org_id: orgId!.toUpperCase() }, { org_id: null }];
      for (const body of [...bodies, { limit: 1000 }, { company_domain: "" }]) {
        const { status, text, body: { data } } = await query(headers, body);
        assertEquals([status, data.length], [200, 4]);
        for (const row of data) assertEquals(row.org_id, orgId);
        assert(!text.includes(otherId!) && !text.includes(`only-${foreign}`), text);
      }

      for (const domain of [`only-${foreign}-1.com`, `https://www.ONLY-${foreign}-2.com/`]) {
        for (
          const body of [{ company_domain: domain }, { company_domain: domain, org_id: orgId }]
        ) {
          const answer = await query(headers, body);
          assertEquals([answer.status, answer.body.data], [200, []]);
        }
      }
      const shared = await query(headers, { company_domain: "both-1.com" });
      assertEquals(shared.body.data.map((row: { org_id: string }) => row.org_id), [orgId]);

      for (const org_id of [otherId, otherId!.toUpperCase(), crypto.randomUUID()]) {
        const answer = await query(headers, { org_id, company_domain: "both-1.com" });
        assertEquals([answer.status, answer.body.code], [403, "org_forbidden"]);
        assert(!answer.text.includes("data"), answer.text);
      }
    });
  }
}

Deno.test("a super-admin reads the one org that it names, by key and by JWT", async () => {
  for (const token of [KEYS.superAdminApiKey, await mintSuperAdmin()]) {
    for (const [orgId, own] of [[ORG_A, "a"], [ORG_B, "b"]]) {
      const { status, body } = await query(asBearer(token), { org_id: orgId });
      assertEquals([status, body.data.length], [200, 4]);
      for (const row of body.data) assertEquals(row.org_id, orgId);
      const one = await query(asBearer(token), {
        org_id: orgId,
        company_domain: `only-${own}-1.com`,
      });
      assertEquals(one.body.data.length, 1);
    }
  }
});

Deno.test("a super-admin's email is compared without case", async () => {
  const token = await mintSuperAdmin({ email: "OPERATOR@Example.com" });
  const { status } = await query(asBearer(token), { org_id: ORG_A });
  assertEquals(status, 200);
});

Deno.test("a worker's upsert for one org leaves the other org's row of that company", async () => {
  const text = `{"company_domain":"both-1.com","raw_parallel_output":{"of":"a"}}`;
  const response = await live().createApps()
    .fetch("upsert", post(PATHS.upsert[1], text, asInternal(ORG_A)));
  assertEquals(response.status, 200);
  await response.body?.cancel();
  const rows = await live().database.sql`select org_id, raw_parallel_output from icp_job_titles
    where company_domain = 'both-1.com' order by org_id`;
  assertEquals(rows.map((row) => row.raw_parallel_output), [{ of: "a" }, { n: 1 }]);
});

Deno.test("a batch writes to the caller's org only", async () => {
  for (const [orgId, name] of [[ORG_A, "of a"], [ORG_B, "of b"]] as const) {
    const item = { company_domain: "batch.com", company_name: name, raw_parallel_output: {} };
    const request = post(BATCH_PATHS[0]!, { items: [item] }, asInternal(orgId));
    const response = await live().createApps().fetch("upsert", request);
    assertEquals((await response.json()).data.upserted, 1);
  }
  const rows = await live().database.sql`select org_id, company_name from icp_job_titles
    where company_domain = 'batch.com' order by org_id`;
  assertEquals(rows.map((row) => [row.org_id, row.company_name]), [
    [ORG_A, "of a"],
    [ORG_B, "of b"],
  ]);
  await live().database.sql`delete from icp_job_titles where company_domain = 'batch.com'`;
});

Deno.test("an org without rows, or that does not exist, reads an empty page", async () => {
  const nobody = crypto.randomUUID();
  for (const headers of [asInternal(nobody), asBearer(await mintSession(nobody))]) {
    const { status, body } = await query(headers, {});
    assertEquals([status, body], [200, {
      data: [],
      pagination: { limit: 100, returned: 0, has_more: false, next_cursor: null },
    }]);
  }
});

Deno.test("a credential of one kind that is wrong is not tried as a weaker kind", async () => {
  const { database } = live();
  const expired = await mintJwt({ sub: "u", org_id: ORG_A, exp: 1 });
  await createApiToken(database, expired);
  const apps = live().createApps();
  const response = await apps.fetch("query", post(PATHS.query[0], "{}", asBearer(expired)));
  await response.body?.cancel();
  assertEquals([response.status, apps.sent], [401, []]);
});
