/** Research documents of a given size, the same in every run. */

const WORDS =
  ("owns the budget for routing and dispatch, signs off vendors after a pilot with two " +
    "regional teams, asks “how soon?” and wants 9.5 % fewer empty miles; reports to the VP of " +
    "Operations, reads about telematics, safety, fuel cards, driver retention, insurance, customs")
    .split(" ");

/** Text of `bytes` bytes, about, that differs by its seed. */
function writeText(bytes: number, seed: number): string {
  const words: string[] = [];
  let length = 0;
  for (let state = seed + 1; length < bytes; length += words.at(-1)!.length + 1) {
    // The generator of POSIX's rand(), whose high bits are good enough to pick words.
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    words.push(WORDS[(state >>> 16) % WORDS.length]!);
  }
  return words.join(" ");
}

/** A document in the shape of Parallel's research, of `bytes` bytes as JSON within 2 %. */
export function makeDocument(bytes: number, seed: number): Record<string, unknown> {
  const titles = Array.from({ length: Math.max(1, Math.floor(bytes / 1000)) }, (_, index) => ({
    title: `Head of Dispatch ${index}`,
    buyerRole: index % 3 === 0 ? "champion" : "evaluator",
    score: Math.round(index * 37.5) / 100,
    reasoning: writeText(Math.min(bytes, 1000) * 0.88, seed * 1000 + index),
  }));
  return { inferredProduct: "Routing for fleets", titles };
}

/** The domain of one company: `company-12.example`. */
export function domainOf(index: number): string {
  return `company-${index}.example`;
}
