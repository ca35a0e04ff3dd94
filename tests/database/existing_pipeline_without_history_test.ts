/** A database with the pipeline's tables and no history, taken through docs/DEPLOY.md. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { checkService } from "../support/check_service.ts";
import { CLI, readShellBlocks, runShell, runShellWell, withoutDryRun } from "../support/cli.ts";
import {
  compareLines,
  createExistingPipeline,
  CREDENTIAL_PRIVILEGES,
  describePipeline,
  RUN_TRIGGER,
  SUBMISSION_TRIGGER,
} from "../support/existing_pipeline.ts";

const PAGE = "docs/DEPLOY.md";

Deno.test("the pipeline's tables and rows stay as they are where it has no migrations", async (t) => {
  await using database = await createExistingPipeline();
  await database.sql`revoke all on all tables in schema public from service_role`;
  const before = await describePipeline(database.sql);

  await t.step("pushing all by mistake stops before it changes anything", async () => {
    const push = await runShell(database.url, `${CLI} db push --remote`);
    assertStringIncludes(push.stderr + push.stdout, 'function "update_updated_at_column" already');
    assertEquals(await describePipeline(database.sql), before);
  });

  await t.step("the history is told, and the rest pushed, as the page says", async () => {
    const written = await runShellWell(
      database.url,
      withoutDryRun(await readShellBlocks(PAGE, "Where it has none")),
    );
    assertStringIncludes(written, "Applying migration 015_");
    assert(!written.includes("Applying migration 011_"));
  });

  await t.step("service_role gets what the page names, and nothing else is changed", async () => {
    const after = await describePipeline(database.sql);
    assertEquals(after.data, before.data);
    assertEquals(compareLines(before.rules, after.rules), {
      lost: [],
      added: [
        "index pipeline_runs pipeline_runs_org_id_newest_idx",
        "index pipeline_runs pipeline_runs_submission_id_newest_idx",
        ...CREDENTIAL_PRIVILEGES,
        RUN_TRIGGER,
        SUBMISSION_TRIGGER,
        "privilege pipeline_runs service_role SELECT",
        "privilege step_results service_role SELECT",
        "privilege submissions service_role SELECT",
      ].sort(),
    });
  });

  await t.step("the service works with no more than that", () => checkService(database));
});
