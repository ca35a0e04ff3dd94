/**
 * JSON that is carried as text, so that a document arrives as it came.
 *
 * `JSON.parse` rounds numbers that a double cannot hold (`9007199254740993`, `1.10`), and writing
 * a parsed document again recurses, so a deeply nested one overflows the stack. Here the text of a
 * value is cut out of the text around it and never rebuilt (docs/DECISIONS.md, "Raw is raw").
 */

/** The text of one JSON value, known to be well formed. */
export class RawJson {
  constructor(readonly text: string) {}
}

const WHITE_SPACE = /[ \t\n\r]*/y;
const STRUCTURE = /["[\]{}]/g;
const END_OF_SCALAR = /[,\]}\s]/g;

/**
 * Parses a JSON object, but keeps the values of some of its own members as text.
 *
 * @param text Any text, such as `{"company_domain":"acme.com","raw_parallel_output":{"n":1.10}}`.
 * @param keep The names of the members to keep as {@link RawJson}, such as `raw_parallel_output`.
 * @returns What `JSON.parse` returns, with a `RawJson` in place of each kept member. As in
 * `JSON.parse`, the last of several members with one name counts.
 * @throws {SyntaxError} If the text is not JSON.
 */
export function parseKeepingRaw(text: string, keep: readonly string[]): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  for (const [name, start, end] of members(text)) {
    if (!keep.includes(name)) continue;
    (value as Record<string, unknown>)[name] = new RawJson(text.slice(start, end));
  }
  return value;
}

/**
 * Cuts the text of a JSON array into the texts of its elements.
 *
 * @param text A well-formed JSON array, such as `[1.10, {"a": []}]`.
 * @returns `[RawJson("1.10"), RawJson("{\"a\": []}")]`.
 */
export function splitRawArray(text: string): RawJson[] {
  const elements: RawJson[] = [];
  let at = skipWhiteSpace(text, text.indexOf("[") + 1);
  while (text[at] !== "]") {
    const end = endOfValue(text, at);
    elements.push(new RawJson(text.slice(at, end)));
    at = skipWhiteSpace(text, end);
    if (text[at] === ",") at = skipWhiteSpace(text, at + 1);
  }
  return elements;
}

/** Where the values of the members of a well-formed JSON object stand, in their order. */
function* members(text: string): Generator<[name: string, start: number, end: number]> {
  let at = skipWhiteSpace(text, text.indexOf("{") + 1);
  while (text[at] !== "}") {
    const endOfName = endOfString(text, at);
    const name = JSON.parse(text.slice(at, endOfName)) as string;
    const start = skipWhiteSpace(text, text.indexOf(":", endOfName) + 1);
    const end = endOfValue(text, start);
    yield [name, start, end];
    at = skipWhiteSpace(text, end);
    if (text[at] === ",") at = skipWhiteSpace(text, at + 1);
  }
}

function skipWhiteSpace(text: string, at: number): number {
  WHITE_SPACE.lastIndex = at;
  WHITE_SPACE.test(text);
  return WHITE_SPACE.lastIndex;
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first === "{" || first === "[") return endOfContainer(text, start);
  END_OF_SCALAR.lastIndex = start;
  return END_OF_SCALAR.exec(text)?.index ?? text.length;
}

function endOfContainer(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    STRUCTURE.lastIndex = at;
    STRUCTURE.test(text);
    const found = STRUCTURE.lastIndex - 1;
    const mark = text[found];
    if (mark === '"') {
      at = endOfString(text, found);
      continue;
    }
    depth += mark === "{" || mark === "[" ? 1 : -1;
    at = found + 1;
  } while (depth > 0);
  return at;
}

function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

const ESCAPE =
  /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u([0-9a-fA-F]{4})|[^u])/g;

/**
 * Finds the first character in a JSON text that JSONB cannot hold.
 *
 * @param text A well-formed JSON value, such as `{"a":"\u0000"}`.
 * @returns The escape as it stands in the text (`\u0000`, or a surrogate without its other half
 * such as `\ud800`), or undefined.
 * @see https://www.postgresql.org/docs/17/datatype-json.html
 */
export function findUnstorableEscape(text: string): string | undefined {
  if (!text.includes("\\u")) return undefined;
  for (const [escape, unit] of text.matchAll(ESCAPE)) {
    if (unit !== undefined && (unit === "0000" || /^[dD][89a-fA-F]/.test(unit))) return escape;
  }
  return undefined;
}
