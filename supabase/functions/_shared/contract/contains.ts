/**
 * The cost of a containment filter (`contains`), and its limits.
 *
 * Postgres compares every array element of the filter with every array element of a document, and
 * does not check its timeout until it has finished the document. So filters must be small, and only
 * a few may run at the same time (`research/turns.ts`).
 */
/** With three elements, the worst document of 20 MB takes about a second. */
export const CONTAINS_LIMITS = { characters: 10_000, elements: 3 } as const;

/** Says why a filter is too expensive, if it is; `text` must be well-formed JSON. */
export function explainCost(text: string): string | undefined {
  const { characters, elements } = CONTAINS_LIMITS;
  if (text.length > characters) return `Expected at most ${characters} characters of JSON.`;
  return countElements(text) > elements
    ? `Expected at most ${elements} array elements in all.`
    : undefined;
}

/** Counts the elements of all arrays in a JSON text, at any depth. */
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
