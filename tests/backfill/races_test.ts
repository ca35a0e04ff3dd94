import { assertEquals } from "@std/assert";
import { flagsOf, readSummary, readTable, runBackfillHere } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { startFailingProxy } from "../support/failing_proxy.ts";
import { DOMAIN, ELSEWHERE, readRow, writeElsewhere } from "../support/one_company.ts";
import { addMixedSubmission } from "../support/past.ts";
import { addSubmission, research } from "../support/pipeline.ts";

Deno.test("a newer write that arrives between the look and the write is kept", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [{ payloads: [research("Past", DOMAIN)] }]);
  await using proxy = await startFailingProxy(dataApi.url, {
    async before({ path }) {
      if (path.endsWith("/write_icp_job_titles")) await writeElsewhere(database, past);
      return undefined;
    },
  });
  const { lines } = await runBackfillHere({ ...dataApi, url: proxy.url }, flagsOf(past));
  assertEquals(readSummary(lines), { processed: 1, upserted: 0, skipped: 1, failed: 0 });
  assertEquals(await readRow(database), ELSEWHERE);
});

Deno.test("a newer write that is not yet committed when the backfill writes is kept", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addSubmission(database.sql, [{ payloads: [research("Past", DOMAIN)] }]);
  await writeElsewhere(database, past, { at: "2020-01-01T00:00:00Z" });
  let run: ReturnType<typeof runBackfillHere>;
  await database.sql.begin(async (transaction) => {
    await transaction`update icp_job_titles set raw_parallel_output = '{"from": "elsewhere"}'`;
    run = runBackfillHere(dataApi, flagsOf(past));
    // Until the backfill's write waits for this transaction.
    let isWaiting = false;
    for (let look = 0; look < 20_000 && !isWaiting; look++) {
      const [waiting] = await database.sql`select from pg_stat_activity
        where wait_event_type = 'Lock' and query like '%write_icp_job_titles%'
          and datname = current_database()`;
      isWaiting = waiting !== undefined;
    }
    assertEquals(isWaiting, true);
  });
  await run!;
  assertEquals(await readRow(database), ELSEWHERE);
});

Deno.test("two backfills at once over one submission end right", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const past = await addMixedSubmission(database.sql, 90);
  const args = [...flagsOf(past), "--batch-rows", "7"];
  await runBackfillHere(dataApi, args);
  const alone = await readTable(database.sql);
  for (const rest of [["--full"], ["--resume"]]) {
    await database.sql`truncate icp_job_titles`;
    const runs = await Promise.all(
      [1, 2, 3].map(() => runBackfillHere(dataApi, [...args, ...rest])),
    );
    for (const { code, lines, waits } of runs) {
      assertEquals(code, 0);
      assertEquals(readSummary(lines).processed, past.processed);
      assertEquals(waits, []);
    }
    assertEquals(await readTable(database.sql), alone);
  }
});
