/** Finds characters that host names cannot have, although UTS-46 would map or remove them. */
import { isNameBefore } from "./joiners.ts";

/**
 * ASCII, punctuation, a mathematical sign, or what looks like a dot or bar between two names. UTS-46
 * alone would let “…”, 、, ⁄ and ¦ pass. Exempt are LDH, `_`, what UTS-46 maps to `.`, `-` or `_`, and
 * the punctuation that IDNA allows in words (RFC 5892, appendix A and section 2.6). Emoji are
 * symbols, so they pass.
 */
const OUTSIDE_HOST_NAME =
  /(?![\w.\-\u3002\uff0e\uff61\uff0d\uff3f\u00b7\u05f3\u05f4\u0f0b\u30fb\uff65])[\0-\x7f\p{P}\p{Sm}\u00a6\u01c0\u01c1\u2500-\u257f\ua78f\uffe4\uffe8]/u;

/**
 * Exempt are the two joiners of IDNA and the two hints that web pages put into long words. (Bidi
 * characters have a refusal of their own.) An emoji may have U+FE0F, which only says how it is drawn.
 */
const INVISIBLE =
  /(?!(?<=\p{Extended_Pictographic})\ufe0f|\ufe0f\u20e3|[\u00ad\u200b-\u200d\p{Bidi_Control}])\p{Default_Ignorable_Code_Point}/u;
const BREAK_HINT = /[\u00ad\u200b]/g;

/** The first character in a name that host names cannot have, or undefined. */
export function findOutsideCharacter(name: string): string | undefined {
  return OUTSIDE_HOST_NAME.exec(name)?.[0];
}

/** Whether a host has an invisible character, other than a hint where to break a long word. */
export function hasInvisibleCharacter(host: string): boolean {
  if (INVISIBLE.test(host)) return true;
  const name = host.normalize("NFKC").replaceAll("\u3002", ".").toLowerCase();
  // "acme.com", a hint and "beta.com" would be the host "acme.combeta.com".
  return name.matchAll(BREAK_HINT).some(({ index }) => {
    const left = name.slice(0, index).replace(BREAK_HINT, "");
    const right = name.slice(index).replace(BREAK_HINT, "");
    return right !== "" && isNameBefore(left, right);
  });
}
