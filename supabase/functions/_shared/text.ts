/** When a text says nothing: the one rule for writes, filters, domains and the backfill. */

/** Neither white space nor a character that shows nothing, such as U+200B, U+FEFF or U+2800. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Returns the text unchanged, or undefined where it is absent or blank: nothing in it shows. */
export function textOrUndefined(value: string | null | undefined): string | undefined {
  return value != null && VISIBLE.test(value) ? value : undefined;
}
