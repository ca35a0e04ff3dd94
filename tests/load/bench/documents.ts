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

/** A document whose words are as rare as those of a language: the one of rank n by 1/n, of 50,000. */
export function makeResearch(bytes: number, seed: number): Record<string, unknown> {
  const words: string[] = [];
  for (
    let [state, length] = [seed + 1, 0];
    length < bytes * 0.97;
    length += words.at(-1)!.length + 1
  ) {
    // The generator of POSIX's rand(), whose high bits are good enough to pick words.
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const rank = Math.floor(Math.exp(Math.log(50_000) * (state >>> 8) / 2 ** 24));
    words.push((100_000 + rank * 7919).toString(36));
  }
  return { titles: [{ title: "Head of Dispatch", reasoning: words.join(" ") }] };
}
