/**
 * Where characters outside ASCII are not allowed (RFC 5892, appendix A).
 *
 * A.1 and A.2 (the joiners) are checked by `new URL`, and so are A.8 and A.9 (two kinds of Arabic
 * digits), by its bidi rule. Without the others `acme.com·beta.com` would be one host name.
 */

const MISPLACED: [pattern: RegExp, rule: string][] = [
  [/(?<!l)\u00b7|\u00b7(?!l)/u, "between two letters l"], // A.3
  [/\u0375(?!\p{Script=Greek})/u, "before a Greek letter"], // A.4
  [/(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u, "after a Hebrew letter"], // A.5, A.6
  [
    /^(?!.*[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}])[^\u30fb]*\u30fb/u,
    "in a name with kana or kanji",
  ], // A.7
  // Not in the appendix, but a dot in shape as well.
  [/(?<!\p{Script=Tibetan})\u0f0b/u, "after a Tibetan letter"],
];

/**
 * Finds a sign in a place where the standard does not allow it.
 *
 * @param name In lower case and with its U-labels, such as `paral·lel.cat`.
 * @returns The fault, to be said after "Cannot read … as a company domain:".
 */
export function findMisplacedSign(name: string): string | undefined {
  for (const label of name.split(".")) {
    for (const [pattern, rule] of MISPLACED) {
      const sign = pattern.exec(label)?.[0].at(-1);
      if (sign !== undefined) return `"${sign}" stands in a host name only ${rule}`;
    }
  }
  return undefined;
}
