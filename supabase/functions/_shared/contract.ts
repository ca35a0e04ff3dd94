/**
 * Every wire field, defined once: its type, its description, and how the database treats it.
 *
 * The request schemas and their types, the row that is written, the database filters, the row
 * heads, both OpenAPI documents and the client's types are all derived from this. Descriptions are
 * plain strings, because zod's `.meta()` on each field would add 4 ms to every cold start.
 */
import { z } from "zod";
import { CONTAINS_LIMITS } from "./contract/contains.ts";
import {
  companyDomain,
  containedDocument,
  document,
  filterDomain,
  filterText,
  text,
  time,
  uuid,
} from "./contract/values.ts";
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

/** Which companies a query is about. */
const COMPANIES = {
  company_domain: {
    input: filterDomain,
    inputText: 'One company, in any spelling; "" counts as absent.',
  },
  company_domains: {
    input: z.array(z.string()).min(1).max(MAX_ITEMS).nullish(),
    inputText: "Several companies. Cannot be combined with company_domain.",
    read: { list: "scalar", max: MAX_ITEMS },
  },
} as const satisfies Record<string, Input>;

/** The filters that the database applies; `icp_job_titles_predicate` turns them into SQL by name. */
export const FILTERS = {
  processor: {
    input: filterText,
    inputText: "Rows with exactly this value. Blank counts as absent.",
  },
  parallel_run_id: {
    input: filterText,
    inputText: "Rows with exactly this value. Blank counts as absent.",
  },
  source_submission_id: { input: uuid, inputText: "Rows with this source." },
  source_pipeline_run_id: { input: uuid, inputText: "Rows with this source." },
  updated_since: {
    input: time,
    inputText: "RFC 3339 with an offset: rows written at that time or later.",
  },
  updated_before: {
    input: time,
    inputText: "RFC 3339 with an offset: rows last written before that time.",
  },
  researched_since: {
    input: time,
    inputText: "RFC 3339 with an offset: rows with researched_at at that time or later.",
  },
  researched_before: {
    input: time,
    inputText: "RFC 3339 with an offset: rows with researched_at before that time.",
  },
  contains: {
    input: containedDocument,
    inputText: "Rows whose raw_parallel_output contains this, as in JSONB's @>; at most " +
      `${CONTAINS_LIMITS.characters} characters, and ${CONTAINS_LIMITS.elements} array elements in all.`,
    read: "raw",
  },
} as const satisfies Record<string, Input>;

/** Which part of the matching rows to return. */
const PAGE = {
  fields: {
    input: z.array(z.enum(COLUMNS)).min(1).max(COLUMNS.length).nullish(),
    inputText: "The columns of the rows; all if absent.",
    read: { list: "scalar", max: COLUMNS.length },
  },
  limit: {
    input: z.int().min(1).max(MAX_ROWS).nullish().transform((value) => value ?? 100),
    inputText: "Rows of a page; 100 if absent.",
  },
  offset: {
    input: z.int().min(0).max(2_147_483_647).nullish(),
    inputText: "Rows to skip. Cannot be combined with cursor.",
  },
  cursor: {
    input: z.string().max(1000).nullish(),
    inputText: "next_cursor of the previous page; the filters must be the same.",
  },
  include_total: {
    input: z.boolean().nullish(),
    inputText: "Whether to count all matching rows.",
  },
  org_id: { input: uuid, inputText: "Required for super-admins; others can only give their own." },
} as const satisfies Record<string, Input>;

/** The fields of a query; each may be absent or null. */
export const QUERY_FIELDS = { ...COMPANIES, ...FILTERS, ...PAGE };
