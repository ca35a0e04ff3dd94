/** When a text says nothing: the one rule for writes, filters, domains and the backfill. */

/** White space, and characters that show nothing, such as U+200B or U+FEFF. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

/** Returns the text unchanged, or undefined where it is absent or blank: nothing in it shows. */
export function textOrUndefined(value: string | null | undefined): string | undefined {
  return value != null && VISIBLE.test(value) ? value : undefined;
}
