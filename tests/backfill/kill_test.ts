import { assertEquals } from "@std/assert";
import {
  flagsOf,
  readSummary,
  readTable,
  runBackfillScript,
  settingsOf,
} from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { startFailingProxy } from "../support/failing_proxy.ts";
import { addMixedSubmission } from "../support/past.ts";
import { chooseSeed, createRandom } from "../support/random.ts";
import { shareOf } from "../../scripts/local/share.ts";

const KILLS = shareOf(50);
/** So many times in one run, before it may end. */
const KILLS_PER_RUN = 5;
/** Small, so that a run has many instants at which it can be killed. */
const SMALL = ["--batch-rows", "12", "--concurrency", "3", "--resume"];

Deno.test("backfill killed at random instants and resumed ends as if undisturbed", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const random = createRandom(chooseSeed());
  const past = await addMixedSubmission(database.sql, 210);
  const args = [...flagsOf(past), ...SMALL];
  await runBackfillScript(args, settingsOf(dataApi));
  const undisturbed = await readTable(database.sql);
  assertEquals(undisturbed.length, past.companies);

  // At a request chosen by chance: before it is sent on, or when it is done but not yet answered.
  let process: Deno.ChildProcess | undefined;
  let left = Infinity;
  let isAfter = false;
  const kill = () => {
    if (--left === 0) process!.kill("SIGKILL");
  };
  await using proxy = await startFailingProxy(dataApi.url, {
    before: () => isAfter ? undefined : void kill(),
    after: () => isAfter ? kill() : undefined,
  });
  const settings = settingsOf({ ...dataApi, url: proxy.url });
  const run = () => runBackfillScript(args, settings, { onStart: (started) => process = started });

  let killed = 0;
  while (killed < KILLS) {
    await database.sql`truncate icp_job_titles`;
    for (let time = 0; time < KILLS_PER_RUN; time++) {
      isAfter = random() < 0.5;
      left = 1 + Math.floor(random() * 20);
      const { code } = await run();
      if (code === 137) killed++;
    }
    left = Infinity;
    await proxy.settle();
    const stored = (await database.sql`select from icp_job_titles`).length;
    const last = await run();
    assertEquals(last.code, 0);
    const { processed, upserted, skipped, failed } = readSummary(last.lines);
    assertEquals(processed, past.processed);
    assertEquals(processed, upserted! + skipped! + failed!);
    assertEquals(upserted, past.companies - stored);
    assertEquals(await readTable(database.sql), undisturbed);
  }
});
