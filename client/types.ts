/** What goes over the wire, by its names; see docs/API.md. */
import type { IcpJobTitlesError } from "./errors.ts";
import type { RawJson } from "./raw_json.ts";

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** What to write of one company. */
export interface IcpJobTitlesItem {
  /** Any spelling of one host name, such as `https://www.Acme.com/`; the row has its key. */
  company_domain: string;
  raw_parallel_output: JsonObject | RawJson;
  /** Absent, null or blank: a stored name is kept; so is a description. */
  company_name?: string | null | undefined;
  company_description?: string | null | undefined;
  parallel_run_id?: string | null | undefined;
  processor?: string | null | undefined;
  source_submission_id?: string | null | undefined;
  source_pipeline_run_id?: string | null | undefined;
}

/** A stored row; times are RFC 3339. The numbers of its document are as `parseJson` reads them. */
export interface IcpJobTitlesRow {
  id: string;
  created_at: string;
  /** The key, which can differ from what was sent. */
  company_domain: string;
  org_id: string;
  updated_at: string;
  company_name: string | null;
  company_description: string | null;
  parallel_run_id: string | null;
  processor: string | null;
  source_submission_id: string | null;
  source_pipeline_run_id: string | null;
  raw_parallel_output: JsonObject;
}

/** The name of a column. */
export type Column = keyof IcpJobTitlesRow;

/** Which rows to read; `C` are the columns that `fields` names. */
export interface IcpJobTitlesQuery<C extends Column = Column> {
  /** Any spelling; `""` counts as absent, as a blank text does in the other filters. */
  company_domain?: string | null | undefined;
  /** 1 to 500 companies. */
  company_domains?: string[] | null | undefined;
  processor?: string | null | undefined;
  parallel_run_id?: string | null | undefined;
  source_submission_id?: string | null | undefined;
  source_pipeline_run_id?: string | null | undefined;
  /** RFC 3339. */
  updated_since?: string | null | undefined;
  /** What `raw_parallel_output` must contain. */
  contains?: JsonObject | RawJson | null | undefined;
  fields?: C[] | null | undefined;
  /** Rows of a page, 1 to 1000; 100 where absent. */
  limit?: number | null | undefined;
  offset?: number | null | undefined;
  cursor?: string | null | undefined;
  include_total?: boolean | null | undefined;
  /** Required of a super-admin. */
  org_id?: string | null | undefined;
}

/** One page; `not_found` and `invalid` answer `company_domains`. */
export interface IcpJobTitlesPage<C extends Column = Column> {
  data: Pick<IcpJobTitlesRow, C>[];
  pagination: {
    limit: number;
    returned: number;
    has_more: boolean;
    next_cursor: string | null;
    total?: number;
  };
  not_found?: string[];
  invalid?: { input: string; message: string }[];
}

/** What became of the item at `index` of the whole input. */
export type BatchResult =
  | { index: number; status: "upserted"; company_domain: string; id: string }
  /** A later item of the same request is of the same company. */
  | { index: number; status: "superseded"; company_domain: string }
  | {
    index: number;
    status: "failed";
    company_domain: string | undefined;
    error: IcpJobTitlesError;
  };
