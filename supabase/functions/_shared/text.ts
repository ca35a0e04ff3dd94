/** Texts that callers send: when one is blank, and how to show one. */

/** Any character except white space and invisible ones such as U+200B, U+FEFF or U+2800. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Returns the text unchanged, or undefined if it is absent or blank: nothing in it is visible. */
export function textOrUndefined(value: string | null | undefined): string | undefined {
  return value != null && VISIBLE.test(value) ? value : undefined;
}

/** Characters of a text that are shown. */
const MAX_QUOTED_CHARACTERS = 80;

/** Quotes a text, shortened and escaped so that it cannot forge, hide or reorder a log line. */
export function quote(text: string): string {
  const shown = JSON.stringify(text.slice(0, MAX_QUOTED_CHARACTERS)).replace(
    /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return text.length > MAX_QUOTED_CHARACTERS ? `${shown}…` : shown;
}
