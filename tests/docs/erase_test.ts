/** docs/RUNBOOK.md, "Erase a company", against a real backfill. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ORG_A, ORG_B } from "../support/apps.ts";
import { flagsOf, runBackfillHere, settingsOf } from "../support/backfill.ts";
import { readShellBlocks, runShell, runShellWell } from "../support/cli.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { addSubmission, research } from "../support/pipeline.ts";

const SPELLINGS = [
  "acme.com",
  "https://www.ACME.com/about?x=1#y",
  " acme.com. ",
  "https://user:word@acme.com:8443",
  "acme%2Ecom",
  "ａｃｍｅ。com",
  "ac\u00adme.com",
];
const OTHERS = [
  "beta.example",
  "notacme.com",
  "acme.com.example",
  "acme-com.example",
  `o'"$x.example`,
];

/** A result of another operation, which names the company too. */
const BRIEFING = {
  operation_result: {
    operation_id: "company.derive.intel_briefing",
    output: { domain: "www.acme.com", briefing: "About Acme" },
  },
};

Deno.test("an erased company stays away, whatever its spelling, and nothing else goes", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const runs = [...SPELLINGS, ...OTHERS].map((domain) => ({
    payloads: [research("A company", domain), research("Once more", domain)],
  }));
  const past = await addSubmission(
    sql,
    [{ payloads: [research("Acme", "acme.com"), BRIEFING] }],
    ORG_A,
  );
  await addSubmission(sql, runs, ORG_A);
  const theirs = await addSubmission(sql, [{ payloads: [research("Acme", "acme.com")] }], ORG_B);
  await using dataApi = await startTestDataApi(database);
  const all = ["--org-id", ORG_A, "--all-submissions"];
  assertEquals((await runBackfillHere(dataApi, all)).code, 0);
  assertEquals((await runBackfillHere(dataApi, flagsOf(theirs))).code, 0);
  const readRows = () => sql`select org_id, company_domain from icp_job_titles order by 1, 2`;
  const before = await readRows();
  const expected = before.filter((row) =>
    row.org_id !== ORG_A || row.company_domain !== "acme.com"
  );
  assertEquals(before.length, expected.length + 1);

  const script = (await readShellBlocks("docs/RUNBOOK.md", "Erase a company"))
    .replaceAll("deno run", `${Deno.execPath()} run`).replace("<id>", ORG_A);
  const [erase = "", look = ""] = script.split(/(?=^doppler run -- )/m);
  const results = SPELLINGS.length * 2 + 2;
  assertMatch(
    await runShellWell(database.url, erase),
    new RegExp(`step_results.*rows[^]*\\b${results}\\b.*\\b1\\b`),
  );

  // What is stored by the next backfill, and what is missed by its check.
  const again = await runBackfillHere(dataApi, all);
  assertEquals(again.code, 0);
  assertStringIncludes(again.lines.join("\n"), `missing_output ${results}`);
  assertEquals((await runBackfillHere(dataApi, [...flagsOf(past), "--full"])).code, 0);
  assertEquals([...await readRows()], [...expected]);
  const verified = await runBackfillHere(dataApi, [...all, "--verify"]);
  assertEquals(verified.code, 0);
  assertStringIncludes(verified.lines.join("\n"), "rows missing: 0");
  const left = await sql`select id from step_results
    where org_id = ${ORG_A} and (output_payload::text like '%About Acme%')`;
  assertEquals(left.length, 0);

  const looked = await runShell(
    database.url,
    `ORG_ID=${ORG_A}\nDOMAIN=acme.com\n${look.replace("doppler run -- ", "")}`,
    { env: settingsOf(dataApi) },
  );
  assertEquals({ ...looked, stderr: "" }, { code: 1, stdout: "", stderr: "" });
  assertMatch(await runShellWell(database.url, erase), /step_results.*rows[^]*\b0\b.*\b0\b/);
});
