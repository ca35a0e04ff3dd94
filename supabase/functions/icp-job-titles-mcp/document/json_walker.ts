/**
 * Walks through JSON that arrives in chunks, and tells where each value begins and ends.
 *
 * A document may have 20 MB and a function has 256 MB for all of its callers, so what is shown of a
 * document is found while it flows by. The JSON comes from the Data API: it is well formed, or it
 * breaks off, which its reader sees by {@link JsonWalker.isComplete}.
 */

/** What a value is. */
export type Kind = "object" | "array" | "string" | "number" | "boolean" | "null";

/** Is told what a walker meets; `at` counts from the beginning of the current chunk. */
export interface Visitor {
  /** The next bytes of a member's name, between its quotes. */
  name(chunk: Uint8Array, from: number, to: number): void;
  /** A value begins at a byte, its quote or bracket included. */
  begin(kind: Kind, at: number): void;
  /** The value that began last, and has not ended, ends before a byte. */
  end(at: number, isContainer: boolean): void;
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What the walker is within. */
type Within = "structure" | "name" | "string" | "word";

/** Walks; each byte is looked at once. */
export class JsonWalker {
  #within: Within = "structure";
  #escaped = false;
  /** Which of the open levels are objects. */
  #levels: boolean[] = [];
  #expectsName = false;
  #hasEnded = false;

  constructor(readonly visitor: Visitor) {}

  /** Whether the one value of the text has come to its end. */
  get isComplete(): boolean {
    return this.#hasEnded;
  }

  /** Goes through the next chunk, which may begin and end anywhere, even within a character. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      switch (this.#within) {
        case "structure":
          at = this.#readStructure(chunk, at);
          break;
        case "word":
          at = this.#readWord(chunk, at);
          break;
        default:
          at = this.#readString(chunk, at);
      }
    }
  }

  #readStructure(chunk: Uint8Array, at: number): number {
    const byte = chunk[at]!;
    switch (byte) {
      case SPACE:
      case LINE_FEED:
      case CARRIAGE_RETURN:
      case TAB:
        break;
      case COMMA:
        this.#expectsName = this.#levels.at(-1)!;
        break;
      case COLON:
        this.#expectsName = false;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.visitor.begin(byte === OPEN_BRACE ? "object" : "array", at);
        this.#expectsName = byte === OPEN_BRACE;
        this.#levels.push(this.#expectsName);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.#levels.pop();
        this.#end(at + 1, true);
        break;
      case QUOTE:
        this.#within = this.#expectsName ? "name" : "string";
        if (!this.#expectsName) this.visitor.begin("string", at);
        break;
      default:
        this.#within = "word";
        this.visitor.begin(kindOfWord(byte), at);
    }
    return at + 1;
  }

  #readWord(chunk: Uint8Array, start: number): number {
    let at = start;
    while (at < chunk.length) {
      const byte = chunk[at]!;
      // What a word has is above all of these but the brackets.
      if (byte <= SPACE || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#within = "structure";
        this.#end(at, false);
        return at;
      }
      at++;
    }
    return at;
  }

  #readString(chunk: Uint8Array, start: number): number {
    let at = start;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    const isName = this.#within === "name";
    while (at < chunk.length) {
      const byte = chunk[at]!;
      if (byte === QUOTE) {
        this.#within = "structure";
        if (isName) this.visitor.name(chunk, start, at);
        else this.#end(at + 1, false);
        return at + 1;
      }
      at += byte === BACKSLASH ? 2 : 1;
    }
    this.#escaped = at > chunk.length;
    if (isName) this.visitor.name(chunk, start, chunk.length);
    return chunk.length;
  }

  #end(at: number, isContainer: boolean): void {
    this.#hasEnded = this.#levels.length === 0;
    this.visitor.end(at, isContainer);
  }
}

function kindOfWord(byte: number): Kind {
  // The letters n, t and f.
  if (byte === 0x6e) return "null";
  return byte === 0x74 || byte === 0x66 ? "boolean" : "number";
}
