// Written by `deno task generate`; change _shared/contract.ts or _shared/contract/query.ts instead.

/** What goes over the wire, by its names; see docs/API.md. */
import type { RawJson } from "./raw_json.ts";

/** The paths of the functions below a project's URL. */
export const UPSERT = "/functions/v1/icp-job-titles-upsert";
export const QUERY = "/functions/v1/icp-job-titles-query";
/** The most rows of a page, and items of one request. */
export const MAX_ROWS = 1000;
export const MAX_ITEMS = 500;

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** What to write of one company. */
export interface IcpJobTitlesItem {
  /** Any spelling of one host name; it becomes the key. Pages of sites that many companies share, such as linkedin.com/company/acme, are refused. */
  company_domain: string;
  /** If absent, null or blank, the stored value is kept. */
  company_name?: string | null | undefined;
  /** If absent, null or blank, the stored value is kept. */
  company_description?: string | null | undefined;
  /** If absent, null or blank, null is stored. */
  parallel_run_id?: string | null | undefined;
  /** If absent, null or blank, null is stored. */
  processor?: string | null | undefined;
  /** A submission that belongs to the org. If absent or null, null is stored. */
  source_submission_id?: string | null | undefined;
  /** A pipeline run that belongs to the org. If absent or null, null is stored. */
  source_pipeline_run_id?: string | null | undefined;
  /** The research, stored exactly as sent. Refused: `\u0000`, lone surrogates, and numbers that grow by more than 1000 digits when written out (`1e131071`). */
  raw_parallel_output: JsonObject | RawJson;
}

/** A stored row; times are RFC 3339. The numbers of its document are as `parseJson` reads them. */
export interface IcpJobTitlesRow {
  id: string;
  /** When the company's row was first written. */
  created_at: string;
  /** The key: one host name in lower case, with non-ASCII labels as A-labels. It can differ from what was sent. */
  company_domain: string;
  org_id: string;
  /** When the row was last written. */
  updated_at: string;
  /** When the run that made the research finished, also if that run has been deleted. Null if the last write named no run, or one that has not finished. */
  researched_at: string | null;
  company_name: string | null;
  company_description: string | null;
  parallel_run_id: string | null;
  processor: string | null;
  source_submission_id: string | null;
  source_pipeline_run_id: string | null;
  /** The research, exactly as it was sent. Its numbers may not fit in a double. */
  raw_parallel_output: JsonObject;
}

/** The name of a column. */
export type Column = keyof IcpJobTitlesRow;

/** Every column, in the order of a row. */
export const COLUMNS: readonly Column[] = [
  "id",
  "created_at",
  "company_domain",
  "org_id",
  "updated_at",
  "researched_at",
  "company_name",
  "company_description",
  "parallel_run_id",
  "processor",
  "source_submission_id",
  "source_pipeline_run_id",
  "raw_parallel_output",
];

/** Which rows to read; `C` are the columns that `fields` names. */
export interface IcpJobTitlesQuery<C extends Column = Column> {
  /** One company, in any spelling; "" counts as absent. */
  company_domain?: string | null | undefined;
  /** Several companies. Cannot be combined with company_domain. */
  company_domains?: string[] | null | undefined;
  /** Rows with exactly this value. Blank counts as absent. */
  processor?: string | null | undefined;
  /** Rows with exactly this value. Blank counts as absent. */
  parallel_run_id?: string | null | undefined;
  /** Rows with this source. */
  source_submission_id?: string | null | undefined;
  /** Rows with this source. */
  source_pipeline_run_id?: string | null | undefined;
  /** RFC 3339 with an offset: rows written at that time or later. */
  updated_since?: string | null | undefined;
  /** RFC 3339 with an offset: rows last written before that time. */
  updated_before?: string | null | undefined;
  /** RFC 3339 with an offset: rows with researched_at at that time or later. */
  researched_since?: string | null | undefined;
  /** RFC 3339 with an offset: rows with researched_at before that time. */
  researched_before?: string | null | undefined;
  /** Rows whose raw_parallel_output contains this, as in JSONB's @>; at most 10000 characters, and 3 array elements in all. */
  contains?: JsonObject | RawJson | null | undefined;
  /** Rows whose texts in raw_parallel_output have each of these words, in any letter case: controll* for a prefix, "revenue operations" for words that stand together; at most 50 words and 1000 characters. Rows then have matches. Blank counts as absent. */
  search?: string | null | undefined;
  /** The columns of the rows; all if absent. */
  fields?: C[] | null | undefined;
  /** A JSON Pointer (RFC 6901), such as /titles/0: raw_parallel_output of the rows is that part of it, or null; at most 500 characters. */
  pointer?: string | null | undefined;
  /** Rows of a page; 100 if absent. */
  limit?: number | null | undefined;
  /** Rows to skip. Cannot be combined with cursor. */
  offset?: number | null | undefined;
  /** next_cursor of the previous page; the filters must be the same. */
  cursor?: string | null | undefined;
  /** Whether to count all matching rows. */
  include_total?: boolean | null | undefined;
  /** Required for super-admins; others can only give their own. */
  org_id?: string | null | undefined;
}
