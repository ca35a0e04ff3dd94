import { assertEquals } from "@std/assert";
import { flagsOf, readSummary, readTable, runBackfillHere } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { DOMAIN, ELSEWHERE, readRow, writeElsewhere } from "../support/one_company.ts";
import { addSubmission, research } from "../support/pipeline.ts";

const ONE_BY_ONE = ["--batch-rows", "1", "--concurrency", "4"];

for (const size of ["1", "2", "500"]) {
  Deno.test(`the newest of several results wins, with the newest names, in batches of ${size}`, async () => {
    await using database = await createTestDatabase();
    await using dataApi = await startTestDataApi(database);
    const past = await addSubmission(database.sql, [
      { payloads: [research("Oldest", DOMAIN, { n: 1 })] },
      { payloads: [research("Older", "https://WWW.acme.com/", { n: 2 })] },
      { payloads: [research("Other", "other.com", { n: 0 })] },
      { payloads: [research(null, DOMAIN, { n: 3 })] },
    ]);
    const { code, lines } = await runBackfillHere(dataApi, [
      ...flagsOf(past),
      "--batch-rows",
      size,
    ]);
    assertEquals(code, 0);
    assertEquals(readSummary(lines), { processed: 4, upserted: 2, skipped: 2, failed: 0 });
    assertEquals(await readRow(database), { name: "Older", raw: { n: 3 } });
  });
}

Deno.test("of results of one run the later step wins, and of one step the later attempt", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [{
    payloads: [research("First", DOMAIN, { n: 1 }), research(null, DOMAIN, { n: 2 })],
  }]);
  await database.sql`insert into step_results (org_id, company_id, submission_id, pipeline_run_id,
      step_position, attempt, status, output_payload)
    select org_id, company_id, submission_id, pipeline_run_id, 2, 2, 'succeeded',
      ${JSON.stringify(research(null, DOMAIN, { n: 3 }))}::text::jsonb
    from step_results limit 1`;
  await runBackfillHere(dataApi, [...flagsOf(past), ...ONE_BY_ONE]);
  assertEquals(await readRow(database), { name: "First", raw: { n: 3 } });
});

Deno.test("a backfill of an older submission keeps the rows of a newer one", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const older = await addSubmission(database.sql, [{
    payloads: [research("Old", DOMAIN, { n: 1 })],
  }]);
  const newer = await addSubmission(
    database.sql,
    [{ payloads: [] }, { payloads: [research(null, DOMAIN, { n: 2 })] }],
    older.orgId,
  );
  const orders = [
    [flagsOf(older), flagsOf(newer)],
    [flagsOf(newer), flagsOf(older)],
    [[...flagsOf(older), "--submission-id", newer.submissionId]],
    [["--org-id", older.orgId, "--all-submissions"]],
  ];
  for (const order of orders) {
    await database.sql`truncate icp_job_titles`;
    for (const flags of order) await runBackfillHere(dataApi, flags);
    assertEquals(await readRow(database), { name: "Old", raw: { n: 2 } });
  }
});

Deno.test("a row that was written later elsewhere is kept, unless told to overwrite", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [
    { payloads: [research("Past", DOMAIN, { n: 1 })] },
    { payloads: [research("Past", DOMAIN, { n: 2 })] },
  ]);
  await writeElsewhere(database, past);
  const kept = await runBackfillHere(dataApi, flagsOf(past));
  assertEquals(readSummary(kept.lines), { processed: 2, upserted: 0, skipped: 2, failed: 0 });
  assertEquals(await readRow(database), ELSEWHERE);
  const verified = await runBackfillHere(dataApi, [...flagsOf(past), "--verify"]);
  assertEquals(verified.code, 0);

  await runBackfillHere(dataApi, [...flagsOf(past), "--overwrite", ...ONE_BY_ONE]);
  assertEquals(await readRow(database), { name: "Past", raw: { n: 2 } });
});

Deno.test("a row that was written earlier elsewhere is replaced, its name where one is given", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [{
    payloads: [research(null, DOMAIN, { n: 1 })],
  }]);
  await writeElsewhere(database, past, { at: "2020-01-01T00:00:00Z" });
  await runBackfillHere(dataApi, flagsOf(past));
  assertEquals(await readRow(database), { name: "Elsewhere", raw: { n: 1 } });
});

Deno.test("a row of a newer run is kept however long ago it was written", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [
    { payloads: [research("Past", DOMAIN, { n: 1 })] },
    { payloads: [] },
  ]);
  await writeElsewhere(database, past, {
    runId: past.runIds[1]!,
    at: "2020-01-01T00:00:00Z",
  });
  await runBackfillHere(dataApi, flagsOf(past));
  assertEquals(await readRow(database), ELSEWHERE);
});

for (
  const [stored, other, upserted] of [["January", "March", 1], ["March", "January", 0]] as const
) {
  Deno.test(`${stored}'s research is of ${stored} when its submission has been deleted: ${other}'s is compared with that`, async () => {
    await using database = await createTestDatabase();
    await using dataApi = await startTestDataApi(database);
    const { sql } = database;
    const january = await addSubmission(sql, [{
      payloads: [research("January", DOMAIN, { n: 1 })],
    }]);
    const march = await addSubmission(
      sql,
      [{ payloads: [research(null, DOMAIN, { n: 3 })] }],
      january.orgId,
    );
    await sql`update pipeline_runs set finished_at = '2026-01-01Z'
      where submission_id = ${january.submissionId}`;
    const [deleted, left] = stored === "January" ? [january, march] : [march, january];
    await runBackfillHere(dataApi, flagsOf(deleted));
    await sql`delete from submissions where id = ${deleted.submissionId}`;

    const summary = { processed: 1, upserted, skipped: 1 - upserted, failed: 0 };
    const verified = await runBackfillHere(dataApi, [...flagsOf(left), "--verify"]);
    assertEquals(verified.code, upserted);
    const tried = await runBackfillHere(dataApi, [...flagsOf(left), "--dry-run"]);
    assertEquals(readSummary(tried.lines), summary);
    const done = await runBackfillHere(dataApi, flagsOf(left));
    assertEquals(readSummary(done.lines), summary);
    // As if neither had been deleted: the newest document, and the newest name that there is.
    assertEquals(await readRow(database), { name: "January", raw: { n: 3 } });
    const again = await runBackfillHere(dataApi, [...flagsOf(left), "--verify"]);
    assertEquals(again.code, 0);
  });
}

Deno.test("runs without a finish are the oldest, and run again they store the same", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [
    { payloads: [research("Undated", DOMAIN, { n: 1 })] },
    { payloads: [research("Undated", "undated.com", { n: 2 })] },
    { payloads: [research("Undated", "undated.com", { n: 3 })] },
    { payloads: [research("Dated", DOMAIN, { n: 4 })] },
  ]);
  const undated = past.runIds.slice(0, 3);
  await database.sql`update pipeline_runs set finished_at = null where id in ${
    database.sql(undated)
  }`;
  const first = await runBackfillHere(dataApi, [...flagsOf(past), ...ONE_BY_ONE]);
  const table = await readTable(database.sql);
  assertEquals(await readRow(database), { name: "Dated", raw: { n: 4 } });
  const second = await runBackfillHere(dataApi, flagsOf(past));
  assertEquals(await readTable(database.sql), table);
  for (const { lines } of [first, second]) {
    assertEquals(readSummary(lines), { processed: 4, upserted: 2, skipped: 2, failed: 0 });
  }
});
