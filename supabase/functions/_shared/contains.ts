/**
 * The cost of a filter by containment (`contains`), and how it is bound.
 *
 * Postgres compares each element of a filter's lists with each of a document's, and looks at no
 * timeout before it is done with the document. So a filter is small, and of one org only two are
 * under way at a time (migration 022).
 */
import { ServiceError } from "./errors.ts";

/** What a filter may be: with three elements the worst document of 20 MB takes about a second. */
export const CONTAINS_LIMITS = { characters: 10_000, elements: 3 } as const;

/** How long a query waits for its turn, and between two tries at most. */
export const TURN_WAIT_MS = 3000;
const MOST_PAUSE_MS = 200;

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

/**
 * Does a read when it is its org's turn: it is tried again while two others are under way.
 *
 * @param waitMs How long to try.
 * @throws {ServiceError} `too_many_requests` (429) when its turn does not come, and what `read`
 * throws.
 */
export async function inTurn<Result>(
  read: () => Promise<Result>,
  waitMs: number,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const until = performance.now() + waitMs;
  for (let pauseMs = 10;; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
    try {
      return await read();
    } catch (error) {
      const isBusy = error instanceof ServiceError && error.code === "too_many_requests";
      if (!isBusy || signal?.aborted || performance.now() + pauseMs > until) throw error;
    }
    // A random part, so that those who wait do not come back together.
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
  }
}
