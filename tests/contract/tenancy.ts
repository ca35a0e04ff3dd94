/** Who reads what: each kind of caller, and two orgs that never meet. */
import { assertEquals } from "@std/assert";
import { asBearer, PATHS, post } from "../support/apps.ts";
import { readPage } from "../support/query.ts";
import { asSuperAdmin, asTenant, asWorker, type CallerHeaders } from "./callers.ts";
import type { ContractSubject } from "./subject.ts";
import { sendBatch, upsert } from "./requests.ts";
import { hasSuperAdminKey, mayMakeCredentials } from "./target.ts";

/** Polls of a value that is written after an answer; each takes the time of a request. */
const POLLS = 300;

/** Adds the tests of this file. */
export function testTenancy(subject: () => ContractSubject): void {
  /** Two orgs that each have a row of `both.com` and one of their own. */
  async function addOrgs(): Promise<[own: string, other: string]> {
    const orgs: [string, string] = [await subject().addOrg(), await subject().addOrg()];
    for (const [n, orgId] of orgs.entries()) {
      for (const company_domain of ["both.com", `only-${n}.com`]) {
        await upsert(subject(), { company_domain, raw_parallel_output: { n } }, { orgId });
      }
    }
    return orgs;
  }

  const ask = (headers: CallerHeaders, body: unknown) =>
    subject().fetch("query", post(PATHS.query[0], body, headers));

  const session = (orgId: string) => asTenant(subject().keys.jwtSecret, { org_id: orgId });
  const tokenOf = async (orgId: string) => asBearer(await subject().addToken(orgId));
  /** Every way in which a tenant may authenticate; some name the other org in the header. */
  const tenants: [
    kind: string,
    asTenantOf: (own: string, other: string) => CallerHeaders | Promise<CallerHeaders>,
  ][] = [
    ["a worker", (own) => asWorker(subject(), own)],
    ["a worker of an org in capitals", (own) => asWorker(subject(), own.toUpperCase())],
    ["a session", session],
    [
      "a session of user_id and no type",
      (own) =>
        asTenant(subject().keys.jwtSecret, {
          org_id: own,
          user_id: "u",
          sub: undefined,
          type: undefined,
        }),
    ],
    [
      "a session and the org header of another",
      async (own, other) => ({ ...await session(own), "x-internal-org-id": other }),
    ],
    ["an API token", tokenOf],
    [
      "an API token and the org header of another",
      async (own, other) => ({ ...await tokenOf(own), "x-internal-org-id": other }),
    ],
  ];
  for (const [kind, asTenantOf] of tenants) {
    const ignore = kind.startsWith("an API token") && !mayMakeCredentials();
    const name = `${kind} reads the rows of its org, and no other org's by any body`;
    Deno.test({ name, ignore }, async () => {
      const [own, other] = await addOrgs();
      const headers = await asTenantOf(own, other);
      const ownBodies = [{}, { org_id: own }, { org_id: own.toUpperCase() }, { org_id: null }];
      for (
        const body of [...ownBodies, { limit: 1000 }, { company_domain: "" }, { contains: {} }]
      ) {
        const { data } = await readPage(subject(), body, { headers });
        assertEquals(data.map((row) => row.org_id), [own, own]);
        const text = JSON.stringify(data);
        assertEquals([text.includes(other), text.includes("only-1")], [false, false]);
      }
      const shared = await readPage(subject(), { company_domain: "both.com" }, { headers });
      assertEquals(shared.data.map((row) => row.org_id), [own]);
      for (const body of [{}, { org_id: own }]) {
        const foreign = { company_domain: "https://www.ONLY-1.com/", ...body };
        assertEquals((await readPage(subject(), foreign, { headers })).data, []);
      }
      const body = { company_domains: ["both.com", "only-1.com"], include_total: true };
      const { data, pagination, not_found } = await readPage(subject(), body, { headers });
      assertEquals([data.length, pagination.total, not_found], [1, 1, ["only-1.com"]]);
      for (const org_id of [other, other.toUpperCase(), crypto.randomUUID()]) {
        const refused = await ask(headers, { org_id, company_domain: "both.com" });
        const { code, ...rest } = await refused.json();
        assertEquals([refused.status, code, "data" in rest], [403, "org_forbidden", false]);
      }
    });
  }

  Deno.test("an org that does not exist reads an empty page", async () => {
    const nobody = crypto.randomUUID();
    for (const headers of [asWorker(subject(), nobody), await session(nobody)]) {
      assertEquals(await readPage(subject(), {}, { headers }), {
        data: [],
        pagination: { limit: 100, returned: 0, has_more: false, next_cursor: null },
      });
    }
  });

  /** A super-admin has to name an org, and reads that one. */
  async function checkSuperAdmin(headers: CallerHeaders): Promise<void> {
    for (const org_id of await addOrgs()) {
      const { data } = await readPage(subject(), { org_id }, { headers });
      assertEquals(data.map((row) => row.org_id), [org_id, org_id]);
    }
    const unnamed = await ask(headers, {});
    const { error, code } = await unnamed.json();
    assertEquals([unnamed.status, code], [400, "org_id_required"]);
    assertEquals(error, "org_id is required for super-admin ICP job title queries");
  }

  Deno.test("a super-admin's session reads the org that it names, by an e-mail in any case", {
    ignore: !mayMakeCredentials(),
  }, async () => {
    const { keys, operator } = subject();
    for (const email of [operator.email, operator.email.toUpperCase()]) {
      await checkSuperAdmin(await asSuperAdmin(keys.superAdminJwtSecret, { ...operator, email }));
    }
  });

  Deno.test({
    name: "SUPER_ADMIN_API_KEY reads the org that it names",
    ignore: !hasSuperAdminKey(),
    fn: () => checkSuperAdmin(asBearer(subject().keys.superAdminApiKey)),
  });

  Deno.test("every key of every setting is accepted, also while two are", async () => {
    const { settings, orgA, operator } = subject();
    const callers = [
      ...settings.internalApiKeys.map((key) => ({ ...asWorker(subject()), ...asBearer(key) })),
      ...await Promise.all(settings.jwtSecrets.map((key) => asTenant(key, { org_id: orgA }))),
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
      const headers = { ...asWorker(subject()), ...asBearer(key) };
      const item = { company_domain: "rotated.com", raw_parallel_output: {} };
      const answer = await subject().fetch("upsert", post(PATHS.upsert[0], item, headers));
      assertEquals(answer.status, 200);
    }
  });

  Deno.test("an upsert and a batch write to the caller's org only", async () => {
    const [own, other] = await addOrgs();
    const item = { company_domain: "both.com", raw_parallel_output: { by: "the own org" } };
    const writes = [
      () => upsert(subject(), item, { orgId: own, path: PATHS.upsert[1] }),
      () => sendBatch(subject(), [item], own),
    ];
    for (const write of writes) {
      await write();
      const [mine, theirs] = await Promise.all([own, other].map(async (orgId) => {
        const headers = asWorker(subject(), orgId);
        return (await readPage(subject(), { company_domain: "both.com" }, { headers })).data[0];
      }));
      assertEquals(
        [mine!.raw_parallel_output, theirs!.raw_parallel_output],
        [item.raw_parallel_output, { n: 1 }],
      );
      assertEquals(mine!.id === theirs!.id, false);
    }
  });

  Deno.test("an API token's last_used_at is brought up to date after an answer", {
    ignore: !mayMakeCredentials(),
  }, async () => {
    const orgId = await subject().addOrg();
    const token = await subject().addToken(orgId);
    const readLastUsed = async () => {
      const [row] = await subject().dataApi.rows((client) =>
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
