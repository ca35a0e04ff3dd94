/** What the tools answer, asked by the official client over HTTP in both of its protocols. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ORG_A, ORG_B } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";
import { callTool, connect, type Mode, startService } from "./service.ts";

const live = useLive();
/** 21 days before the clock of the tests. */
const UPDATED_AT = "2026-11-01T12:00:00+00:00";
const RUN = {
  parallel_run_id: "trun_1",
  processor: "core",
  source_submission_id: null,
  source_pipeline_run_id: null,
};
const PAGE = "“Controller” \n".repeat(5000);
const LARGE = {
  titles: Array.from({ length: 400 }, (_, n) => ({ title: `Buyer ${n}`, score: n })),
  evidence: { page: PAGE },
};

Deno.test.beforeAll(async () => {
  const { sql } = live().database;
  const insert = (orgId: string, domain: string, document: string, minutes: number) =>
    sql`insert into icp_job_titles (org_id, company_domain, company_name, parallel_run_id,
        processor, raw_parallel_output, updated_at, created_at)
      values (${orgId}, ${domain}, 'Acme', 'trun_1', 'core', ${document}::text::jsonb,
        ${UPDATED_AT}, ${UPDATED_AT}::timestamptz + ${minutes} * interval '1 minute')`;
  await insert(ORG_A, "acme.com", `{"n":9007199254740993,"x":1.10,"titles":["CFO","CEO"]}`, 2);
  await insert(ORG_A, "large.com", JSON.stringify(LARGE), 1);
  await insert(ORG_B, "beta.com", `{"secret":"of the other org"}`, 0);
});

