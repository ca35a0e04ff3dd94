/**
 * The words of a search.
 *
 * Blanks separate them, double quotes hold words that stand together, and a `*` behind either makes
 * a prefix. There are no other operators. What is a word within a term, such as `c++` or
 * `acme.com/beta`, is decided by the database (`split_into_words`) alone.
 */
import { z } from "zod";
import { textOrUndefined } from "../text.ts";
import { storableText } from "./values.ts";

/** A search may have as much; the words of phrases count too. */
export const SEARCH_LIMITS = { characters: 1000, words: 50 } as const;

/** A word, or words that stand together. */
interface SearchTerm {
  text: string;
  /** Whether the last word may go on. */
  prefix: boolean;
}

/** Without one of these, a text is punctuation. */
const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u;
/** Double quotes, as keyboards and word processors write them. */
const QUOTES = /["“”]/g;
/** What is quoted, or a word; and the `*` behind it. */
const TERM = /"([^"]*)"(\**)|([^\s"]*[^\s"*])(\**)|\*+/g;

/** Reads a search; blank counts as absent. */
export const searchTerms = storableText.check(z.maxLength(SEARCH_LIMITS.characters)).transform(
  (text, context): SearchTerm[] | undefined => {
    if (textOrUndefined(text) === undefined) return undefined;
    const terms = readTerms(text);
    if (typeof terms !== "string") return terms;
    context.addIssue({ code: "custom", message: terms });
    return z.NEVER;
  },
).nullish();

/** Reads the terms of a text, or says what is wrong with it. */
function readTerms(text: string): SearchTerm[] | string {
  const plain = text.replace(QUOTES, '"');
  if (plain.split('"').length % 2 === 0) {
    return "A double quote is not closed. Close it, or remove it.";
  }
  const terms = Array.from(plain.matchAll(TERM), readTerm)
    // "sales & marketing" are two words.
    .filter(({ text }) => WORD_CHARACTER.test(text));
  if (terms.length === 0) return "It has no word. Give one with a letter or a digit.";
  if (terms.some(({ text }) => text.includes("*"))) {
    return 'A "*" stands for how a word goes on, so it can only stand at the end of a word, or ' +
      "behind a quoted phrase. Remove the others.";
  }
  const count = terms.reduce((sum, { text }) => sum + text.split(/\s+/u).length, 0);
  return count > SEARCH_LIMITS.words ? `Expected at most ${SEARCH_LIMITS.words} words.` : terms;
}

function readTerm([, quoted, behindQuotes, word = "", behindWord]: RegExpMatchArray): SearchTerm {
  if (quoted === undefined) return { text: word, prefix: Boolean(behindWord) };
  const text = quoted.trim();
  const bare = text.replace(/\*+$/, "");
  return { text: bare, prefix: Boolean(behindQuotes) || bare !== text };
}
