/** How rows of `icp_job_titles` are read. */
import { type Column, COLUMNS, MAX_ROWS } from "./columns.ts";
import { openCursor, type RowKey, sealCursor } from "./cursor.ts";
import type { Client, DataApi } from "./data_api.ts";
import { readCompanyDomains } from "./domain_list.ts";
import { normalizeCompanyDomain } from "./domain.ts";
import type { RawJson } from "./raw_json.ts";
import { pageOfRows } from "./row_page.ts";
import { HEAD_COLUMNS } from "./row_splitter.ts";

/** Which rows of an org to read, by the names of the wire; what is absent or null does not apply. */
export interface IcpJobTitlesQuery {
  /** One company, however it is spelled. */
  company_domain?: string | null | undefined;
  /** Several companies; what is no domain is told, not refused. */
  company_domains?: string[] | null | undefined;
  processor?: string | null | undefined;
  parallel_run_id?: string | null | undefined;
  source_submission_id?: string | null | undefined;
  source_pipeline_run_id?: string | null | undefined;
  /** RFC 3339: rows whose `updated_at` is not before it. */
  updated_since?: string | null | undefined;
  /** The text of a JSON object that `raw_parallel_output` contains. */
  contains?: RawJson | null | undefined;
  /** The columns of the rows; every one where absent. */
  fields?: Column[] | null | undefined;
  /** Rows of the page, 1 to {@link MAX_ROWS}. */
  limit: number;
  /** Rows to leave out at the beginning. */
  offset?: number | null | undefined;
  /** `next_cursor` of the page before. */
  cursor?: string | null | undefined;
  /** Whether to count all rows that the filters let through. */
  include_total?: boolean | null | undefined;
}

/** What a query needs beside its filters. */
export interface QueryOptions {
  /** Signs cursors; see `cursor.ts`. */
  cursorSecret: string;
  signal?: AbortSignal;
}

/**
 * Reads one page of an org's rows, newest first.
 *
 * One company is looked up by the table's unique key; anything else is listed by the function
 * `list_icp_job_titles`. Either is one request. Another one is needed to count the total, to see
 * beyond a page of {@link MAX_ROWS}, and to tell what is not found where a page is not the whole.
 *
 * @returns The bytes of `{"data":[rows],"pagination":{"limit","returned","has_more","next_cursor",
 * "total"?},"not_found"?,"invalid"?}`, as they arrive from the Data API.
 * @throws {ServiceError} `invalid_company_domain`, `validation_failed` for a cursor or
 * `unstorable_document` for `contains` (422), `caller_left` (499), `internal_error` (500),
 * `database_unavailable` (503), `database_timeout` (504).
 */
export async function queryIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  query: IcpJobTitlesQuery,
  { cursorSecret, signal }: QueryOptions,
): Promise<ReadableStream<Uint8Array>> {
  const { limit, cursor, company_domain, company_domains } = query;
  const offset = query.offset ?? 0;
  const fields = query.fields ?? COLUMNS;
  const asked = company_domains == null ? undefined : readCompanyDomains(company_domains);
  const keys = company_domain == null ? asked?.keys : [normalizeCompanyDomain(company_domain)];
  const filters = filterArguments(orgId, query, keys);
  const bound = JSON.stringify(filters);
  const after = cursor == null ? undefined : await openCursor(cursor, bound, cursorSecret);
  const listing = createListing(dataApi, filters, signal);

  const total = query.include_total ? await listing.count() : undefined;
  // One row more tells whether there is a next page; a page of MAX_ROWS has no room for it.
  const take = Math.min(limit + 1, MAX_ROWS);
  const columns = [...new Set([...HEAD_COLUMNS, ...fields])].join(",");
  const isLookup = company_domain != null && Object.keys(filters).length === 2 &&
    after === undefined && offset === 0;
  const rows = isLookup
    ? await listing.lookUp(columns, keys![0]!)
    : await listing.page(columns, { p_limit: take, p_offset: offset, ...afterArguments(after) });

  const kept = HEAD_COLUMNS.filter((name) => fields.includes(name));
  const keep = kept.length === HEAD_COLUMNS.length ? undefined : kept;
  return pageOfRows(rows, { limit, keep }, async ({ returned, sawMore, heads }) => {
    const last = heads.at(-1);
    const isFull = returned === limit && take === limit;
    const has_more = sawMore || (isFull && await listing.hasRowAfter(last!));
    const next_cursor = has_more ? await sealCursor(last!, bound, cursorSecret) : null;
    const pagination = { limit, returned, has_more, next_cursor, total };
    if (asked === undefined) return { pagination };

    const isWhole = !has_more && after === undefined && offset === 0;
    const found = new Set(isWhole ? heads.map((row) => row.company_domain) : await listing.keys());
    return {
      pagination,
      not_found: asked.keys.filter((key) => !found.has(key)),
      invalid: asked.invalid,
    };
  });
}

/** The rows that filters let through, and how they are read. */
function createListing(dataApi: DataApi, filters: Filters, signal: AbortSignal | undefined) {
  const list = (client: Client, place: Place) =>
    client.rpc("list_icp_job_titles", { ...filters, ...place });
  return {
    /** The bytes of the one row that has a key. */
    lookUp: (columns: string, key: string) =>
      dataApi.bytes((client) =>
        client.from("icp_job_titles").select(columns)
          .eq("org_id", filters.p_org_id).eq("company_domain", key), { signal }),

    /** The bytes of a part of the listing. */
    page: (columns: string, place: Place) =>
      dataApi.bytes((client) => list(client, place).select(columns), { signal }),

    /** How many rows there are. */
    count: () => dataApi.rows((client) => client.rpc("count_icp_job_titles", filters), { signal }),

    /** Whether there are rows after one. */
    async hasRowAfter(last: RowKey): Promise<boolean> {
      const place = { p_limit: 1, ...afterArguments(last) };
      return (await dataApi.rows((client) => list(client, place).select("id"), { signal }))
        .length > 0;
    },

    /** The keys of all rows; for filters that let no more than {@link MAX_ROWS} through. */
    async keys(): Promise<string[]> {
      const place = { p_limit: MAX_ROWS };
      const rows = await dataApi.rows(
        (client) => list(client, place).select("company_domain"),
        { signal },
      );
      return rows.map((row) => row.company_domain);
    },
  };
}

/** Which part of a listing to read. */
interface Place {
  p_limit: number;
  p_offset?: number;
  p_after_created_at?: string;
  p_after_id?: string;
}

function afterArguments(after: RowKey | undefined) {
  return after ? { p_after_created_at: after.created_at, p_after_id: after.id } : {};
}

type Filters = ReturnType<typeof filterArguments>;

/** The filters as arguments of the database's functions; those that do not apply are left out. */
function filterArguments(orgId: string, query: IcpJobTitlesQuery, keys: string[] | undefined) {
  const { processor, parallel_run_id, source_submission_id, source_pipeline_run_id } = query;
  const { updated_since, contains } = query;
  return {
    p_org_id: orgId,
    ...(keys !== undefined && { p_company_domains: keys }),
    ...(processor != null && { p_processor: processor }),
    ...(parallel_run_id != null && { p_parallel_run_id: parallel_run_id }),
    ...(source_submission_id != null && { p_source_submission_id: source_submission_id }),
    ...(source_pipeline_run_id != null && { p_source_pipeline_run_id: source_pipeline_run_id }),
    ...(updated_since != null && { p_updated_since: updated_since }),
    ...(contains != null && { p_contains: contains.text }),
  };
}
