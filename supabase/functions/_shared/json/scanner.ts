/** Finds the outer structure of JSON in bytes, chunk by chunk, without parsing what is inside. */

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The depth of the members of objects in an array. */
const MEMBERS = 2;

/** Goes through the bytes of an array of objects; reads each byte once. */
export class JsonScanner {
  #inString = false;
  #escaped = false;

  /** @param depth How many brackets and braces are open; below 0 if the array is nested. */
  constructor(public depth = 0) {}

  /**
   * Finds the next bracket or brace of the array or of one of its objects; with `commas`, also the
   * next comma between an object's members.
   *
   * @param at Where to start: after the byte that the last call found.
   * @returns Its index, or the length of the chunk if there is none; {@link depth} is updated.
   */
  next(chunk: Uint8Array, at: number, commas: boolean): number {
    // Fields are copied to variables, because using them in the loop would take five times as long.
    let depth = this.depth;
    let inString = this.#inString;
    let index = this.#escaped && at < chunk.length ? at + 1 : at;
    let escaped = this.#escaped && at >= chunk.length;
    let found = chunk.length;

    scan: while (index < chunk.length) {
      let byte = chunk[index++]!;
      if (inString) {
        while (byte !== QUOTE && byte !== BACKSLASH) {
          if (index >= chunk.length) break scan;
          byte = chunk[index++]!;
        }
        if (byte === QUOTE) inString = false;
        else if (index === chunk.length) escaped = true;
        else index++;
      } else if (byte === QUOTE) {
        inString = true;
      } else if (byte === COMMA) {
        if (!commas || depth !== MEMBERS) continue;
        found = index - 1;
        break;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++depth > MEMBERS) continue;
        found = index - 1;
        break;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (--depth >= MEMBERS) continue;
        found = index - 1;
        break;
      }
    }
    this.depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    return found;
  }
}
