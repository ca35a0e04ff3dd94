/** Reads the names of members; most are only compared, or never looked at. */
import { readCutString } from "./collector.ts";

/** The longest name that a pointer can give has fewer bytes, however it is escaped. */
const MAX_NAME_BYTES = 8000;
const BACKSLASH = 0x5c;

/** What a value is called; a cut name is longer than any pointer. */
export interface Name {
  token: string;
  isCut: boolean;
}

/** Keeps the name that comes before a value; there may be a million in a document. */
export class NameReader {
  #bytes = new Uint8Array(MAX_NAME_BYTES);
  #length = 0;
  #isCut = false;

  /** The next bytes of the name, between its quotes. */
  add(chunk: Uint8Array, from: number, to: number): void {
    const end = Math.min(to, from + MAX_NAME_BYTES - this.#length);
    for (let at = from; at < end; at++) this.#bytes[this.#length++] = chunk[at]!;
    if (end < to) this.#isCut = true;
  }

  /** Makes room for the next name. */
  clear(): void {
    this.#length = 0;
    this.#isCut = false;
  }

  /** Whether this is the name that a pointer gives. */
  is(token: string, tokenBytes: Uint8Array): boolean {
    const bytes = this.#bytes.subarray(0, this.#length);
    if (bytes.includes(BACKSLASH)) return !this.#isCut && this.read().token === token;
    return bytes.length === tokenBytes.length && bytes.every((byte, at) => byte === tokenBytes[at]);
  }

  /** The name, without its escapes. */
  read(): Name {
    const text = new TextDecoder().decode(this.#bytes.subarray(0, this.#length));
    // Half a character at the end of a cut name is left out.
    const whole = this.#isCut ? text.replace(/\uFFFD$/, "") : text;
    return { token: readCutString(`"${whole}`), isCut: this.#isCut };
  }
}
