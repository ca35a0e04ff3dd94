/**
 * Skips through JSON text without building its values.
 *
 * `JSON.parse` of 20 MB of `[{},{},…]` needs more memory than a function has. Values that are only
 * checked or passed on are skipped instead: in one pass, without recursion, using one bit per level.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
import type { Findings } from "./findings.ts";
import { JsonFault, skipScalar, skipString } from "./scalars.ts";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Returns the first position from `at` on that is not JSON white space. */
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
 * Returns where a value ends.
 *
 * @param start Where it starts, after any white space.
 * @param findings Collects what JSONB cannot hold.
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
    // After an element or a member, or inside an empty array or object.
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

/** Returns where a member's value starts, given where its name ends. */
export function skipColon(text: string, end: number): number {
  const colon = skipWhiteSpace(text, end);
  if (text.charCodeAt(colon) !== COLON) throw new JsonFault(colon);
  return skipWhiteSpace(text, colon + 1);
}

function skipName(text: string, start: number, findings: Findings | undefined): number {
  return skipColon(text, skipString(text, start, findings));
}

/** Which open levels are objects, one bit per level. */
class Levels {
  depth = 0;
  #bits = new Uint8Array(8);

  /** Opens a level; `isObject` is about the level around it. */
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

  /** Closes the last level; returns whether the one around it is an object. */
  close(): boolean {
    this.depth--;
    return (this.#bits[this.depth >> 3]! & (1 << (this.depth & 7))) !== 0;
  }
}
