/**
 * Goes through JSON text without building what it says.
 *
 * `JSON.parse` of 20 MB of `[{},{},…]` takes more memory than a function has. What is only checked
 * or carried is skipped here instead: one pass, no recursion, one bit of memory for a level.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
import { countWritten, type Findings } from "./json_findings.ts";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_A = 0x61;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const HIGH_SURROGATE = 0xd800;
const LOW_SURROGATE = 0xdc00;

/** A text that is not JSON: `at` is where, or the text's length where it ends too early. */
export class JsonFault extends SyntaxError {
  constructor(readonly at: number) {
    super("The text is not JSON.");
  }
}

/** Goes to the first character from `at` on that is no white space of JSON. */
export function skipWhiteSpace(text: string, at: number): number {
  let index = at;
  while (true) {
    const unit = text.charCodeAt(index);
    if (unit > SPACE) return index;
    if (unit !== SPACE && unit !== LINE_FEED && unit !== CARRIAGE_RETURN && unit !== TAB) {
      return index;
    }
    index++;
  }
}

/**
 * Goes to the end of a value.
 *
 * @param start Where it begins, behind any white space.
 * @param findings Notes what JSONB cannot hold.
 * @throws {JsonFault} If it is not JSON.
 */
export function skipValue(text: string, start: number, findings?: Findings): number {
  const levels = new Levels();
  let at = start;
  let isObject = false;
  while (true) {
    const unit = text.charCodeAt(at);
    if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      levels.open(isObject);
      isObject = unit === OPEN_BRACE;
      at = skipWhiteSpace(text, at + 1);
      const isEmpty = text.charCodeAt(at) === (isObject ? CLOSE_BRACE : CLOSE_BRACKET);
      if (!isEmpty) {
        if (isObject) at = skipName(text, at, findings);
        continue;
      }
    } else {
      at = skipScalar(text, at, unit, findings);
      if (levels.depth === 0) return at;
      at = skipWhiteSpace(text, at);
    }
    // Behind an element or a member, or within what is empty.
    while (text.charCodeAt(at) !== COMMA) {
      if (text.charCodeAt(at) !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) throw new JsonFault(at);
      isObject = levels.close();
      at++;
      if (levels.depth === 0) return at;
      at = skipWhiteSpace(text, at);
    }
    at = skipWhiteSpace(text, at + 1);
    if (isObject) at = skipName(text, at, findings);
  }
}

/**
 * Goes to the end of a string.
 *
 * @param start Where its first quote is.
 * @throws {JsonFault} If it is no string, or does not end.
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

/** Goes from the end of a member's name over its colon to its value. */
export function skipColon(text: string, end: number): number {
  const colon = skipWhiteSpace(text, end);
  if (text.charCodeAt(colon) !== COLON) throw new JsonFault(colon);
  return skipWhiteSpace(text, colon + 1);
}

function skipName(text: string, start: number, findings: Findings | undefined): number {
  return skipColon(text, skipString(text, start, findings));
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

/** Whether a character may stand behind a backslash. */
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

function skipScalar(
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
  // Of both letters the lower case.
  if ((text.charCodeAt(end) | SPACE) !== LOWER_E) return end;
  const sign = text.charCodeAt(end + 1);
  const after = skipDigits(text, sign === PLUS || sign === MINUS ? end + 2 : end + 1);
  if (findings) countWritten(findings, text, start, first, point, end, after);
  return after;
}

/** Goes over digits, of which there has to be one. */
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

/** Which of the open levels are objects, a bit for each. */
class Levels {
  depth = 0;
  #bits = new Uint8Array(8);

  /** Opens a level within one that is an object or not. */
  open(isObject: boolean): void {
    const byte = this.depth >> 3;
    if (byte === this.#bits.length) {
      const bits = new Uint8Array(2 * byte);
      bits.set(this.#bits);
      this.#bits = bits;
    }
    const bit = 1 << (this.depth & 7);
    if (isObject) this.#bits[byte]! |= bit;
    else this.#bits[byte]! &= ~bit;
    this.depth++;
  }

  /** Closes the last level; tells whether the one around it is an object. */
  close(): boolean {
    this.depth--;
    return (this.#bits[this.depth >> 3]! & (1 << (this.depth & 7))) !== 0;
  }
}
