import { assertEquals } from "@std/assert";
import { KINDS } from "../load/fuzz/kinds.ts";
import { checkShares, countOf, runKind } from "../load/fuzz/run.ts";
import { createWorld } from "../load/fuzz/world.ts";
import { useLive } from "../support/live_apps.ts";

const RUNS = 500;
/** The same requests in every run; `deno task fuzz` takes others each time. */
const SEED = 5;

const live = useLive();

Deno.test("generated requests get no 500, and only what is documented", async () => {
  const world = await createWorld(live());
  const kinds = Object.entries(KINDS);
  const counts = await Promise.all(kinds.map(async ([name, { share }]) => {
    const tally = await runKind(world, name, { seed: SEED, runs: Math.ceil(RUNS * share) });
    checkShares(name, tally);
    return countOf(tally);
  }));
  assertEquals(counts.reduce((sum, count) => sum + count), RUNS);
});
