/** Texts for a person's eyes. */
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";

/** Tells an error in one line, with its code where it has one. */
export function describeError(error: unknown): string {
  if (!(error instanceof ServiceError)) {
    return oneLine(error instanceof Error ? error.message : String(error));
  }
  const cause = error.cause instanceof Error ? error.cause.message : JSON.stringify(error.cause);
  return oneLine(`${error.code}: ${error.message}${cause ? ` [${cause}]` : ""}`);
}

/** A stored text on one line: what would break or forge lines is escaped. */
export function oneLine(text: string | undefined): string {
  if (text === undefined) return "-";
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return shown.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029|]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
