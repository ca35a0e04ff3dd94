/** Finds the boundaries of rows in the bytes of a JSON array of objects, chunk by chunk. */
import { HEAD_COLUMNS, type RowHead } from "../../contract.ts";
import { ServiceError } from "../../errors.ts";
import { JsonScanner } from "../../json/scanner.ts";

/** How rows are let through. */
export interface SplitterOptions {
  /** The rows to let through, at least 1. */
  limit: number;
  /** The members of the head that stay in a row; all where absent. */
  keep?: readonly (keyof RowHead)[] | undefined;
  /** Whether the array of rows stands in another one: `[[row, …]]`. */
  nested?: boolean;
}

const DECODER = new TextDecoder();
const ENCODER = new TextEncoder();

const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** A head has an id, a timestamp and a domain of at most 253 octets. */
const MAX_HEAD_BYTES = 1024;

/** Lets the first rows of an array through, reads their heads, and sees whether there are more. */
export class RowSplitter {
  /** The heads of the rows that were let through. */
  readonly heads: RowHead[] = [];
  /** The rows that were let through, each to its end. */
  returned = 0;
  /** Whether a row came after the last one that is let through. */
  sawMore = false;
  /** Whether the array has come to its end. */
  isComplete = false;

  readonly #options: SplitterOptions;
  readonly #scanner: JsonScanner;
  /** Arrays that have yet to begin. */
  #toOpen: number;
  /** The scanner's depth before and behind all arrays; the rows' own begins at 0. */
  readonly #depthOutside: number;
  #passing = false;
  /** Commas still to come before the head is complete; 0 outside a head. */
  #headCommas = 0;
  #head = new Uint8Array(MAX_HEAD_BYTES);
  #headLength = 0;

  constructor(options: SplitterOptions) {
    this.#options = options;
    this.#toOpen = options.nested ? 2 : 1;
    this.#depthOutside = 1 - this.#toOpen;
    this.#scanner = new JsonScanner(this.#depthOutside);
  }

  /**
   * Reads the next chunk, which may begin and end anywhere, even within a character.
   *
   * @returns What is to be handed on, in order: the rows without the brackets of the array. The
   * parts share the chunk's memory.
   * @throws {ServiceError} `internal_error` if a row does not begin with its head.
   */
  read(chunk: Uint8Array): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let from = 0;
    let headFrom = 0;
    const pass = (to: number) => {
      if (this.#passing && to > from) parts.push(chunk.subarray(from, to));
    };
    const endHead = (at: number) => {
      this.#keepHead(chunk.subarray(headFrom, at));
      const kept = this.#readHead();
      if (kept === undefined) return;
      parts.push(kept);
      // A head of which nothing is kept takes its comma with it.
      from = kept.length === 1 && chunk[at] === COMMA ? at + 1 : at;
      this.#passing = true;
    };

    const next = (at: number) => this.#scanner.next(chunk, at, this.#headCommas > 0);
    for (let at = next(0); at < chunk.length && !this.sawMore; at = next(at + 1)) {
      switch (chunk[at]) {
        case COMMA:
          if (--this.#headCommas === 0) endHead(at);
          break;
        case OPEN_BRACKET:
          this.#passing = --this.#toOpen === 0;
          from = at + 1;
          break;
        case OPEN_BRACE:
          this.sawMore = this.returned === this.#options.limit;
          this.#headCommas = HEAD_COLUMNS.length;
          this.#headLength = 0;
          headFrom = at;
          if (this.#options.keep && !this.sawMore) {
            pass(at);
            this.#passing = false;
          }
          break;
        case CLOSE_BRACE:
          if (this.#headCommas > 0) {
            this.#headCommas = 0;
            endHead(at);
          }
          if (++this.returned === this.#options.limit) {
            pass(at + 1);
            this.#passing = false;
          }
          break;
        case CLOSE_BRACKET:
          this.isComplete = this.#toOpen === 0 && this.#scanner.depth === this.#depthOutside;
          pass(at);
          this.#passing = false;
          break;
      }
    }
    if (this.#headCommas > 0 && !this.sawMore) this.#keepHead(chunk.subarray(headFrom));
    pass(chunk.length);
    return parts;
  }

  #keepHead(bytes: Uint8Array) {
    if (this.#headLength + bytes.length > MAX_HEAD_BYTES) throw notARow();
    this.#head.set(bytes, this.#headLength);
    this.#headLength += bytes.length;
  }

  /** Parses the head; where not all of it stays, returns what does, as the row's new beginning. */
  #readHead(): Uint8Array | undefined {
    const { keep } = this.#options;
    const text = `${DECODER.decode(this.#head.subarray(0, this.#headLength))}}`;
    const head = JSON.parse(text) as RowHead;
    if (HEAD_COLUMNS.some((name) => typeof head[name] !== "string")) throw notARow();
    this.heads.push(head);
    if (keep === undefined) return undefined;
    const kept = Object.fromEntries(keep.map((name) => [name, head[name]]));
    return ENCODER.encode(JSON.stringify(kept).slice(0, -1));
  }
}

function notARow(): ServiceError {
  return new ServiceError("internal_error", "A row does not begin with its id, time and domain.");
}
