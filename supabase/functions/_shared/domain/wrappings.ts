/** Finds what was copied around a domain, such as quotes or brackets. */

/** A scheme at the end of an authority, as in `https://a.comhttps://b.com`, and what is before it. */
const INNER_SCHEME = /^(.*?)(?:https?|ftp|wss?):$/i;
const DOTTED = /[\p{L}\p{N}]\.[\p{L}\p{N}]{2}/u;

const WORDS = "[\\p{L}_][\\p{L}_ -]*";
/** Unfilled template placeholders such as `{{domain}}`, `${domain}` and `<domain>`, also in a URL. */
const PLACEHOLDER = new RegExp(
  "^(?:[a-z]+://)?(?:www\\.)?(?:\\{\\{|[$#]\\{|\\{%|<%|\\[\\[\\s*\\p{L}|" +
    `(?:<${WORDS}>|\\[${WORDS}\\]|\\{${WORDS}\\}|\\(${WORDS}\\)|\\$\\w+|%%?\\w+%%?)(?=$|[/.:?#]))`,
  "iu",
);

const WRAPPINGS: [pattern: RegExp, fault: string, advice: string][] = [
  [PLACEHOLDER, "it is a placeholder that was not filled in", "Send the domain itself."],
  [/^=|^[+@-][a-z.]+\(/i, "it is a spreadsheet formula", "Send the value that the cell shows."],
  [/^!?\[[^\]]*\]\(/, "it is a Markdown link", "Send the link's address alone."],
  [/^<\/?[a-z][a-z0-9]*[\s/>]/i, "it is HTML", "Send the link's address alone."],
  [
    /^\\*["'`´“”„‟‘’‚‛«»‹›「」『』＂＇]/,
    "it begins with a quotation mark",
    "Send it without quotation marks.",
  ],
  // Not the "[" of an IPv6 address.
  [
    /^(?!\[[0-9a-f:.]*\])[<([{＜（［｛【〔《〈]/i,
    "it begins with a bracket",
    "Send it without brackets.",
  ],
];

/** Finds the quotes, brackets, formula, markup or placeholder that a text begins with. */
export function findWrapping(text: string): { fault: string; advice: string } | undefined {
  const found = WRAPPINGS.find(([pattern]) => pattern.test(text));
  return found && { fault: found[1], advice: found[2] };
}

/**
 * Says why there is a scheme where a host should be.
 *
 * @param authority The text before `//`, ending in `:`, without its own leading scheme.
 * @returns The fault, or undefined if it does not end in a scheme.
 */
export function describeInnerScheme(authority: string): string | undefined {
  const before = INNER_SCHEME.exec(authority)?.[1];
  if (before === undefined) return undefined;
  if (before === "") return "it has two schemes";
  return DOTTED.test(before) ? "it holds more than one URL" : "there is text before its URL";
}
