/** A database with the pipeline's tables and its own history, taken through docs/DEPLOY.md. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { ORG_A } from "../support/apps.ts";
import { checkService } from "../support/check_service.ts";
import {
  CLI,
  readShellBlocks,
  ROOT,
  runShell,
  runShellWell,
  withoutDryRun,
} from "../support/cli.ts";
import {
  compareLines,
  createExistingPipeline,
  CREDENTIAL_PRIVILEGES,
  describePipeline,
  type ExistingPipeline,
  OWN_MIGRATION,
  recordOwnMigration,
  RUN_TRIGGER,
  SUBMISSION_TRIGGER,
} from "../support/existing_pipeline.ts";
import { outcomeOf, runAs } from "./fixtures.ts";

const PAGE = "docs/DEPLOY.md";

Deno.test("the pipeline's tables and rows stay as they are where it has migrations of its own", async (t) => {
  await using database = await createExistingPipeline();
  await recordOwnMigration(database.sql);
  const before = await describePipeline(database.sql);

  await t.step("pushing from this repository by mistake changes nothing", async () => {
    const push = await runShell(database.url, `${CLI} db push --remote`);
    assertStringIncludes(push.stderr + push.stdout, "not found in local migrations directory");
    assertEquals(push.code, 1);
    assertEquals(await describePipeline(database.sql), before);
  });

  await t.step("the files are copied and pushed as the page says", async () => {
    await using project = await makeOwnProject();
    const script = await readShellBlocks(PAGE, "Where the database has a history of migrations");
    const written = await runShellWell(database.url, withoutDryRun(script), {
      cwd: project.folder,
      env: { ICP: ROOT },
    });
    assertStringIncludes(written, "Applying migration 20");
  });

  await t.step("nothing is changed but what the page names", async () => {
    const after = await describePipeline(database.sql);
    assertEquals(after.data, before.data);
    assertEquals(compareLines(before.rules, after.rules), {
      lost: [],
      added: [
        "index pipeline_runs pipeline_runs_org_id_newest_idx",
        "index pipeline_runs pipeline_runs_submission_id_newest_idx",
        ...CREDENTIAL_PRIVILEGES,
        SUBMISSION_TRIGGER,
        RUN_TRIGGER,
      ],
    });
  });

  await t.step("the pipeline's readers read, and icp_job_titles is closed to them", async () => {
    assertEquals(await countAsMember(database), 1);
    for (const role of ["anon", "authenticated"]) {
      assertEquals((await runAs(database.sql, role, "select slug from steps")).length, 1);
      const read = runAs(database.sql, role, "select id from icp_job_titles");
      assertEquals(await outcomeOf(read), { code: "42501" });
    }
  });

  await t.step("the service works on it", () => checkService(database));

  await t.step("gen types has the table", async () => {
    const types = await runShellWell(database.url, `${CLI} gen types --remote`);
    const committed = await Deno.readTextFile(
      `${ROOT}supabase/functions/_shared/data_api/database.types.ts`,
    );
    const [table] = /"icp_job_titles": \{[^]*?Relationships: /.exec(committed)!;
    assertStringIncludes(types, table);
  });
});

/** Makes the folder of the pipeline's own Supabase project, with its one migration. */
async function makeOwnProject(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/supabase/migrations`, { recursive: true });
  await Deno.writeTextFile(`${folder}/supabase/config.toml`, 'project_id = "pipeline"\n');
  await Deno.copyFile(
    `${ROOT}tests/testdata/existing_pipeline.sql`,
    `${folder}/supabase/migrations/${OWN_MIGRATION}`,
  );
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** How many submissions a member of org A sees by the pipeline's own policy. */
async function countAsMember({ sql }: ExistingPipeline): Promise<number> {
  return await sql.begin(async (transaction) => {
    await transaction`select set_config('request.jwt.claims', ${`{"org_id":"${ORG_A}"}`}, true)`;
    await transaction`set local role authenticated`;
    return (await transaction`select id from submissions`).length;
  });
}
