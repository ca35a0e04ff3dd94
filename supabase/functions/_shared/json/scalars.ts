/** Skips the strings, numbers and literals of JSON text; see `text.ts`. */
import { countWritten, type Findings } from "./findings.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;
const LOWER_A = 0x61;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_U = 0x75;
const HIGH_SURROGATE = 0xd800;
const LOW_SURROGATE = 0xdc00;

/** A text that is not JSON: `at` is where, or the text's length if it ends too early. */
export class JsonFault extends SyntaxError {
  constructor(readonly at: number) {
    super("The text is not JSON.");
  }
}

/**
 * Returns where a string ends.
 *
 * @param start Where its opening quote is.
 * @throws {JsonFault} If it is not a string, or does not end.
 */
export function skipString(text: string, start: number, findings?: Findings): number {
  if (text.charCodeAt(start) !== QUOTE) throw new JsonFault(start);
  let at = start + 1;
  while (true) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    if (unit === BACKSLASH) at = skipEscape(text, at, findings);
    else if (unit >= SPACE) at++;
    // A control character, or NaN at the end.
    else throw new JsonFault(at);
  }
}

function skipEscape(text: string, at: number, findings: Findings | undefined): number {
  if (!isEscaped(text.charCodeAt(at + 1))) throw new JsonFault(at + 1);
  if (text.charCodeAt(at + 1) !== LOWER_U) return at + 2;
  const unit = readUnit(text, at);
  const end = at + 6;
  if (findings === undefined || (unit !== 0 && !isSurrogate(unit))) return end;
  const isPair = isSurrogate(unit) && unit < LOW_SURROGATE && text.charCodeAt(end) === BACKSLASH &&
    text.charCodeAt(end + 1) === LOWER_U && readUnit(text, end) >= LOW_SURROGATE &&
    isSurrogate(readUnit(text, end));
  if (isPair) return end + 6;
  findings.unstorable ??= text.slice(at, end);
  return end;
}

/** Whether a character may follow a backslash. */
function isEscaped(unit: number): boolean {
  switch (unit) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // A slash.
    case 0x62: // b, f, n, r, t.
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
    case LOWER_U:
      return true;
    default:
      return false;
  }
}

function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === HIGH_SURROGATE;
}

/** Reads the four digits of `\u`. */
function readUnit(text: string, at: number): number {
  let unit = 0;
  for (let index = at + 2; index < at + 6; index++) {
    const digit = text.charCodeAt(index);
    const lower = digit | SPACE;
    if (digit >= ZERO && digit <= NINE) unit = unit * 16 + digit - ZERO;
    else if (lower >= LOWER_A && lower <= LOWER_F) unit = unit * 16 + lower - LOWER_A + 10;
    else throw new JsonFault(index);
  }
  return unit;
}

/** Returns where a string, number or literal ends; `unit` is its first character. */
export function skipScalar(
  text: string,
  at: number,
  unit: number,
  findings: Findings | undefined,
): number {
  if (unit === QUOTE) return skipString(text, at, findings);
  if (unit === MINUS || (unit >= ZERO && unit <= NINE)) return skipNumber(text, at, findings);
  for (const word of ["true", "false", "null"]) {
    if (text.startsWith(word, at)) return at + word.length;
  }
  throw new JsonFault(at);
}

function skipNumber(text: string, start: number, findings: Findings | undefined): number {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  const point = text.charCodeAt(first) === ZERO ? first + 1 : skipDigits(text, first);
  const end = text.charCodeAt(point) === POINT ? skipDigits(text, point + 1) : point;
  // Makes "E" lower-case too.
  if ((text.charCodeAt(end) | SPACE) !== LOWER_E) return end;
  const sign = text.charCodeAt(end + 1);
  const after = skipDigits(text, sign === PLUS || sign === MINUS ? end + 2 : end + 1);
  if (findings) countWritten(findings, text, start, first, point, end, after);
  return after;
}

/** Skips digits; there must be at least one. */
function skipDigits(text: string, start: number): number {
  let at = start;
  while (true) {
    const unit = text.charCodeAt(at);
    if (!(unit >= ZERO && unit <= NINE)) break;
    at++;
  }
  if (at === start) throw new JsonFault(at);
  return at;
}
