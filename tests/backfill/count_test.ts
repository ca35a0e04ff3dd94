import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { stripVTControlCharacters } from "node:util";
import { flagsOf, readSummary, runBackfillScript } from "../support/backfill.ts";
import { startBackfillWorld } from "../support/backfill_world.ts";
import type { Fault } from "../support/failing_proxy.ts";

const FAULTS: [name: string, fault: Fault][] = [
  ["takes too long", { status: 500, code: "57014" }],
  ["is lost on its way", "refuse"],
  ["is not there", { status: 404, code: "PGRST202" }],
  ["is cut off", "cut"],
];

for (const [name, fault] of FAULTS) {
  Deno.test(`backfill on a terminal goes on without a total where the count ${name}`, async () => {
    await using world = await startBackfillWorld(20, {
      before: ({ path }) => path.includes("count_icp") ? fault : undefined,
    });
    const run = await runBackfillScript(flagsOf(world.past), world.settings, { onTerminal: true });
    const told = stripVTControlCharacters(run.lines.join("\n")).replaceAll("\r", "");
    assertEquals(run.code, 0, told);
    assertStringIncludes(told, "The records could not be counted: ");
    assertMatch(told, /20 records \| \d+\/s \| upserted 20 \| failed 0/);
    assert(!/\d%/.test(told), told);
    const summary = { processed: 20, upserted: 20, skipped: 0, failed: 0 };
    assertEquals(readSummary(told.split("\n")), summary);
  });
}

Deno.test("backfill counts nothing where no progress is shown", async () => {
  let counts = 0;
  await using world = await startBackfillWorld(2, {
    before: ({ path }) => (counts += Number(path.includes("count_icp")), undefined),
  });
  const args = [...flagsOf(world.past), "--quiet"];
  assertEquals((await runBackfillScript(args, world.settings, { onTerminal: true })).code, 0);
  assertEquals((await runBackfillScript(flagsOf(world.past), world.settings)).code, 0);
  assertEquals(counts, 0);
});
