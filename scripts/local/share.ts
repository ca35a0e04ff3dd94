/**
 * How much of the longest tests runs: all of it, or a part while somebody waits for a run of
 * everything, see `scripts/test.ts`.
 */

/** Which share of the cases runs: `5` for every fifth; all where it is absent or may not be read. */
export const SHARE = "TEST_SHARE";

function readStep(): number {
  const { state } = Deno.permissions.querySync({ name: "env", variable: SHARE });
  return state === "granted" ? Number(Deno.env.get(SHARE) ?? 1) : 1;
}

/** So many of `runs`: `10` of 50 where a fifth runs. */
export function shareOf(runs: number): number {
  return Math.ceil(runs / readStep());
}

/** Every fifth of a list and one at least, others each time, where a fifth runs; else all of it. */
export function takeShare<Item>(list: readonly Item[]): Item[] {
  const step = readStep();
  const first = Math.floor(Math.random() * Math.min(step, list.length));
  return list.filter((_, index) => index % step === first);
}
