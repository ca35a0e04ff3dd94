/** supabase/seed.sql on a project that it is not for. */
import { assertArrayIncludes, assertEquals } from "@std/assert";
import { flagsOf, runBackfillHere } from "../../support/backfill.ts";
import { ROOT } from "../../support/cli.ts";
import { createTestDatabase, startTestDataApi } from "../../support/database.ts";
import { preflight, whatOf } from "../../support/preflight.ts";
import { addSubmission, research } from "../../support/pipeline.ts";
import { listTables, loadSample, SAMPLE } from "../fixtures.ts";

const PAGE = await Deno.readTextFile(`${ROOT}docs/DEPLOY.md`);

Deno.test("the sample on a project is a must, and the page takes all of it out and nothing else", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  const count = async () =>
    Object.fromEntries(
      await Promise.all((await listTables(sql)).map(async (table) => {
        const [found] = await sql`select count(*)::int as n from ${sql(table)}`;
        return [table, found!.n] as const;
      })),
    );
  // Work of the very org that the sample names.
  const past = await addSubmission(
    sql,
    [{ payloads: [research("Acme", "acme.com")] }],
    SAMPLE.orgId,
  );
  await using dataApi = await startTestDataApi(database);
  assertEquals((await runBackfillHere(dataApi, flagsOf(past))).code, 0);
  const before = await count();
  assertEquals(whatOf(await preflight(sql), "must"), []);

  await loadSample(sql);
  const sample = { ...past, submissionId: SAMPLE.submissionId };
  assertEquals((await runBackfillHere(dataApi, flagsOf(sample))).code, 0);
  const findings = await preflight(sql);
  assertEquals(whatOf(findings, "must"), [
    "supabase/seed.sql was run here: 3 of its public credentials are valid.",
  ]);
  assertArrayIncludes(whatOf(findings, "check"), [
    "supabase/seed.sql was run here: 27 runs of its sample are left.",
  ]);

  const [, statement] = /### Take the sample out\n[^]*?```sql\n([^]*?)```/.exec(PAGE)!;
  await sql.unsafe(statement!, [], { prepare: true });
  assertEquals(await count(), before);
  assertEquals(whatOf(await preflight(sql), "must"), []);
});