for (const mode of ["auto", "legacy"] satisfies Mode[]) {
  const inProtocol = (
    name: string,
    run: (client: Awaited<ReturnType<typeof connect>>) => unknown,
  ) =>
    Deno.test(`${mode}: ${name}`, async () => {
      await using service = startService(live());
      await using client = await connect(service.url, { mode });
      await run(client);
    });

  inProtocol("every tool says that it only reads, and describes each argument", async (client) => {
    const { tools } = await client.listTools();
    assertEquals(tools.map(({ name }) => name), [
      "find_companies",
      "read_company_research",
      "check_domains",
    ]);
    for (const { annotations, inputSchema, outputSchema, description = "" } of tools) {
      assertEquals([annotations?.readOnlyHint, annotations?.destructiveHint], [true, false]);
      assert(description.length > 100 && outputSchema !== undefined);
      for (const property of Object.values(inputSchema.properties ?? {})) {
        assert((property as { description: string }).description.length > 10);
      }
    }
    assertStringIncludes(client.getInstructions() ?? "", "read_company_research");
  });

  inProtocol(
    "small research comes whole, by any spelling, with its age and its run",
    async (client) => {
      const spelled = { company_domain: "https://www.ACME.com/about" };
      const { text, data } = await callTool(client, "read_company_research", spelled);
      assertEquals([data.found, data.company_domain, data.company_name], [
        true,
        "acme.com",
        "Acme",
      ]);
      assertEquals([data.age_days, data.updated_at, data.run], [21, UPDATED_AT, RUN]);
      // Postgres writes a space behind each colon.
      assertStringIncludes(
        text.replaceAll(" ", ""),
        `"n":9007199254740993,"x":1.10,"titles":["CFO"`,
      );
    },
  );

  inProtocol("of large research an outline names the parts, and each is read", async (client) => {
    const ask = (args: object) =>
      callTool(client, "read_company_research", { company_domain: "large.com", ...args });
    const { data } = await ask({});
    const outline = data.outline as { pointer: string; kind: string; items?: number }[];
    assertEquals(
      outline.filter(({ pointer }) => pointer.split("/").length === 2)
        .map(({ pointer, kind, items }) => [pointer, kind, items]).sort(),
      [["/evidence", "object", undefined], ["/titles", "array", 400]],
    );
    assertEquals((await ask({ pointer: "/titles/399" })).data.research, LARGE.titles[399]);

    let page = "";
    let next_offset: number | undefined = 0;
    while (next_offset !== undefined) {
      const { data } = await ask({ pointer: "/evidence/page", offset: next_offset });
      page += data.text;
      next_offset = data.next_offset;
    }
    assertEquals(page, PAGE);
  });

  inProtocol(
    "a company that is not known is no error, and a part that is missing is",
    async (client) => {
      const unknown = await callTool(client, "read_company_research", {
        company_domain: "beta.com",
      });
      assertEquals([unknown.isError, unknown.data.found], [false, false]);
      const missing = { company_domain: "acme.com", pointer: "/titles/7/x" };
      const { isError, text } = await callTool(client, "read_company_research", missing);
      assertEquals(isError, true);
      assertStringIncludes(text, `the array at the pointer "/titles"`);
    },
  );

  inProtocol("companies are found by what made them and when, page by page", async (client) => {
    const find = async (args: object) => (await callTool(client, "find_companies", args)).data;
    const domains = ({ companies }: { companies: { company_domain: string }[] }) =>
      companies.map(({ company_domain }) => company_domain);
    const first = await find({ limit: 1, include_total: true, processor: "core" });
    assertEquals([domains(first), first.total, first.has_more], [["acme.com"], 2, true]);
    assertEquals([first.companies[0].age_days, first.companies[0].run], [21, RUN]);
    const second = await find({ limit: 1, processor: "core", cursor: first.next_cursor });
    assertEquals([domains(second), second.has_more], [["large.com"], false]);
    for (const none of [{ parallel_run_id: "other" }, { updated_since: "2026-11-02T00:00:00Z" }]) {
      assertEquals(domains(await find(none)), []);
    }
  });

  inProtocol(
    "companies are found by words, with the texts in which these stand",
    async (client) => {
      const find = async (search: string) => {
        const { data } = await callTool(client, "find_companies", { search, include_total: true });
        return [
          data.total,
          ...data.companies.map((
            { company_domain, matches }: { company_domain: string; matches: string[] },
          ) => [company_domain, matches]),
        ];
      };
      assertEquals(await find("cfo"), [1, ["acme.com", ["CFO"]]]);
      assertEquals(await find(`"buyer 39"`), [1, ["large.com", ["Buyer 39"]]]);
      const [total, [domain, matches]] = await find("controll*");
      assertEquals([total, domain, matches.length, matches[0].length], [1, "large.com", 1, 300]);
      assertEquals(await find("secret"), [0]);
      const { data } = await callTool(client, "find_companies", {});
      assertEquals(data.companies.some((company: object) => "matches" in company), false);
    },
  );

  inProtocol("a list of domains is sorted into found, not found and invalid", async (client) => {
    const company_domains = ["www.acme.com", "beta.com", "ACME.com", "no domain", "large.com"];
    const { data } = await callTool(client, "check_domains", { company_domains });
    const found = data.found.map((
      known: Record<string, unknown>,
    ) => [known.company_domain, known.age_days, known.run]);
    assertEquals(found, [["acme.com", 21, RUN], ["large.com", 21, RUN]]);
    assertEquals([data.not_found, data.left_out], [["beta.com"], 0]);
    assertEquals(data.invalid.map(({ input }: { input: string }) => input), ["no domain"]);
  });

  const refusals: [name: string, tool: string, args: object, sentence: string][] = [
    ["an unknown argument", "find_companies", { page: 2 }, "page: Unknown field"],
    ["too many companies", "find_companies", { limit: 1000 }, "limit: Expected at most 50."],
    ["another query's cursor", "find_companies", { cursor: "x" }, "The cursor does not fit."],
    ["a time without offset", "find_companies", { updated_since: "2026" }, "Expected a time"],
    [
      "an open quote",
      "find_companies",
      { search: `"cfo` },
      "search: A double quote is not closed.",
    ],
    ["no domain", "read_company_research", {}, "company_domain: Required."],
    ["an e-mail address", "read_company_research", { company_domain: "a@b.com" }, "Cannot read"],
    [
      "no pointer",
      "read_company_research",
      { company_domain: "a.com", pointer: "x" },
      "Expected a JSON Pointer",
    ],
    ["no list", "check_domains", { company_domains: "a.com" }, "Expected array"],
    ["an empty list", "check_domains", { company_domains: [] }, "Expected at least 1 items"],
  ];
  for (const [name, tool, args, sentence] of refusals) {
    inProtocol(`${name} is refused by a sentence`, async (client) => {
      const { isError, text } = await callTool(client, tool, args);
      assertEquals(isError, true);
      assertStringIncludes(text, sentence);
      assertStringIncludes(text, "code validation_failed, request_id ");
    });
  }
}
