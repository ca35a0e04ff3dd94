import { assertEquals, assertStringIncludes } from "@std/assert";
import type postgres from "postgres";
import { readMigrations } from "../../scripts/local/migrate.ts";
import { ORG_A, ORG_B } from "../support/apps.ts";
import { readShellBlocks, ROOT, runShellWell } from "../support/cli.ts";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";
import { createExistingPipeline } from "../support/existing_pipeline.ts";

const PREFLIGHT = await Deno.readTextFile(`${ROOT}supabase/preflight.sql`);
const READY = "ready: Nothing is missing.";
/** 015 and what follows it. */
const OURS = (await readMigrations()).filter(({ version }) => version >= "015")
  .map(({ text }) => text);
const TABLE = OURS[0]!;
const EXISTS = "note: The table public.icp_job_titles is there already.";

/** What is done to the pipeline's database, and what the check then says of it. */
const FAULTS: [statement: string, says: string[]][] = [
  [
    "drop function update_updated_at_column() cascade",
    ["must: There is no function public.update_updated_at_column()."],
  ],
  ["drop table step_results", ["must: There is no table public.step_results."]],
  [
    "alter table pipeline_runs rename finished_at to ended_at",
    ["must: public.pipeline_runs has no column finished_at."],
  ],
  [
    "alter table pipeline_runs alter finished_at type timestamp",
    ["must: public.pipeline_runs.finished_at is timestamp."],
  ],
  [
    "alter table step_results alter output_payload type json",
    ["must: public.step_results.output_payload is json."],
  ],
  [
    "alter table submissions drop constraint uq_submissions_org",
    ["must: public.submissions has no unique key (id, org_id)."],
  ],
  [
    `alter table submissions drop constraint uq_submissions_org;
    create unique index on submissions (id, org_id) where status = 'completed'`,
    ["must: public.submissions has no unique key (id, org_id)."],
  ],
  [
    "alter table step_results drop constraint uq_step_results",
    ["note: No index of public.step_results begins with pipeline_run_id.", READY],
  ],
  [TABLE, [EXISTS, READY]],
  [
    `${TABLE}; alter table icp_job_titles drop processor`,
    ["must: public.icp_job_titles has no column processor.", EXISTS],
  ],
  [
    `${TABLE};
    insert into orgs (id, name, slug) values ('${ORG_B}', 'B', 'b');
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, source_submission_id)
    select org, 'acme.com', '{}', submissions.id from submissions, unnest(
      '{${ORG_A},${ORG_B}}'::uuid[]) as org`,
    ["must: 1 rows of public.icp_job_titles name a source of another org.", EXISTS],
  ],
  [
    `${TABLE};
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    select '${ORG_A}', domain, '{}' from unnest('{acme.com,www.com,www.acme.com,Acme.com,
      https://acme.com,acme,xn--mnchen-3ya.de,a.b-c.co}'::text[]) as domain`,
    [
      "note: 4 rows of public.icp_job_titles are under a key that is no host name as the service writes it.",
      EXISTS,
      READY,
    ],
  ],
];

/** What the check says of a database, in its order. */
async function preflight(sql: postgres.Sql | postgres.TransactionSql): Promise<string[]> {
  const rows = await sql.unsafe(PREFLIGHT);
  return rows.map(({ verdict, what }) => `${verdict}: ${what}`);
}

Deno.test("the preflight check, run as DEPLOY.md says, finds a whole pipeline ready", async () => {
  await using database = await createExistingPipeline();
  const script = await readShellBlocks("docs/DEPLOY.md", "Ask what is missing");
  assertStringIncludes(await runShellWell(database.url, script), "Nothing is missing.");
});

Deno.test("the preflight check names what is missing, and where it says ready the migrations apply", async (t) => {
  await using database = await createExistingPipeline();
  for (const [statement, says] of FAULTS) {
    await t.step(says.join(" "), async () => {
      const undo = new Error("undone");
      await database.sql.begin(async (transaction) => {
        await transaction.unsafe(statement);
        assertEquals((await preflight(transaction)).sort(), says.toSorted());
        if (says.includes(READY)) await transaction.unsafe(OURS.join(";"));
        throw undo;
      }).catch((error) => {
        if (error !== undo) throw error;
      });
    });
  }
});

Deno.test("the preflight check finds our own tables ready, and an empty database not", async () => {
  await using whole = await createTestDatabase();
  assertEquals(await preflight(whole.sql), [EXISTS, READY]);
  await using empty = await createEmptyDatabase();
  const says = await preflight(empty.sql);
  assertEquals(says.includes(READY), false);
  assertStringIncludes(says.join(), "There is no table public.orgs.");
});
