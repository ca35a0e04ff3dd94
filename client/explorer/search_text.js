/** What was typed: the spelling of a domain, or words; and where words stand in a text. */

/** Whether a text is meant as a domain: it has no blank, and a sign that addresses have. */
export function looksLikeDomain(typed) {
  return !/[\s"*]/.test(typed) && /[.:/@。．｡]/.test(typed);
}

/**
 * Makes a pattern that finds the words of a search, as the service compares them: whole words in any
 * letter case, beginnings before `*`, and words in quotes together.
 *
 * @returns {RegExp | undefined} Undefined where there are none.
 */
export function makeWordPattern(typed) {
  const terms = [...typed.matchAll(/"([^"]*)"?(\*?)|([^\s"]+)/g)].map(([, quoted, star, word]) => {
    const text = quoted ?? word.replace(/\*+$/, "");
    const isBeginning = /\*\s*$/.test(`${quoted ?? word}${star ?? ""}`);
    const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    if (words.length === 0) return [];
    const joined = words.join("[^\\p{L}\\p{M}\\p{N}]+");
    return `${joined}${isBeginning ? "[\\p{L}\\p{M}\\p{N}]*" : "(?![\\p{L}\\p{M}\\p{N}])"}`;
  }).flat();
  if (terms.length === 0) return undefined;
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${terms.join("|")})`, "giu");
}
