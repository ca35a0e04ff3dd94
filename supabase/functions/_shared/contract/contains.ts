/**
 * The cost of a filter by containment (`contains`), and how it is bound.
 *
 * Postgres compares each element of a filter's lists with each of a document's, and looks at no
 * timeout before it is done with the document. So a filter is small, and few of them are under way
 * at a time (`research/turns.ts`).
 */
/** What a filter may be: with three elements the worst document of 20 MB takes about a second. */
export const CONTAINS_LIMITS = { characters: 10_000, elements: 3 } as const;

/** Tells why a filter is too costly, if it is; `text` is well-formed JSON. */
export function explainCost(text: string): string | undefined {
  const { characters, elements } = CONTAINS_LIMITS;
  if (text.length > characters) return `Expected at most ${characters} characters of JSON.`;
  return countElements(text) > elements
    ? `Expected at most ${elements} elements in its lists, all together.`
    : undefined;
}

/** The elements of all lists of a JSON text. */
function countElements(text: string): number {
  let count = 0;
  const left: unknown[] = [JSON.parse(text)];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null) continue;
    const children = Object.values(value);
    if (Array.isArray(value)) count += children.length;
    left.push(...children);
  }
  return count;
}
