/** A project may cut the rows of an answer ("Max rows") below the size of a batch. */
import { assertEquals } from "@std/assert";
import { flagsOf, readSummary, runBackfillHere } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { addSubmission, research } from "../support/pipeline.ts";
import { takeShare } from "../../scripts/local/share.ts";

/** Companies; with two results of every tenth. */
const COUNT = 240;

for (const maxRows of takeShare([1, 7, 100, 500, 999])) {
  Deno.test(`a backfill at ${maxRows} rows an answer stores, counts and verifies everything`, async () => {
    await using database = await createTestDatabase();
    await using dataApi = await startTestDataApi(database, { maxRows });
    const runs = Array.from({ length: COUNT }, (_, n) => ({
      payloads: [research(`Company ${n}`, `company-${n}.com`)],
    }));
    const again = runs.filter((_, n) => n % 10 === 0);
    const past = await addSubmission(database.sql, [...again, ...runs]);

    const dry = await runBackfillHere(dataApi, [...flagsOf(past), "--dry-run"]);
    const run = await runBackfillHere(dataApi, [...flagsOf(past), "--full", "--verify"]);
    const resumed = await runBackfillHere(dataApi, [...flagsOf(past), "--resume"]);
    const sums = { processed: COUNT + 24, upserted: COUNT, skipped: 24, failed: 0 };
    assertEquals([dry.code, readSummary(dry.lines)], [0, sums]);
    assertEquals([run.code, readSummary(run.lines)], [0, sums]);
    assertEquals(run.lines.slice(-4), [
      `rows present: ${COUNT}`,
      "rows missing: 0",
      "rows older than their newest result: 0",
      "The table is whole.",
    ]);
    const nothing = { ...sums, upserted: 0, skipped: COUNT + 24 };
    assertEquals([resumed.code, readSummary(resumed.lines)], [0, nothing]);
  });
}

Deno.test("a backfill of more submissions than rows an answer finds each of them", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database, { maxRows: 7 });
  const orgId = crypto.randomUUID();
  const flags = [];
  for (let n = 0; n < 20; n++) {
    const runs = [{ payloads: [research(`Company ${n}`, `company-${n}.com`)] }];
    const past = await addSubmission(database.sql, runs, orgId);
    flags.push("--submission-id", past.submissionId);
  }
  for (const which of [flags, ["--all-submissions"]]) {
    const { code, lines } = await runBackfillHere(dataApi, ["--org-id", orgId, ...which]);
    assertEquals([code, readSummary(lines).upserted], [0, 20]);
  }
});
