/**
 * Every field of a row, defined once: its type, its description, and how the database treats it; those
 * of a query alone are in `contract/query.ts`.
 *
 * The request schemas and their types, the row that is written, the database filters, the row
 * heads, both OpenAPI documents and the client's types are all derived from this. Descriptions are
 * plain strings, because zod's `.meta()` on each field would add 4 ms to every cold start.
 */
import { z } from "zod";
import { companyDomain, document, text, uuid } from "./contract/values.ts";
import type { MemberKind } from "./raw_json.ts";

/** Maximum rows in one page. */
export const MAX_ROWS = 1000;
/** Maximum items in a batch, and domains in a query. */
export const MAX_ITEMS = 500;

/** What a caller may send. */
export interface Input {
  /** Validates the value and converts it to the form the code uses. */
  input: z.ZodType;
  /** Its description in the API documentation. */
  inputText: string;
  /** How it is read from the body; a scalar if absent. */
  read?: MemberKind;
}

/** A column of `icp_job_titles`. */
export interface ColumnField extends Partial<Input> {
  /** Its type in answers. */
  answer: "uuid" | "time" | "text" | "document";
  nullable?: true;
  answerText?: string;
  /** Whether a write without a value keeps the stored one, or replaces it by null. */
  onConflict?: "keep" | "replace";
}

const KEPT = "If absent, null or blank, the stored value is kept.";
const REPLACED = "If absent, null or blank, null is stored.";
const SOURCE_REPLACED = "If absent or null, null is stored.";

/** The columns in row order: {@link HEAD_COLUMNS} first, the document last. */
export const ROW = {
  id: { answer: "uuid" },
  created_at: {
    answer: "time",
    answerText: "When the company's row was first written.",
  },
  company_domain: {
    answer: "text",
    answerText: "The key: one host name in lower case, with non-ASCII labels as A-labels. It can " +
      "differ from what was sent.",
    input: companyDomain,
    inputText: "Any spelling of one host name; it becomes the key. Pages of sites that " +
      "many companies share, such as linkedin.com/company/acme, are refused.",
  },
  org_id: { answer: "uuid" },
  updated_at: { answer: "time", answerText: "When the row was last written." },
  researched_at: {
    answer: "time",
    nullable: true,
    answerText:
      "When the run that made the research finished, also if that run has been deleted. " +
      "Null if the last write named no run, or one that has not finished.",
  },
  company_name: {
    answer: "text",
    nullable: true,
    input: text,
    inputText: KEPT,
    onConflict: "keep",
  },
  company_description: {
    answer: "text",
    nullable: true,
    input: text,
    inputText: KEPT,
    onConflict: "keep",
  },
  parallel_run_id: {
    answer: "text",
    nullable: true,
    input: text,
    inputText: REPLACED,
    onConflict: "replace",
  },
  processor: {
    answer: "text",
    nullable: true,
    input: text,
    inputText: REPLACED,
    onConflict: "replace",
  },
  source_submission_id: {
    answer: "uuid",
    nullable: true,
    input: uuid,
    inputText: `A submission that belongs to the org. ${SOURCE_REPLACED}`,
    onConflict: "replace",
  },
  source_pipeline_run_id: {
    answer: "uuid",
    nullable: true,
    input: uuid,
    inputText: `A pipeline run that belongs to the org. ${SOURCE_REPLACED}`,
    onConflict: "replace",
  },
  raw_parallel_output: {
    answer: "document",
    answerText: "The research, exactly as it was sent. Its numbers may not fit in a double.",
    input: document,
    inputText:
      "The research, stored exactly as sent. Refused: `\\u0000`, lone surrogates, and numbers that " +
      "grow by more than 1000 digits when written out (`1e131071`).",
    read: "raw",
    onConflict: "replace",
  },
} as const satisfies Record<string, ColumnField>;

/** The name of a column. */
export type Column = keyof typeof ROW;

/** Every column, in the order of {@link ROW}. */
export const COLUMNS = Object.keys(ROW) as Column[];

/** The columns that every row starts with, in this order. */
export const HEAD_COLUMNS = ["id", "created_at", "company_domain"] as const satisfies Column[];

/** The head of a row, with `created_at` as the Data API formats it. */
export type RowHead = Record<typeof HEAD_COLUMNS[number], string>;
