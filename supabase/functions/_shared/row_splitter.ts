/** Finds the boundaries of rows in the bytes of a JSON array of objects, chunk by chunk. */
import { ServiceError } from "./errors.ts";

/** A row's place in the listing. */
export interface RowKey {
  /** As the Data API writes it, such as `2026-01-01T00:00:00.123456+00:00`. */
  created_at: string;
  id: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Room for the beginning of a row: its id and its created_at. */
const HEAD_BYTES = 128;
const HEAD = /^\{\s*"id":\s*"([^"]+)",\s*"created_at":\s*"([^"]+)"/;

/** Lets the first rows of an array through, counts them, and sees whether there are more. */
export class RowSplitter {
  /** The rows that were let through, each to its end. */
  returned = 0;
  /** Whether a row came after the last one that is let through. */
  sawMore = false;
  /** Whether the array has come to its end. */
  isComplete = false;

  readonly #limit: number;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #head = new Uint8Array(HEAD_BYTES);
  #headLength = HEAD_BYTES;

  /** @param limit The rows to let through, at least 1. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Reads the next chunk, which may begin and end anywhere, even within a character.
   *
   * @returns The part of the chunk that belongs to the rows let through, without the brackets of
   * the array. It shares the chunk's memory.
   */
  read(chunk: Uint8Array): Uint8Array {
    const isOpen = this.#depth > 0 && this.returned < this.#limit;
    let from = isOpen ? 0 : chunk.length;
    let to = isOpen ? chunk.length : 0;
    if (this.#headLength < HEAD_BYTES) this.#keepHead(chunk);

    let at = 0;
    while (at < chunk.length && !this.sawMore) {
      if (this.#inString) {
        at = this.#endOfString(chunk, at);
        continue;
      }
      switch (chunk[at]) {
        case QUOTE:
          this.#inString = true;
          break;
        case OPEN_BRACKET:
          if (this.#depth++ === 0) {
            from = at + 1;
            to = chunk.length;
          }
          break;
        case OPEN_BRACE:
          if (this.#depth++ === 1) {
            this.sawMore = this.returned === this.#limit;
            if (!this.sawMore) {
              this.#headLength = 0;
              this.#keepHead(chunk.subarray(at));
            }
          }
          break;
        case CLOSE_BRACE:
          if (--this.#depth === 1 && ++this.returned === this.#limit) to = at + 1;
          break;
        case CLOSE_BRACKET:
          if (--this.#depth === 0) {
            this.isComplete = true;
            to = Math.min(to, at);
          }
          break;
      }
      at++;
    }
    return chunk.subarray(from, Math.max(from, to));
  }

  /**
   * The place in the listing of the last row that was let through.
   *
   * @throws {ServiceError} `internal_error` if the row does not begin with its id and created_at.
   */
  lastKey(): RowKey {
    const text = new TextDecoder().decode(this.#head.subarray(0, this.#headLength));
    const [, id, created_at] = HEAD.exec(text) ?? [];
    if (id === undefined || created_at === undefined) {
      throw new ServiceError("internal_error", "A row does not begin with its id and created_at.");
    }
    return { id, created_at };
  }

  #keepHead(bytes: Uint8Array) {
    const part = bytes.subarray(0, HEAD_BYTES - this.#headLength);
    this.#head.set(part, this.#headLength);
    this.#headLength += part.length;
  }

  /** Goes to the first byte after the string's closing quote, or to the end of the chunk. */
  #endOfString(chunk: Uint8Array, start: number): number {
    let at = start;
    while (true) {
      const quote = chunk.indexOf(QUOTE, at);
      const end = quote === -1 ? chunk.length : quote;
      let run = end;
      while (run > at && chunk[run - 1] === BACKSLASH) run--;
      const backslashes = end - run + (run === at && this.#escaped ? 1 : 0);
      this.#escaped = quote === -1 && backslashes % 2 === 1;
      if (quote === -1) return chunk.length;
      at = quote + 1;
      if (backslashes % 2 === 0) {
        this.#inString = false;
        return at;
      }
    }
  }
}
