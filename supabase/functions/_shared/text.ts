/** Texts that callers send: when one is blank, and how to show one. */

/** Neither white space nor a character that shows nothing, such as U+200B, U+FEFF or U+2800. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Returns the text unchanged, or undefined if it is absent or blank: nothing in it is visible. */
export function textOrUndefined(value: string | null | undefined): string | undefined {
  return value != null && VISIBLE.test(value) ? value : undefined;
}

/** Characters of a text that are shown. */
const MAX_QUOTED_CHARACTERS = 80;

/** Quotes a text so that nothing in it can forge, hide or reorder a line of a log. */
export function quote(text: string): string {
  const shown = JSON.stringify(text.slice(0, MAX_QUOTED_CHARACTERS)).replace(
    /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return text.length > MAX_QUOTED_CHARACTERS ? `${shown}…` : shown;
}
