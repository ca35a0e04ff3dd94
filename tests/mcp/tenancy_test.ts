/** A tenant reads its own org by every tool and every credential, and learns nothing of another. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  asBearer,
  asInternal,
  KEYS,
  mintSession,
  mintSuperAdmin,
  ORG_A,
  ORG_B,
} from "../support/apps.ts";
import { createApiToken, insertRows, useLive } from "../support/live_apps.ts";
import { callTool, connect, startService } from "./service.ts";

const live = useLive();
Deno.test.beforeAll(async () => {
  const { database } = live();
  for (const [orgId, prefix] of [[ORG_A, "only-a"], [ORG_B, "only-b"]] as const) {
    await insertRows(database, { orgId, prefix, count: 2 });
    await insertRows(database, { orgId, prefix: "both", count: 1 });
    await createApiToken(database, `token-of-${orgId}`, { orgId });
  }
});

const WAYS: [name: string, headers: (orgId: string) => Promise<Record<string, string>>][] = [
  ["the internal key", (orgId) => Promise.resolve(asInternal(orgId))],
  ["a session", async (orgId) => asBearer(await mintSession(orgId))],
  ["an API token", (orgId) => Promise.resolve(asBearer(`token-of-${orgId}`))],
];
const SUPER_ADMINS: typeof WAYS = [
  ["the super-admins' key", () => Promise.resolve(asBearer(KEYS.superAdminApiKey))],
  ["a super-admin's JWT", async () => asBearer(await mintSuperAdmin())],
];
const CALLS: [name: string, args: object][] = [
  ["find_companies", { limit: 50, include_total: true }],
  ["read_company_research", { company_domain: "only-a-1.com" }],
  ["check_domains", { company_domains: ["only-a-1.com", "only-b-1.com", "both-1.com"] }],
];

/** The answers of every tool, which say of org A's companies what they are. */
async function askAll(headers: Record<string, string>, more: object = {}) {
  await using service = startService(live());
  await using client = await connect(service.url, { headers });
  const answers = [];
  for (const [name, args] of CALLS) {
    answers.push(await callTool(client, name, { ...args, ...more }));
  }
  return answers;
}

async function checkOrg(ownHeaders: Record<string, string>, orgId: string, more: object = {}) {
  const [found, read, known] = await askAll(ownHeaders, more);
  const [own, foreign] = orgId === ORG_A ? ["a", "b"] : ["b", "a"];
  const domains = (list: { company_domain: string }[]) =>
    list.map(({ company_domain }) => company_domain).sort();
  assertEquals(
    [domains(found!.data.companies), found!.data.total],
    [["both-1.com", `only-${own}-1.com`, `only-${own}-2.com`], 3],
  );
  assertEquals(read!.data.found, orgId === ORG_A);
  assertEquals(domains(known!.data.found), ["both-1.com", `only-${own}-1.com`]);
  assertEquals(known!.data.not_found, [`only-${foreign}-1.com`]);
}

for (const [way, headersOf] of WAYS) {
  Deno.test(`by ${way} each org reads its own companies, also where it names itself`, async () => {
    for (const orgId of [ORG_A, ORG_B]) {
      for (const more of [{}, { org_id: orgId.toUpperCase() }, { org_id: null }]) {
        await checkOrg(await headersOf(orgId), orgId, more);
      }
    }
  });

  Deno.test(`by ${way} another org is refused by every tool`, async () => {
    for (const answer of await askAll(await headersOf(ORG_B), { org_id: ORG_A })) {
      assertEquals(answer.isError, true);
      assertStringIncludes(answer.text, "The credentials belong to another org.");
      assertStringIncludes(answer.text, "code org_forbidden");
    }
  });
}

for (const [way, headersOf] of SUPER_ADMINS) {
  Deno.test(`by ${way} the org that is named is read, and one has to be`, async () => {
    for (const orgId of [ORG_A, ORG_B]) {
      await checkOrg(await headersOf(orgId), orgId, { org_id: orgId });
    }
    for (const answer of await askAll(await headersOf(""))) {
      assertEquals(answer.isError, true);
      const sentence = "org_id is required for super-admin ICP job title queries";
      assertEquals(answer.text.split("\n")[0], sentence);
    }
  });
}

Deno.test("a cursor of one org is refused for another", async () => {
  await using service = startService(live());
  await using own = await connect(service.url);
  await using other = await connect(service.url, { headers: asInternal(ORG_B) });
  const { data } = await callTool(own, "find_companies", { limit: 1 });
  const { text } = await callTool(other, "find_companies", { limit: 1, cursor: data.next_cursor });
  assertStringIncludes(text, "The cursor does not fit.");
});
