/** Finds one part of a document while the document arrives, and what is to be shown of it. */
import { measureTwice } from "../answer_size.ts";
import { Collector } from "./collector.ts";
import type { Kind } from "./json_walker.ts";
import { type Name, NameReader } from "./name_reader.ts";
import { Outline, OUTLINE_LEVELS, type OutlineNode } from "./outline.ts";
import type { DocumentVisitor } from "./page_reader.ts";

/** The most bytes of a part that can be shown as they are: an answer has them twice. */
const MAX_WHOLE_BYTES = 30_000;

/** The text of a string up to its end, or to where it is cut; and one character of it. */
const INSIDE_STRING = /^(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])*/;
const UNIT = /\\u[0-9a-fA-F]{4}|\\.|[^\\]/gsu;

/** An index of a list, as RFC 6901 writes it. */
const INDEX = /^(0|[1-9]\d{0,9})$/;

/** What was found at a pointer. */
export interface Part {
  kind: Kind;
  /** The size of its JSON. */
  bytes: number;
  /** Its JSON as it is stored; undefined where it is longer than an answer. */
  whole: string | undefined;
  /** Of a list or object. */
  outline: Outline;
  /** Of a scalar: what of its text begins at the offset. */
  slice: { text: string; nextOffset: number | undefined } | undefined;
}

/** A list or object on the way to the part, or within its outline. */
interface Level extends Name {
  kind: Kind;
  count: number;
  node?: OutlineNode | undefined;
}

/** Is shown a document, and keeps of it what its part is. */
export class PartReader implements DocumentVisitor {
  /** Undefined until the part has gone by. */
  part: Part | undefined;
  /** The list, object or scalar nearest to the part that the document has. */
  nearest: { kind: Kind; depth: number } = { kind: "object", depth: 0 };

  readonly #outline: Outline;
  readonly #whole = new Collector(MAX_WHOLE_BYTES);
  #slice: Collector | undefined;
  #chunk: Uint8Array = new Uint8Array(0);
  /** Bytes of the chunks before. */
  #before = 0;
  #depth = 0;
  #levels: Level[] = [];
  readonly #name = new NameReader();
  readonly #tokenBytes: readonly Uint8Array[];
  /** The tokens as indexes of lists; NaN where one is none. */
  readonly #indexes: readonly number[];
  #target: { kind: Kind; start: number; level: number } | undefined;
  /** The scalar of the outline that has begun. */
  #scalar: OutlineNode | undefined;

  /**
   * @param tokens Of the JSON Pointer.
   * @param offset Of a list or object the element, of a text the byte from which on to show it.
   * @param room The most bytes that an answer has for what is shown.
   */
  constructor(readonly tokens: readonly string[], readonly offset: number, readonly room: number) {
    this.#outline = new Outline(room, offset);
    this.#indexes = tokens.map((token) => INDEX.test(token) ? Number(token) : NaN);
    this.#tokenBytes = tokens.map((token) => new TextEncoder().encode(token));
  }

  beginChunk(chunk: Uint8Array): void {
    this.#chunk = chunk;
  }

