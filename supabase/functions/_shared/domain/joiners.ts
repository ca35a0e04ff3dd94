/** Finds two host names joined into one by a sign, a letter that looks like a sign, or a `www.`. */

const GENERIC = "com|net|org|info|biz";
const COMMON_TOP_LEVEL = new RegExp(`^(?:[a-z]{2}|${GENERIC})$`);

/**
 * What looks like a sign between two names, although IDNA allows it in a name: symbols, letters such
 * as ʼ and ˈ, and letters of other scripts that look like a dot, a bar or a slash.
 */
const JOINERS =
  /((?:[\p{S}\u00b7\u01c2\u01c3\u0375\u04cf\u05f3\u05f4\u0f0b\u1175\u119e\u1427\u16c1\u18df\u2d4f\u2d51\u30fb\u4e28\u4e36\u4e3f\ua7fe]|(?![\p{scx=Hira}\p{scx=Kana}\p{scx=Han}])\p{Lm})+)/u;
/** After such an end, a `_` or any one letter that is not Latin joins two Latin names. */
const MISFIT = new RegExp(
  `[^.]\\.(?:${GENERIC})(_|(?!\\p{Script=Latin})\\p{L})[a-z\\d-]+\\.`,
  "u",
);

/**
 * Finds the sign between two names, as in `acme.nl·lidl.nl`. `shop.paral·lel.cat` has none: "paral"
 * is not a top-level domain.
 *
 * @param name In lower case and with its U-labels.
 */
export function findJoiner(name: string): string | undefined {
  const parts = name.split(JOINERS);
  return parts.find((_, index) => index % 2 === 1 && isJoint(parts[index - 1], parts[index + 1])) ??
    MISFIT.exec(name)?.[1];
}

/** Whether a `www.` is between two names: `acme.com.www.beta.com`, `acme.comwww.beta.com`. */
export function hasInnerWww(labels: readonly string[]): boolean {
  return labels.some((label, index) => {
    if (!label.endsWith("www") || index > labels.length - 3) return false;
    const before = [...labels.slice(0, index), label.slice(0, -"www".length)];
    return endsLikeDomain(before.join(".").replace(/\.$/, ""));
  });
}

/** Whether a name ends with `left`, and another begins with `right`. */
function isJoint(left = "", right = ""): boolean {
  return isNameBefore(left, right) && /^[^.]+\./.test(right);
}

/** Whether `left` has a common top-level domain, or the same one as `right`. */
export function isNameBefore(left: string, right: string): boolean {
  const last = /\.([^.]+)$/.exec(left)?.[1];
  return endsLikeDomain(left) || (last !== undefined && right.endsWith(`.${last}`));
}

/** Whether a lower-case text ends like most domains: `acme.de`, `user@acme.com`, but not `a.b`. */
export function endsLikeDomain(text: string): boolean {
  const labels = text.replace(/^(?:www\.)+/, "").split(".");
  return labels.length > 1 && COMMON_TOP_LEVEL.test(labels.at(-1) ?? "");
}
