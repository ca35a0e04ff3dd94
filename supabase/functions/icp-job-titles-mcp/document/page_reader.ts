/** Reads a page of the query function's work, bit by bit: rows, what follows them, and no document. */
import { answerCut } from "../../_shared/data_api/refusals.ts";
import { type Bytes, flowOf } from "../../_shared/streams.ts";
import { Collector, readCutString } from "./collector.ts";
import { JsonWalker, type Kind, type Visitor } from "./json_walker.ts";

/** A row's columns but for the document; long texts are cut. */
export type Row = Record<string, unknown>;

/** What a page tells, as `queryIcpJobTitles` writes it. */
export interface Page {
  data: Row[];
  pagination: { has_more: boolean; next_cursor: string | null; total?: number };
  not_found?: string[];
}

/** Looks at a document while it arrives. */
export interface DocumentVisitor extends Visitor {
  /** A chunk arrives. */
  beginChunk(chunk: Uint8Array): void;
  /** It has gone by. */
  endChunk(): void;
}

const DOCUMENT = "raw_parallel_output";
/** Bytes of a column that are kept; those of `matches` are more than those of any other. */
const MAX_COLUMN_BYTES = 8000;
/** Bytes of what follows the rows, a hundred domains at most. */
const MAX_REST_BYTES = 200_000;
/** How deep the page's own members, and the columns of its rows, stand. */
const OF_PAGE = 1;
const OF_ROW = 3;

/**
 * Reads a page to its end.
 *
 * @param document Is shown the one document that the page has; absent where rows have none.
 * @throws {ServiceError} `database_unavailable` (503) if the page breaks off, and what the stream
 * fails with.
 */
export async function readPage(
  bytes: Bytes,
  document?: DocumentVisitor,
): Promise<Page> {
  const reader = new PageVisitor(document);
  const walker = new JsonWalker(reader);
  const flow = flowOf(bytes);
  for (let chunk = await flow.read(); chunk !== undefined; chunk = await flow.read()) {
    reader.beginChunk(chunk);
    walker.push(chunk);
    reader.endChunk();
  }
  if (!walker.isComplete) throw answerCut();
  return { ...reader.rest, data: reader.rows } as Page;
}

class PageVisitor implements DocumentVisitor {
  readonly rows: Row[] = [];
  readonly rest: Record<string, unknown> = {};
  #chunk: Uint8Array = new Uint8Array(0);
  #depth = 0;
  #name = "";
  #nameParts = new Collector(100);
  /** The value that is being kept, how deep it stands, and what it is a member of. */
  #value: { parts: Collector; depth: number; kind: Kind; of: Record<string, unknown> } | undefined;
  #isInDocument = false;

  constructor(readonly document: DocumentVisitor | undefined) {}

  beginChunk(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.document?.beginChunk(chunk);
  }

  endChunk(): void {
    this.#value?.parts.endChunk(this.#chunk);
    this.document?.endChunk();
  }

  name(chunk: Uint8Array, from: number, to: number): void {
    if (this.#isInDocument) return this.document?.name(chunk, from, to);
    if (this.#value || (this.#depth !== OF_PAGE && this.#depth !== OF_ROW)) return;
    this.#nameParts.begin(from);
    this.#nameParts.end(chunk, to);
  }

  begin(kind: Kind, at: number): void {
    const depth = this.#depth;
    if (kind === "object" || kind === "array") this.#depth++;
    if (this.#isInDocument) return this.document?.begin(kind, at);
    if (this.#value) return;
    if (depth === OF_ROW - 1 && kind === "object") this.rows.push({});
    if (depth !== OF_PAGE && depth !== OF_ROW) return;
    this.#name = this.#nameParts.readText();
    this.#nameParts = new Collector(100);
    if (depth === OF_PAGE && this.#name === "data") return;
    if (depth === OF_ROW && this.#name === DOCUMENT) {
      this.#isInDocument = true;
      return this.document?.begin(kind, at);
    }
    const of = depth === OF_ROW ? this.rows.at(-1)! : this.rest;
    const parts = new Collector(depth === OF_ROW ? MAX_COLUMN_BYTES : MAX_REST_BYTES);
    parts.begin(at);
    this.#value = { parts, depth, kind, of };
  }

  end(at: number, isContainer: boolean): void {
    if (isContainer) this.#depth--;
    if (this.#isInDocument) {
      this.document?.end(at, isContainer);
      this.#isInDocument = this.#depth > OF_ROW;
      return;
    }
    const value = this.#value;
    if (value === undefined || this.#depth !== value.depth) return;
    value.parts.end(this.#chunk, at);
    value.of[this.#name] = readValue(value.parts, value.kind);
    this.#value = undefined;
  }
}

/** A text may be cut; of what else is too long nothing is kept. */
function readValue(parts: Collector, kind: Kind): unknown {
  if (parts.isWhole) return JSON.parse(parts.readText());
  return kind === "string" ? readCutString(parts.readText()) : undefined;
}