  endChunk(): void {
    for (const parts of [this.#whole, this.#slice, this.#scalar?.value]) {
      parts?.endChunk(this.#chunk);
    }
    this.#before += this.#chunk.length;
  }

  name(chunk: Uint8Array, from: number, to: number): void {
    if (this.#depth === this.#levels.length) this.#name.add(chunk, from, to);
  }

  begin(kind: Kind, at: number): void {
    const isTracked = this.#depth === this.#levels.length && this.part === undefined;
    const isContainer = kind === "object" || kind === "array";
    if (isContainer) this.#depth++;
    if (!isTracked) return;
    const parent = this.#levels.at(-1);
    if (this.#target) this.#beginInTarget(kind, at, parent!);
    else if (parent === undefined || this.#isOnTheWay(parent)) this.#beginOnTheWay(kind, at);
    this.#name.clear();
    if (parent) parent.count++;
  }

  end(at: number, isContainer: boolean): void {
    if (isContainer) this.#depth--;
    if (this.part) return;
    const position = this.#before + at;
    if (this.#scalar && !isContainer) {
      this.#scalar.value!.end(this.#chunk, at);
      this.#endNode(this.#scalar, position);
      this.#scalar = undefined;
      return;
    }
    if (isContainer && this.#levels.length > this.#depth) {
      const { node, count } = this.#levels.pop()!;
      if (node) this.#endNode({ ...node, count }, position);
    }
    if (this.#target && this.#depth === this.#target.level) this.#endTarget(at);
  }

  /** What the value that begins is called in its list or object. */
  #readName({ kind, count }: Level): Name {
    return kind === "array" ? { token: String(count), isCut: false } : this.#name.read();
  }

  /** Whether the value that begins is what the pointer names next. */
  #isOnTheWay({ kind, count }: Level): boolean {
    const place = this.#levels.length - 1;
    const token = this.tokens[place];
    if (token === undefined) return false;
    return kind === "array"
      ? count === this.#indexes[place]
      : this.#name.is(token, this.#tokenBytes[place]!);
  }

  #beginOnTheWay(kind: Kind, at: number): void {
    const depth = this.#levels.length;
    this.nearest = { kind, depth };
    const isContainer = kind === "object" || kind === "array";
    if (depth === this.tokens.length) {
      this.#target = { kind, start: this.#before + at, level: depth };
      this.#whole.begin(at);
      if (!isContainer) {
        this.#slice = new Collector(MAX_WHOLE_BYTES, this.offset + quotesOf(kind));
        this.#slice.begin(at);
      }
    }
    if (isContainer) {
      this.#levels.push({ kind, count: 0, token: this.tokens[depth - 1] ?? "", isCut: false });
    }
  }

  #beginInTarget(kind: Kind, at: number, parent: Level): void {
    const level = this.#levels.length - this.#target!.level - 1;
    if (level >= OUTLINE_LEVELS || !this.#outline.hasRoom(level, parent.count)) return;
    const { token, isCut } = this.#readName(parent);
    const within = this.#levels.slice(this.#target!.level + 1);
    const tokens = [...this.tokens, ...within.map((level) => level.token), token];
    const isWithinCut = isCut || within.some((level) => level.isCut);
    const start = this.#before + at;
    const node = this.#outline.begin(level, parent.count, kind, start, tokens, isWithinCut);
    if (node.value) {
      node.value.begin(at);
      this.#scalar = node;
    } else {
      this.#levels.push({ kind, count: 0, token, isCut: isWithinCut, node });
    }
  }

  #endNode(node: OutlineNode, position: number): void {
    this.#outline.end({ ...node, bytes: position - node.start });
  }

  #endTarget(at: number): void {
    const { kind, start } = this.#target!;
    this.#whole.end(this.#chunk, at);
    this.#slice?.end(this.#chunk, at);
    this.part = {
      kind,
      bytes: this.#before + at - start,
      // A line break is white space here; one within a text is escaped.
      whole: this.#whole.isWhole ? this.#whole.readText().replace(/[\r\n]/g, " ") : undefined,
      outline: this.#outline,
      slice: this.#slice && this.#readSlice(this.#slice, kind),
    };
  }

  /** The text of a scalar from the offset on, as far as there is room. */
  #readSlice(slice: Collector, kind: Kind): Part["slice"] {
    const [raw = ""] = INSIDE_STRING.exec(slice.readText()) ?? [];
    const units = raw.match(UNIT) ?? [];
    const join = (count: number) => units.slice(0, count).join("");
    let [fits, above] = [0, units.length + 1];
    while (above - fits > 1) {
      const count = (fits + above) >> 1;
      if (measureTwice(`"${join(count)}"`) <= this.room) fits = count;
      else above = count;
    }
    const text = join(fits);
    const nextOffset = this.offset + new TextEncoder().encode(text).length;
    return {
      text: JSON.parse(`"${text}"`),
      nextOffset: nextOffset < slice.size - 2 * quotesOf(kind) ? nextOffset : undefined,
    };
  }
}

function quotesOf(kind: Kind): number {
  return kind === "string" ? 1 : 0;
}
