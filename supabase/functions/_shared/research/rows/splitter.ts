/** Finds the boundaries of rows in the bytes of a JSON array of objects, part by part. */
import { HEAD_COLUMNS, type RowHead } from "../../contract.ts";
import { ServiceError } from "../../errors.ts";
import { JsonScanner } from "../../json/scanner.ts";

/**
 * How rows arrive: as the rows of a table (`[row, …]`), as those and a row behind them whose members
 * are null, unless a project cut them, or as one value in a row (`[[row, …]]`), which is never cut.
 */
export type Shape = "rows" | "rows and end" | "value";

/** Which rows to pass on, and what of their heads. */
export interface SplitterOptions {
  /** The number of rows to pass on, at least 1. */
  limit: number;
  /** The members of the head that stay in a row; all if absent. */
  keep?: readonly (keyof RowHead)[] | undefined;
}

const DECODER = new TextDecoder();
const ENCODER = new TextEncoder();

const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What stands between two rows. */
const SEPARATOR = new Uint8Array([COMMA]);

/** A head has an id, a timestamp and a domain of at most 253 octets. */
const MAX_HEAD_BYTES = 1024;

/** Passes on the first rows of an array, reads their heads, and sees whether there are more. */
export class RowSplitter {
  /** The heads of the rows that were passed on. */
  readonly heads: RowHead[] = [];
  /** The number of rows that were passed on to their end. */
  returned = 0;
  /** Whether there is a row after the last one that is passed on. */
  sawMore = false;
  /** Whether the array has come to its end, as far as its shape tells. */
  isComplete = false;
  /** Whether the array has been closed, and the row behind the last one did not come. */
  isCut = false;

  readonly #options: SplitterOptions;
  #shape!: Shape;
  #scanner!: JsonScanner;
  /** Arrays that have yet to begin. */
  #toOpen = 0;
  #sawEnd = false;
  #passing = false;
  /** Commas still to come before the head is complete; 0 outside a head. */
  #headCommas = 0;
  #head = new Uint8Array(MAX_HEAD_BYTES);
  #headLength = 0;

  constructor(shape: Shape, options: SplitterOptions) {
    this.#options = options;
    this.beginArray(shape);
  }

  /** Goes on with another array, whose rows follow those of the one before. */
  beginArray(shape: Shape): void {
    this.#shape = shape;
    this.#toOpen = shape === "value" ? 2 : 1;
    // The depth before and behind all arrays; the rows' own begins at 0.
    this.#scanner = new JsonScanner(1 - this.#toOpen);
    this.isCut = false;
  }

  /**
   * Reads the next bytes, which may begin and end anywhere, even within a character.
   *
   * @returns What to pass on, in order: the rows and the commas between them. The parts share
   * the memory of `bytes`.
   * @throws {ServiceError} `internal_error` if a row does not begin with its head.
   */
  read(bytes: Uint8Array): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let from = 0;
    let headFrom = 0;
    const endHead = (at: number) => {
      this.#keepHead(bytes.subarray(headFrom, at));
      const kept = this.#readHead();
      if (kept === undefined) return;
      if (this.heads.length > 1) parts.push(SEPARATOR);
      parts.push(kept);
      // If nothing of a head is kept, its comma goes too.
      from = kept.length === 1 && bytes[at] === COMMA ? at + 1 : at;
      this.#passing = true;
    };

    const next = (at: number) => this.#scanner.next(bytes, at, this.#headCommas > 0);
    for (let at = next(0); at < bytes.length && !this.sawMore; at = next(at + 1)) {
      switch (bytes[at]) {
        case COMMA:
          if (--this.#headCommas === 0) endHead(at);
          break;
        case OPEN_BRACKET:
          this.#toOpen--;
          break;
        case OPEN_BRACE:
          this.#headCommas = HEAD_COLUMNS.length;
          this.#headLength = 0;
          headFrom = at;
          break;
        case CLOSE_BRACE:
          if (this.#headCommas > 0) {
            this.#headCommas = 0;
            endHead(at);
          }
          if (!this.#passing) break;
          parts.push(bytes.subarray(from, at + 1));
          this.#passing = false;
          this.returned++;
          break;
        case CLOSE_BRACKET:
          this.#endArray();
          break;
      }
    }
    if (this.#headCommas > 0 && !this.sawMore) this.#keepHead(bytes.subarray(headFrom));
    if (this.#passing && from < bytes.length) parts.push(bytes.subarray(from));
    return parts;
  }

  #endArray() {
    const isClosed = this.#toOpen === 0 &&
      this.#scanner.depth === (this.#shape === "value" ? -1 : 0);
    this.isCut = isClosed && this.#shape === "rows and end" && !this.#sawEnd;
    this.isComplete = isClosed && !this.isCut;
  }

  #keepHead(bytes: Uint8Array) {
    if (this.#headLength + bytes.length > MAX_HEAD_BYTES) throw notARow();
    this.#head.set(bytes, this.#headLength);
    this.#headLength += bytes.length;
  }

  /** Parses the head; returns what stays of it, or undefined if its row is not part of the page. */
  #readHead(): Uint8Array | undefined {
    const { keep, limit } = this.#options;
    const bytes = this.#head.subarray(0, this.#headLength);
    const head = JSON.parse(`${DECODER.decode(bytes)}}`) as RowHead;
    if (this.#shape === "rows and end" && HEAD_COLUMNS.every((name) => head[name] === null)) {
      this.#sawEnd = true;
      return undefined;
    }
    if (HEAD_COLUMNS.some((name) => typeof head[name] !== "string")) throw notARow();
    this.sawMore = this.returned === limit;
    if (this.sawMore) return undefined;
    this.heads.push(head);
    if (keep === undefined) return bytes.slice();
    const kept = Object.fromEntries(keep.map((name) => [name, head[name]]));
    return ENCODER.encode(JSON.stringify(kept).slice(0, -1));
  }
}

function notARow(): ServiceError {
  return new ServiceError("internal_error", "A row does not begin with its id, time and domain.");
}
