/** Rows as lines of a file. */
import { type Column, COLUMNS } from "../../client/mod.ts";
import type { Format } from "./flags.ts";

/** How a format writes a file. */
interface Writer {
  /** The columns to ask for. */
  fields: Column[];
  /** What the file begins with. */
  head: string;
  /** One row with its line end. */
  writeRow(row: Record<string, unknown>): string;
}

/** The columns of the CSV: the document stays away. */
const HEADS = COLUMNS.filter((column) => column !== "raw_parallel_output");

/** What a spreadsheet would take for a formula, at the beginning of a cell or after blanks. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠|%]/;

export const FORMATS: Record<Format, Writer> = {
  jsonl: {
    fields: [...COLUMNS],
    head: "",
    // A search answers with matches too; a line is a row, whatever found it.
    writeRow: ({ matches: _, ...row }) => `${JSON.stringify(row)}\n`,
  },
  csv: {
    fields: HEADS,
    head: `${HEADS.join(",")}\r\n`,
    writeRow: (row) => `${HEADS.map((column) => writeCell(row[column])).join(",")}\r\n`,
  },
};

/** Writes a cell by RFC 4180; before a formula stands an apostrophe, so that it stays a text. */
function writeCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return safe === text && !/[",\r\n]|^\s|\s$/.test(text) ? text : `"${safe.replaceAll('"', '""')}"`;
}

/** A number that is written as it was read; TypeScript's library does not know it yet. */
interface RawJsonApi {
  rawJSON(text: string): object;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
}

/** Reads an answer so that `JSON.stringify` writes each number of its rows as it was stored. */
export function parseExactly(text: string): unknown {
  const json = JSON as unknown as RawJsonApi;
  const body = json.parse(
    text,
    (_, value, { source }) => typeof value === "number" ? json.rawJSON(source!) : value,
  );
  const { pagination } = body as { pagination?: object };
  if (pagination === undefined) return body;
  // The client counts by these.
  return { ...body as object, pagination: JSON.parse(JSON.stringify(pagination)) };
}
