/** What an agent sees of the research, by the messages of the Model Context Protocol. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { MCP } from "../../supabase/functions/_shared/contract/functions.ts";
import { asWorker, type CallerHeaders } from "./callers.ts";
import { upsertAsText } from "./requests.ts";
import type { ContractSubject } from "./subject.ts";

/** Adds the tests of this file. */
export function testAgents(subject: () => ContractSubject): void {
  async function ask(method: string, params: object, headers: CallerHeaders) {
    const response = await subject().send(`/${MCP.name}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const text = await response.text();
    const [, json = text] = text.match(/^data: (.+)$/m) ?? [];
    return { status: response.status, ...JSON.parse(json) };
  }
  const call = async (name: string, args: object, headers: CallerHeaders) =>
    (await ask("tools/call", { name, arguments: args }, headers)).result;

  Deno.test("an agent finds a company by words and reads its research as stored, and no other org's", async () => {
    const orgId = await subject().addOrg();
    const headers = asWorker(subject(), orgId);
    const document = '{"titles":[{"title":"Controller","n":9007199254740993,"p":1.10}]}';
    const item = `{"company_domain":"agents.com","raw_parallel_output":${document}}`;
    await upsertAsText(subject(), item, { orgId });

    const { result } = await ask("tools/list", {}, headers);
    assertEquals(result.tools.map(({ name }: { name: string }) => name).sort(), [
      "check_domains",
      "find_companies",
      "read_company_research",
    ]);
    const found = await call("find_companies", { search: "controller" }, headers);
    assertEquals(
      found.structuredContent.companies.map((row: Record<string, unknown>) => [
        row.company_domain,
        row.matches,
      ]),
      [["agents.com", ["Controller"]]],
    );
    const part = { company_domain: "https://www.agents.com/", pointer: "/titles/0" };
    const read = await call("read_company_research", part, headers);
    assertStringIncludes(JSON.stringify(read.content), "9007199254740993");
    assertStringIncludes(JSON.stringify(read.content), "1.10");

    const asOther = asWorker(subject(), await subject().addOrg());
    const nothing = await call("find_companies", { search: "controller" }, asOther);
    assertEquals(nothing.structuredContent.companies, []);
    const domains = await call("check_domains", { company_domains: ["agents.com"] }, asOther);
    assertEquals(domains.structuredContent.not_found, ["agents.com"]);
  });

  Deno.test("an agent without a good token is refused with 401", async () => {
    for (const headers of [{}, { authorization: "Bearer another" }]) {
      const { status, code } = await ask("tools/list", {}, headers);
      assertEquals([status, code], [401, "unauthorized"]);
    }
  });
}
