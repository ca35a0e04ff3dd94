import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { flagsOf, readSummary, runBackfillScript, settingsOf } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { startFailingProxy } from "../support/failing_proxy.ts";
import { addSubmission, research } from "../support/pipeline.ts";

Deno.test("backfill goes on after a record that is refused, and another run mends it", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(
    database.sql,
    ["a.com", "b.com", "c.com"].map((domain) => ({ payloads: [research(domain, domain)] })),
  );
  const isRefused = { status: 400, code: "23514" };
  await using proxy = await startFailingProxy(dataApi.url, {
    before: ({ path, body }) =>
      path.endsWith("/write_icp_job_titles") && body.includes("b.com") ? isRefused : undefined,
  });
  const domains = async () =>
    (await database.sql`select company_domain from icp_job_titles order by 1`)
      .map((row) => row.company_domain);

  const settings = settingsOf({ ...dataApi, url: proxy.url });
  const first = await runBackfillScript(flagsOf(past), settings);
  assertEquals(first.code, 1);
  assertEquals(readSummary(first.lines), { processed: 3, upserted: 2, skipped: 0, failed: 1 });
  assertStringIncludes(first.lines.join("\n"), "b.com | failed: internal_error");
  assertEquals(await domains(), ["a.com", "c.com"]);

  const second = await runBackfillScript(flagsOf(past), settingsOf(dataApi));
  assertEquals(second.code, 0);
  assertEquals(await domains(), ["a.com", "b.com", "c.com"]);
});

Deno.test("backfill whose reading is refused stores what it read and exits with 1", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(
    database.sql,
    Array.from({ length: 60 }, (_, index) => ({
      payloads: [research(`Company ${index}`, `company${index}.com`)],
    })),
  );
  await using proxy = await startFailingProxy(dataApi.url, {
    before: ({ path, count }) =>
      path.endsWith("/read_icp_step_results") && count === 2 ? { status: 400 } : undefined,
  });
  const { code, lines } = await runBackfillScript(
    [...flagsOf(past), "--batch-rows", "50"],
    settingsOf({ ...dataApi, url: proxy.url }),
  );
  assertEquals(code, 1);
  // The last run of a page may go on in the next, so it waits for it.
  assertEquals(readSummary(lines), { processed: 49, upserted: 49, skipped: 0, failed: 0 });
  assertStringIncludes(lines.join("\n"), "Reading stopped: internal_error");
});

Deno.test("backfill that is interrupted ends early, with 130 and true sums", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const runs = Array.from({ length: 200 }, (_, index) => ({
    payloads: [research(`Company ${index}`, `company${index}.com`)],
  }));
  const past = await addSubmission(database.sql, runs);
  let process: Deno.ChildProcess | undefined;
  await using proxy = await startFailingProxy(dataApi.url, {
    before({ path, count }) {
      if (path.endsWith("/write_icp_job_titles") && count === 2) process!.kill("SIGINT");
      return undefined;
    },
  });
  const settings = settingsOf({ ...dataApi, url: proxy.url });
  const args = [...flagsOf(past), "--batch-rows", "10"];
  const run = await runBackfillScript(args, settings, {
    onStart: (started) => process = started,
  });
  assertEquals(run.code, 130);
  const stored = (await database.sql`select from icp_job_titles`).length;
  assertEquals(readSummary(run.lines), {
    processed: stored,
    upserted: stored,
    skipped: 0,
    failed: 0,
  });
  assert(stored >= 20 && stored < runs.length, `${stored} rows were written`);
});
