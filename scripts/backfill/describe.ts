/** Texts for a person's eyes. */
import { describeError as describe, hideUserinfo } from "../errors/describe.ts";

/** Tells an error in one line, with its code where it has one; never a foreign text. */
export function describeError(error: unknown): string {
  return escape(hideUserinfo(describe(error)));
}

/** A stored text on one line: what would break or forge lines is escaped, and no password shown. */
export function oneLine(text: string | undefined): string {
  if (text === undefined) return "-";
  const shown = hideUserinfo(text);
  return escape(shown.length > 200 ? `${shown.slice(0, 200)}…` : shown);
}

function escape(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029|]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
