import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { stripVTControlCharacters } from "node:util";
import {
  flagsOf,
  readSummary,
  readTable,
  runBackfillHere,
  runBackfillScript,
  settingsOf,
} from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { startFailingProxy } from "../support/failing_proxy.ts";
import { addMixedSubmission } from "../support/past.ts";
import { addSubmission, research } from "../support/pipeline.ts";

Deno.test("backfill --dry-run has the report of a run, and writes nothing", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addMixedSubmission(database.sql, 40);
  const args = [...flagsOf(past), "--batch-rows", "9", "--concurrency", "1"];
  const dry = await runBackfillHere(dataApi, [...args, "--dry-run"]);
  assertEquals(await readTable(database.sql), []);
  const done = await runBackfillHere(dataApi, args);
  assertEquals(dry.lines, done.lines);
  const again = await runBackfillHere(dataApi, [...args, "--dry-run", "--resume"]);
  assertEquals(readSummary(again.lines).upserted, 0);
});

Deno.test("backfill --limit looks at the newest records only", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(
    database.sql,
    ["a.com", "b.com", "c.com"].map((domain) => ({ payloads: [research(domain, domain)] })),
  );
  const { lines, code } = await runBackfillHere(dataApi, [...flagsOf(past), "--limit", "2"]);
  assertEquals(code, 0);
  assertEquals(readSummary(lines), { processed: 2, upserted: 2, skipped: 0, failed: 0 });
  const rows = await database.sql`select company_domain from icp_job_titles order by 1`;
  assertEquals(rows.map((row) => row.company_domain), ["b.com", "c.com"]);
});

Deno.test("backfill --resume counts what is stored already, and stores the rest", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  // One run with two companies, of which only one was stored when the run before was killed.
  const past = await addSubmission(database.sql, [{
    payloads: [research("A", "a.com"), research("B", "b.com")],
  }]);
  await runBackfillHere(dataApi, flagsOf(past));
  await database.sql`delete from icp_job_titles where company_domain = 'a.com'`;
  const { lines } = await runBackfillHere(dataApi, [...flagsOf(past), "--resume"]);
  assertEquals(readSummary(lines), { processed: 2, upserted: 1, skipped: 1, failed: 0 });
  assertStringIncludes(lines.join("\n"), "B | b.com | skipped: already_stored");
});

Deno.test("backfill --verify tells what is missing and what is older, with exit 1", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const { sql } = database;
  const past = await addSubmission(sql, [
    { payloads: [research("A", "a.com", { n: 1 })] },
    { payloads: [research("B", "b.com")] },
    { payloads: [research("C", "c.com")] },
    { payloads: [research("No document", "d.com", null)] },
    { payloads: [research("A", "a.com", { n: 2 })] },
  ]);
  const verify = () => runBackfillHere(dataApi, [...flagsOf(past), "--verify"]);
  const counts = ({ lines }: { lines: string[] }) =>
    lines.flatMap((line) => {
      const found = /^([a-z].*): (\d+)$/i.exec(line);
      return found ? [[found[1], Number(found[2])]] : [];
    });
  const whole = [
    ["succeeded ICP step results", 5],
    ["of these storable", 4],
    ["distinct companies", 3],
    ["rows present", 3],
    ["rows missing", 0],
    ["rows older than their newest result", 0],
  ];

  const run = await runBackfillHere(dataApi, [...flagsOf(past), "--full", "--verify"]);
  assertEquals(run.code, 0);
  assertEquals(counts(run).slice(3), whole);
  assertEquals(counts(await verify()), whole);

  await sql`delete from icp_job_titles where company_domain = 'b.com'`;
  await sql`update icp_job_titles set source_pipeline_run_id = ${past.runIds[0]!}
    where company_domain = 'a.com'`;
  const short = await verify();
  assertEquals(short.code, 1);
  assertEquals(counts(short).slice(3), [
    ["rows present", 2],
    ["rows missing", 1],
    ["rows older than their newest result", 1],
  ]);
  assertStringIncludes(short.lines.join("\n"), "B | b.com | missing");
  assertStringIncludes(short.lines.join("\n"), "A | a.com | older");
  assertEquals((await runBackfillHere(dataApi, [...flagsOf(past), "--resume"])).code, 0);
  assertEquals((await verify()).code, 0);
});

Deno.test("backfill tells each record on a terminal too, above its progress", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const names = Array.from({ length: 30 }, (_, n) => `company${n}.com`);
  const past = await addSubmission(
    database.sql,
    [...names.map((name) => ({ payloads: [research(name, name)] })), { payloads: [] }],
  );
  const run = await runBackfillScript(flagsOf(past), settingsOf(dataApi), { onTerminal: true });
  // A line that is told takes the place of the bar: what stood there before is erased.
  const shown = run.lines.flatMap((line) => line.split("\x1b[2K"));
  const told = shown.map((line) => stripVTControlCharacters(line).trim());
  const expected = names.map((name) => `${name} | ${name} | upserted`);
  const skipped = `run ${past.runIds[30]} | - | skipped: no_step_result`;
  for (const line of [...expected, skipped]) assert(told.includes(line), `"${line}" is not told.`);
  assertStringIncludes(told.join(), "100% of 31");
});

Deno.test("backfill writes its rejects and its report to the files it is given", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [
    { payloads: [research("A", "a.com")] },
    { payloads: [research("B", "b.com")] },
    { payloads: [] },
  ]);
  await using proxy = await startFailingProxy(dataApi.url, {
    before: ({ path, body }) =>
      path.endsWith("/write_icp_job_titles") && body.includes("b.com")
        ? { status: 400 }
        : undefined,
  });
  const folder = await Deno.makeTempDir();
  const args = [
    ...flagsOf(past),
    "--quiet",
    `--rejects=${folder}/rejects`,
    `--report=${folder}/report`,
  ];
  const run = await runBackfillScript(args, settingsOf({ ...dataApi, url: proxy.url }));
  const [bad] = await database.sql`select id from step_results
    where output_payload->'operation_result'->'output'->>'domain' = 'b.com'`;
  const rejects = (await Deno.readTextFile(`${folder}/rejects`)).trimEnd().split("\n");
  const { step_result_id, reason, error } = JSON.parse(rejects[0]!);
  assertEquals([rejects.length, step_result_id, reason], [1, bad!.id, "internal_error"]);
  assertStringIncludes(error, "The database refused the request.");

  const report = JSON.parse(await Deno.readTextFile(`${folder}/report`));
  assertEquals(report.totals, {
    processed: 3,
    upserted: 1,
    skipped: 1,
    failed: 1,
    skippedByReason: { no_step_result: 1 },
  });
  assertEquals([report.ending, report.exit_code, run.code], ["complete", 1, 1]);
  assertEquals(report.submission_ids, [past.submissionId]);
  // Quiet: the heading, the record that failed, and the summary.
  const told = run.lines.filter((line) => line.includes(" | "));
  assertEquals(told.length, 1);
  await Deno.remove(folder, { recursive: true });
});
