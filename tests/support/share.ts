/**
 * How much of the longest tests runs: all of it in CI, a fifth while somebody waits for it.
 *
 * `CI=true deno task test` runs all of it anywhere.
 */
const STEP = Deno.env.get("CI") ? 1 : 5;

/** So many of `runs`: `10` of 50, or 50 in CI. */
export function shareOf(runs: number): number {
  return Math.ceil(runs / STEP);
}

/** Every fifth of a list and one at least, others each time; all of it in CI. */
export function takeShare<Item>(list: readonly Item[]): Item[] {
  const first = Math.floor(Math.random() * Math.min(STEP, list.length));
  return list.filter((_, index) => index % STEP === first);
}
