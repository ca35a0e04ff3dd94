/** The only module that knows the columns of `icp_job_titles`: how rows are written and read. */
import type { DataApi } from "./data_api.ts";
import { normalizeCompanyDomain } from "./domain.ts";
import type { RawJson } from "./raw_json.ts";
import { pageOfRows } from "./row_page.ts";
import type { RowKey } from "./row_splitter.ts";
import { MAX_ROWS } from "./schemas.ts";

/** One company's research, by the names of its columns. */
export interface IcpJobTitlesInput {
  /** However it is spelled; {@link normalizeCompanyDomain} makes the key. */
  company_domain: string;
  /** Absent or null: a stored name is kept. */
  company_name?: string | null | undefined;
  /** Absent or null: a stored description is kept. */
  company_description?: string | null | undefined;
  /** The research as it came: the text of a JSON object. */
  raw_parallel_output: RawJson;
  parallel_run_id?: string | null | undefined;
  processor?: string | null | undefined;
  source_submission_id?: string | null | undefined;
  source_pipeline_run_id?: string | null | undefined;
}

/** Which rows of one org to read. */
export interface IcpJobTitlesQuery {
  orgId: string;
  /** However it is spelled; absent: every company. */
  companyDomain?: string | undefined;
  /** Rows of a page, 1 to 1000. */
  limit: number;
  /** Rows to leave out at the beginning. */
  offset: number;
}

/** Every column. The splitter of rows needs id and created_at first; the document goes last. */
const COLUMNS = "id,created_at,updated_at,org_id,company_domain,company_name,company_description," +
  "parallel_run_id,processor,source_submission_id,source_pipeline_run_id,raw_parallel_output";

/**
 * Writes one company's research, in one request: a new row, or over the company's stored one.
 *
 * @param orgId The org that the row belongs to, such as `b0293785-aa7a-4234-8201-cc47305295f8`.
 * @param options.columns The columns of the stored row to return; every one by default.
 * @returns The bytes of the stored row, a JSON object.
 * @throws {ServiceError} `invalid_company_domain`, `unknown_org`, `source_not_in_org` or
 * `unstorable_document` (422), `database_unavailable` (503), `database_timeout` (504).
 */
export async function upsertIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  input: IcpJobTitlesInput,
  options: { columns?: string; signal?: AbortSignal } = {},
): Promise<ReadableStream<Uint8Array>> {
  const company_domain = normalizeCompanyDomain(input.company_domain);
  return await dataApi.bytes(
    (client, document) =>
      client.from("icp_job_titles").upsert({
        org_id: orgId,
        company_domain,
        // A column that is not sent keeps its stored value.
        ...(input.company_name != null && { company_name: input.company_name }),
        ...(input.company_description != null &&
          { company_description: input.company_description }),
        raw_parallel_output: document,
        parallel_run_id: input.parallel_run_id ?? null,
        processor: input.processor ?? null,
        source_submission_id: input.source_submission_id ?? null,
        source_pipeline_run_id: input.source_pipeline_run_id ?? null,
      }, { onConflict: "org_id,company_domain" }).select(options.columns ?? COLUMNS).single(),
    { documents: [input.raw_parallel_output], signal: options.signal },
  );
}

/**
 * Reads one page of an org's rows, newest first, in one request.
 *
 * @returns The bytes of `{"data":[rows],"pagination":{"limit","returned","has_more"}}`, as they
 * arrive from the Data API.
 * @throws {ServiceError} `invalid_company_domain` (422), `database_unavailable` (503) or
 * `database_timeout` (504).
 */
export async function queryIcpJobTitles(
  dataApi: DataApi,
  query: IcpJobTitlesQuery,
  options: { signal?: AbortSignal } = {},
): Promise<ReadableStream<Uint8Array>> {
  const { orgId, limit, offset, companyDomain } = query;
  const domain = companyDomain === undefined ? undefined : normalizeCompanyDomain(companyDomain);
  const take = Math.min(limit + 1, MAX_ROWS);

  const rows = await dataApi.bytes((client) => {
    const ofOrg = client.from("icp_job_titles").select(COLUMNS).eq("org_id", orgId);
    const filtered = domain === undefined ? ofOrg : ofOrg.eq("company_domain", domain);
    return filtered.order("created_at", { ascending: false }).order("id", { ascending: false })
      .range(offset, offset + take - 1);
  }, options);

  // Only a page of MAX_ROWS leaves no room for the one row more that tells of a next page.
  const hasMoreAfter = async (last: RowKey) => {
    if (take > limit || domain !== undefined) return false;
    const next = await dataApi.rows(
      (client) =>
        client.from("icp_job_titles").select("id").eq("org_id", orgId)
          .lte("created_at", last.created_at)
          .or(`created_at.lt."${last.created_at}",id.lt.${last.id}`).limit(1),
      options,
    );
    return next.length > 0;
  };
  return pageOfRows(rows, { limit, hasMoreAfter });
}
