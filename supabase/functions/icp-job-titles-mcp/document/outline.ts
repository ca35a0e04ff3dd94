/** The outline of a list or object that is too large to be shown: what it has, and how large. */
import { measureTwice } from "../answer_size.ts";
import { Collector, cutText, readCutString } from "./collector.ts";
import type { Kind } from "./json_walker.ts";
import { MAX_POINTER_LENGTH, writePointer } from "../../_shared/contract/pointer.ts";

/** Levels that an outline shows, and the share of it that each may fill. */
const SHARE_OF_LEVEL = [0.75, 0.15, 0.1];
/** How deep it goes. */
export const OUTLINE_LEVELS = SHARE_OF_LEVEL.length;
/** Members of a list or object that are shown below the first level. */
const MAX_SHOWN = 20;
/** Bytes of a scalar, and characters of a name that no pointer can hold, that are shown. */
const MAX_VALUE_BYTES = 100;
const MAX_NAME_LENGTH = 100;

/** A value of which an outline tells. */
export interface OutlineNode {
  level: number;
  index: number;
  /** From the whole document on. */
  tokens: readonly string[];
  /** Whether its name is longer than any pointer, and cut. */
  isCut: boolean;
  kind: Kind;
  /** Where it begins, and ends, in the whole text. */
  start: number;
  bytes: number;
  /** Its elements or members so far. */
  count: number;
  /** A scalar's text. */
  value: Collector | undefined;
}

/** Collects an outline of at most so many bytes in an answer. */
export class Outline {
  /** The first index of the outer level that is not told; undefined where all are. */
  nextOffset: number | undefined;
  #entries: { node: OutlineNode; text: string }[] = [];
  #used = SHARE_OF_LEVEL.map(() => 0);

  /** @param offset Elements or members of the outer level that are left out. */
  constructor(readonly bytes: number, readonly offset: number) {}

  /** Whether there is room to tell of a value. */
  hasRoom(level: number, index: number): boolean {
    if (level === 0) return index >= this.offset && this.nextOffset === undefined;
    return index < MAX_SHOWN && !this.#isFull(level);
  }

  /** Takes a value that begins, for which there is room. */
  begin(
    level: number,
    index: number,
    kind: Kind,
    start: number,
    tokens: readonly string[],
    isCut: boolean,
  ): OutlineNode {
    const isScalar = kind !== "object" && kind !== "array";
    const value = isScalar ? new Collector(MAX_VALUE_BYTES) : undefined;
    return { level, index, tokens, isCut, kind, start, bytes: 0, count: 0, value };
  }

  /** Tells of a value that has ended. */
  end(node: OutlineNode): void {
    const { level, index, start } = node;
    const text = describe(node);
    const size = measureTwice(`${text},`);
    if (this.#used[level]! + size <= this.bytes * SHARE_OF_LEVEL[level]!) {
      this.#used[level]! += size;
      this.#entries.push({ node, text });
    } else if (level === 0) {
      this.nextOffset ??= index;
      this.#entries = this.#entries.filter((entry) => entry.node.start < start);
    }
  }

  /** The JSON text of the list of entries, each before what it holds. */
  writeEntries(): string {
    const sorted = this.#entries.toSorted((a, b) => a.node.start - b.node.start);
    return `[${sorted.map(({ text }) => text).join(",")}]`;
  }

  #isFull(level: number): boolean {
    return this.#used[level]! + 200 > this.bytes * SHARE_OF_LEVEL[level]!;
  }
}

function describe({ tokens, isCut, kind, bytes, count, value }: OutlineNode): string {
  const pointer = writePointer(tokens);
  const place = !isCut && pointer.length <= MAX_POINTER_LENGTH
    ? { pointer }
    : { pointer: null, name_begins: cutText(tokens.at(-1)!, MAX_NAME_LENGTH) };
  const size = kind === "object" ? { members: count } : kind === "array" ? { items: count } : {};
  const head = JSON.stringify({ ...place, kind, bytes, ...size }).slice(0, -1);
  if (value === undefined) return `${head}}`;
  // A number stands as it is stored.
  if (value.isWhole) return `${head},"value":${value.readText()}}`;
  const begin = kind === "string" ? readCutString(value.readText()) : value.readText();
  return `${head},"begins":${JSON.stringify(begin)}}`;
}
