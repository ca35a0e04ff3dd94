/** Who reads what: each kind of caller, and two orgs that never meet. */
import { assertEquals } from "@std/assert";
import { asBearer, PATHS, post } from "../support/apps.ts";
import { readPage } from "../support/query.ts";
import { asSuperAdmin, asTenant, asWorker, type CallerHeaders } from "./callers.ts";
import type { Remote } from "./remote.ts";
import { sendBatch, upsert } from "./requests.ts";
import { hasSuperAdminKey, mayMakeCredentials } from "./target.ts";

/** Polls of a value that is written after an answer; each takes the time of a request. */
const POLLS = 300;

/** Adds the tests of this file. */
export function testTenancy(remote: () => Remote): void {
  /** Two orgs that each have a row of `both.com` and one of their own. */
  async function addOrgs(): Promise<[own: string, other: string]> {
    const orgs: [string, string] = [await remote().addOrg(), await remote().addOrg()];
    for (const [n, orgId] of orgs.entries()) {
      for (const company_domain of ["both.com", `only-${n}.com`]) {
        await upsert(remote(), { company_domain, raw_parallel_output: { n } }, { orgId });
      }
    }
    return orgs;
  }

  const ask = (headers: CallerHeaders, body: unknown) =>
    remote().fetch("query", post(PATHS.query[0], body, headers));

  const tenants: [kind: string, asTenantOf: (orgId: string) => Promise<CallerHeaders>][] = [
    ["a worker", (orgId) => Promise.resolve(asWorker(remote(), orgId))],
    ["a session", (orgId) => asTenant(remote().keys.jwtSecret, orgId)],
    ["an API token", async (orgId) => asBearer(await remote().addToken(orgId))],
  ];
  for (const [kind, asTenantOf] of tenants) {
    const ignore = kind === "an API token" && !mayMakeCredentials();
    const name = `${kind} reads the rows of its org, and no other org's by any body`;
    Deno.test({ name, ignore }, async () => {
      const [own, other] = await addOrgs();
      const headers = await asTenantOf(own);
      for (const body of [{}, { org_id: own }, { company_domain: "both.com" }, { contains: {} }]) {
        const { data } = await readPage(remote(), body, { headers });
        assertEquals(new Set(data.map((row) => row.org_id)), new Set([own]));
      }
      const body = { company_domains: ["both.com", "only-1.com"], include_total: true };
      const { data, pagination, not_found } = await readPage(remote(), body, { headers });
      assertEquals([data.length, pagination.total, not_found], [1, 1, ["only-1.com"]]);
      const refused = await ask(headers, { org_id: other });
      assertEquals([refused.status, (await refused.json()).code], [403, "org_forbidden"]);
    });
  }

  /** A super-admin has to name an org, and reads that one. */
  async function checkSuperAdmin(headers: CallerHeaders): Promise<void> {
    for (const org_id of await addOrgs()) {
      const { data } = await readPage(remote(), { org_id }, { headers });
      assertEquals(data.map((row) => row.org_id), [org_id, org_id]);
    }
    const unnamed = await ask(headers, {});
    const { error, code } = await unnamed.json();
    assertEquals([unnamed.status, code], [400, "org_id_required"]);
    assertEquals(error, "org_id is required for super-admin ICP job title queries");
  }

  Deno.test("a super-admin's session reads the org that it names", {
    ignore: !mayMakeCredentials(),
  }, async () => {
    const { keys, operator } = remote();
    await checkSuperAdmin(await asSuperAdmin(keys.superAdminJwtSecret, operator));
  });

  Deno.test({
    name: "SUPER_ADMIN_API_KEY reads the org that it names",
    ignore: !hasSuperAdminKey(),
    fn: () => checkSuperAdmin(asBearer(remote().keys.superAdminApiKey)),
  });

  Deno.test("every key of every setting is accepted, also while two are", async () => {
    const { settings, orgA, operator } = remote();
    const callers = [
      ...settings.internalApiKeys.map((key) => ({ ...asWorker(remote()), ...asBearer(key) })),
      ...await Promise.all(settings.jwtSecrets.map((key) => asTenant(key, orgA))),
      ...await Promise.all(
        (mayMakeCredentials() ? settings.superAdminJwtSecrets : [])
          .map((key) => asSuperAdmin(key, operator)),
      ),
      ...settings.superAdminApiKeys.map(asBearer),
    ];
    const body = { org_id: orgA, limit: 1 };
    const statuses = await Promise.all(
      callers.map(async (headers) => (await ask(headers, body)).status),
    );
    assertEquals(statuses, callers.map(() => 200));
    for (const key of settings.internalApiKeys) {
      const headers = { ...asWorker(remote()), ...asBearer(key) };
      const item = { company_domain: "rotated.com", raw_parallel_output: {} };
      const answer = await remote().fetch("upsert", post(PATHS.upsert[0], item, headers));
      assertEquals(answer.status, 200);
    }
  });

  Deno.test("a batch writes to the caller's org only", async () => {
    const [own, other] = await addOrgs();
    const items = [{ company_domain: "both.com", raw_parallel_output: { by: "a batch" } }];
    assertEquals((await sendBatch(remote(), items, own)).status, 200);
    const { data } = await readPage(remote(), { company_domain: "both.com" }, {
      headers: asWorker(remote(), other),
    });
    assertEquals(data.map((row) => row.raw_parallel_output), [{ n: 1 }]);
  });

  Deno.test("an API token's last_used_at is brought up to date after an answer", {
    ignore: !mayMakeCredentials(),
  }, async () => {
    const orgId = await remote().addOrg();
    const token = await remote().addToken(orgId);
    const readLastUsed = async () => {
      const [row] = await remote().dataApi.rows((client) =>
        client.from("api_tokens").select("last_used_at").eq("org_id", orgId)
      );
      return row!.last_used_at;
    };
    assertEquals(await readLastUsed(), null);
    assertEquals((await ask(asBearer(token), {})).status, 200);
    let lastUsed = null;
    for (let poll = 0; lastUsed === null && poll < POLLS; poll++) lastUsed = await readLastUsed();
    assertEquals(typeof lastUsed, "string");
  });
}
