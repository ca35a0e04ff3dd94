/**
 * Finds what JSONB cannot hold, or would expand too much, in a JSON text.
 *
 * Postgres keeps `1e131071` in a few bytes and writes it out with 131,072 digits each time that it
 * is read. So we limit by how many digits a number may grow, and a document in all.
 *
 * @see https://www.postgresql.org/docs/17/datatype-json.html
 */

/**
 * Digits that one number may grow by when it is written out: `1e1000` grows by about 1,000, a double
 * by 340 at most. Migration 025 has the same limit.
 */
const MAX_GROWTH_OF_NUMBER = 1000;
/** Digits that all numbers of a document may grow by together; a longer text may grow by its length. */
const MAX_GROWTH = 1_000_000;

const MAX_SHOWN = 40;

/** What was found so far. */
export interface Findings {
  /** The first escape that JSONB cannot hold, such as `\u0000`, as written. */
  unstorable: string | undefined;
  /** The first number that grows too much, as written. */
  oversized: string | undefined;
  /** Digits that all numbers grow by together. */
  growth: number;
}

/** Makes empty findings. */
export function createFindings(): Findings {
  return { unstorable: undefined, oversized: undefined, growth: 0 };
}

/** Says why JSONB should not hold a text of this length, if it should not. */
export function describeFault(
  { unstorable, oversized, growth }: Findings,
  length: number,
): string | undefined {
  if (unstorable !== undefined) {
    return `Contains ${unstorable}, which the database cannot hold. Remove it.`;
  }
  if (oversized !== undefined) {
    const shown = oversized.length > MAX_SHOWN ? `${oversized.slice(0, MAX_SHOWN)}…` : oversized;
    return `Contains the number ${shown}, which grows by more than ${MAX_GROWTH_OF_NUMBER} digits ` +
      "when the database writes it out. Send it as a string, or remove it.";
  }
  if (growth > Math.max(MAX_GROWTH, length)) {
    return `Contains numbers with exponents that grow by ${growth} digits when the database writes ` +
      "them out. Send them as strings, or send fewer.";
  }
  return undefined;
}

/**
 * Records how much a number with an exponent grows when it is written out.
 *
 * @param start Where the number starts.
 * @param first Where its digits start, after any sign.
 * @param point Where its integer digits end.
 * @param end Where its decimals end and the exponent starts.
 * @param after Where the exponent ends.
 */
export function countWritten(
  findings: Findings,
  text: string,
  start: number,
  first: number,
  point: number,
  end: number,
  after: number,
): void {
  const exponent = readExponent(text, end + 1, after);
  const decimals = Math.max(end - point - 1, 0);
  const written = Math.max(point - first + exponent, 1) + Math.max(decimals - exponent, 0);
  const growth = written - (after - start);
  if (growth <= 0 || (exponent > 0 && isZero(text, first, end))) return;
  findings.growth += growth;
  if (growth > MAX_GROWTH_OF_NUMBER) findings.oversized ??= text.slice(start, after);
}

function readExponent(text: string, start: number, after: number): number {
  const sign = text[start];
  const isSigned = sign === "-" || sign === "+";
  let exponent = 0;
  for (let at = isSigned ? start + 1 : start; at < after; at++) {
    exponent = exponent * 10 + text.charCodeAt(at) - 0x30;
  }
  return sign === "-" ? -exponent : exponent;
}

function isZero(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const digit = text[at];
    if (digit !== "0" && digit !== ".") return false;
  }
  return true;
}
