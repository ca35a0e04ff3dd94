/** Makes `JSON.parse` carry numbers that JavaScript cannot hold, as PostgREST does on its own. */

/** V8's additions to JSON that TypeScript does not declare yet (TC39: JSON.parse source text). */
const { parse, rawJSON } = JSON as typeof JSON & { rawJSON(text: string): number };
/** Only a long, broken or exponential number can differ from what it is read as. */
const MAY_LOSE_DIGITS = /\d{16}|[.eE]/;

/**
 * Replaces `JSON.parse` for this process: `9007199254740993`, `1.10` and `1e400` are kept as they
 * were written, and `JSON.stringify` writes them so again.
 *
 * Such a number becomes an object that only `JSON.stringify` knows, so this is for a process that
 * carries documents and does not compute with them.
 */
export function keepNumbersExact(): void {
  const keepSource = (_key: string, value: unknown, context: { source: string }) =>
    typeof value === "number" && String(value) !== context.source ? rawJSON(context.source) : value;
  JSON.parse =
    ((text: string, reviver?: Parameters<typeof parse>[1]) =>
      reviver || typeof text !== "string" || !MAY_LOSE_DIGITS.test(text)
        ? parse(text, reviver)
        : parse(text, keepSource as Parameters<typeof parse>[1])) as typeof parse;
}
