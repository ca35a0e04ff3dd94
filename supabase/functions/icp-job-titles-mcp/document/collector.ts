/** Keeps the first bytes of a value that arrives in chunks. */
import { concatenate } from "../../_shared/streams.ts";

/** Keeps at most so many bytes; counts all. */
export class Collector {
  /** The bytes so far, kept or not. */
  size = 0;
  #parts: Uint8Array[] = [];
  #kept = 0;
  /** Where in the current chunk the value goes on; -1 where it does not. */
  #from = -1;

  /** @param skip Bytes of the value to leave out first. */
  constructor(readonly capacity: number, readonly skip = 0) {}

  /** Whether all of the value was kept. */
  get isWhole(): boolean {
    return this.#kept === this.size;
  }

  /** The value begins at a byte of the current chunk. */
  begin(at: number): void {
    this.#from = at;
  }

  /** The value ends before a byte of the current chunk. */
  end(chunk: Uint8Array, at: number): void {
    if (this.#from >= 0) this.#take(chunk.subarray(this.#from, at));
    this.#from = -1;
  }

  /** The current chunk ends; a value that has begun goes on in the next. */
  endChunk(chunk: Uint8Array): void {
    if (this.#from < 0) return;
    this.#take(chunk.subarray(this.#from));
    this.#from = 0;
  }

  /** What was kept, as text; half a character at its end is left out. */
  readText(): string {
    const text = new TextDecoder().decode(concatenate(this.#parts));
    return this.isWhole ? text : text.replace(/\uFFFD$/, "");
  }

  #take(bytes: Uint8Array): void {
    const from = Math.max(0, this.skip - this.size);
    this.size += bytes.length;
    const part = bytes.slice(from, from + this.capacity - this.#kept);
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#kept += part.length;
  }
}

/**
 * Reads a JSON string whose end is missing.
 *
 * @param text Such as `"Revenue Oper`, also where it is cut within an escape.
 */
export function readCutString(text: string): string {
  const [whole = '"'] = /^"(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])*/.exec(text) ?? [];
  return JSON.parse(`${whole}"`);
}

/** The first characters of a text, none of them half. */
export function cutText(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
