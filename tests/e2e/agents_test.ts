/** An agent connects by what the stack prints, and gets true answers about the sample. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import { findHostedDeno, SAMPLE } from "../../scripts/local/hosted.ts";
import { startStack } from "../../scripts/local/stack.ts";
import { describeStack } from "../../scripts/local/welcome.ts";
import { callTool, connect } from "../mcp/service.ts";

Deno.test("an agent connects by the line that the stack prints, and its questions are answered", async (t) => {
  const options = { keys: DEVELOPMENT_KEYS, port: 0, sample: true };
  const stack = await startStack({ ...options, denoPath: await findHostedDeno() });
  try {
    const line = /^claude mcp add .* (http:\S+) --header "Authorization: (.+)"$/m;
    const [, url = "", authorization = ""] = line.exec(describeStack(stack, options)) ?? [];
    await using client = await connect(url, { headers: { authorization } });
    const ask = (name: string, args: object) => callTool(client, name, args);

    await t.step("How many companies do we know?", async () => {
      const { data } = await ask("find_companies", { include_total: true, limit: 1 });
      assertEquals(data.total, SAMPLE.companies);
    });
    await t.step("Who is the buyer at Pelican Row?", async () => {
      const company_domain = "https://shop.pelicanrow.example/grocers";
      const { data } = await ask("read_company_research", {
        company_domain,
        pointer: "/personas/buyer",
      });
      assertEquals([data.company_name, data.research], ["Pelican Row", "Category Manager"]);
    });
    await t.step("What is the market of Oddfield, to the digit?", async () => {
      const { text } = await ask("read_company_research", { company_domain: "oddfield.example" });
      assertStringIncludes(text.replaceAll(" ", ""), `"market_size":9007199254740993`);
    });
    await t.step("How old is the research on Quillhaven, and which run made it?", async () => {
      const { data } = await ask("check_domains", { company_domains: ["quillhaven.example"] });
      const [{ age_days, run }] = data.found;
      assert(Number.isInteger(age_days));
      assertEquals(run.parallel_run_id, "trun_51dbc086a2a0e8a9d5e993539f87d5fb");
    });
    await t.step("Where does a clinical supply manager champion us?", async () => {
      const search = `"clinical supply" manag*`;
      const { data } = await ask("find_companies", { search });
      const found = data.companies.map((company: Record<string, unknown>) => [
        company.company_name,
        company.matches,
      ]);
      assertEquals(found, [["Saltmarsh Biologics", ["Clinical Supply Manager"]]]);
    });
    await t.step("Which of my three prospects do we know?", async () => {
      const company_domains = ["www.Thornbury.example", "unheard-of.example", "Thornbury Legal"];
      const { data } = await ask("check_domains", { company_domains });
      assertEquals(data.found.map((known: { company_name: string }) => known.company_name), [
        "Thornbury Legal",
      ]);
      assertEquals([data.not_found, data.invalid.length], [["unheard-of.example"], 1]);
    });
  } finally {
    await stack.stop();
  }
});
