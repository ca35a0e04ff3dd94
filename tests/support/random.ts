/** Chance that can be repeated: the seed is in the name of what a test prints. */

/** Makes numbers from 0 up to 1 from a seed (mulberry32, public domain). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The seed that the environment names in `SEED`, else a new one; prints it.
 *
 * @throws {Error} where `SEED` is not a number from 0 to 2^32 - 1.
 */
export function chooseSeed(): number {
  const text = Deno.env.get("SEED") || String(Math.floor(Math.random() * 2 ** 32));
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed >= 2 ** 32) {
    throw new Error(`SEED is "${text}". Set it to a number from 0 to ${2 ** 32 - 1}.`);
  }
  console.log(`SEED=${seed} repeats this`);
  return seed;
}
