/** How rows of `icp_job_titles` are read. */
import { type Column, COLUMNS, HEAD_COLUMNS } from "../contract.ts";
import { filtersOf, type QueryInput } from "../contract/query.ts";
import { adviseInstead } from "./advice.ts";
import { TURN_WAIT_MS, waitForTurn } from "./turns.ts";
import { openCursor, type RowKey, sealCursor } from "./cursor.ts";
import type { DataApi } from "../data_api/client.ts";
import { asRead, readFunction, readRows } from "../data_api/reads.ts";
import { readCompanyDomains } from "./company_domains.ts";
import type { DomainKey } from "../domain.ts";
import { pageOfRows, type PageSource } from "./rows/page.ts";
import type { Bytes } from "../streams.ts";

/** What a query needs beside its filters. */
interface QueryOptions {
  /** Signs cursors; see `cursor.ts`. */
  cursorSecret: string;
  /** How long an expensive read waits for its turn. */
  turnWaitMs?: number | undefined;
  signal?: AbortSignal;
}

/**
 * Reads one page of an org's rows, newest first.
 *
 * One company is looked up by the table's unique key; a search, or a part of each document, is found
 * by the function `find_icp_job_titles`; anything else is listed by `page_of_icp_job_titles`. Each
 * is one request. Another one is needed to count the total, and to
 * find out what is missing if the page is not the whole listing.
 *
 * A project may cut the rows of an answer ("Max rows") without saying so. So behind the rows of a
 * page comes one without an id; if that is missing, the rest is read as one JSON value, which is
 * never cut.
 *
 * @returns The bytes of `{"data":[rows],"pagination":{"limit","returned","has_more","next_cursor",
 * "total"?},"not_found"?,"invalid"?}`.
 * @throws {ServiceError} `validation_failed` for a cursor or
 * `unstorable_document` for `contains` (422), `too_many_requests` (429), `caller_left` (499),
 * `internal_error` (500), `database_unavailable` (503), `database_timeout` (504).
 */
export async function queryIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  query: Omit<QueryInput, "org_id">,
  { cursorSecret, turnWaitMs = TURN_WAIT_MS, signal }: QueryOptions,
): Promise<Bytes> {
  const { limit, cursor, company_domain, company_domains } = query;
  const offset = query.offset ?? 0;
  const fields = query.fields ?? COLUMNS;
  const asked = company_domains == null ? undefined : readCompanyDomains(company_domains);
  const keys = company_domain == null ? asked?.keys : [company_domain];
  const filters: Filters = { ...(keys && { company_domains: keys }), ...filtersOf(query) };
  const bound = JSON.stringify([orgId, filters]);
  const after = cursor == null ? undefined : await openCursor(cursor, bound, cursorSecret);
  // The pointer "" names the whole document.
  const pointer = query.pointer?.length ? query.pointer : undefined;
  const listing = createListing(dataApi, orgId, { filters, pointer }, signal);
  const inTurn = <Result>(read: () => Promise<Result>) =>
    adviseInstead(filters, () => waitForTurn(read, turnWaitMs, signal));

  const total = query.include_total
    ? await adviseInstead("total", () => waitForTurn(listing.count, turnWaitMs, signal))
    : undefined;
  const columns = [...new Set([...HEAD_COLUMNS, ...fields])];
  const isLookup = company_domain != null && Object.keys(filters).length === 1 &&
    pointer === undefined && after === undefined && offset === 0;
  // One row more tells whether there is a next page.
  const place = placeOf(limit + 1, offset, after);
  let source: PageSource;
  if (isLookup) source = { shape: "rows", rows: await listing.lookUp(columns, keys![0]!) };
  else if (listing.isFind) {
    source = { shape: "value", rows: await inTurn(() => listing.value(columns, place)) };
  } else {
    source = {
      shape: "rows and end",
      rows: await inTurn(() => listing.page(columns, place)),
      askOn: (limit, last) =>
        inTurn(() =>
          listing.value(columns, last ? placeOf(limit, 0, last) : placeOf(limit, offset, after))
        ),
    };
  }

  const kept = HEAD_COLUMNS.filter((name) => fields.includes(name));
  const keep = kept.length === HEAD_COLUMNS.length ? undefined : kept;
  return await pageOfRows(source, { limit, keep }, async (page) => {
    const { returned, sawMore: has_more, heads } = page;
    const next_cursor = has_more ? await sealCursor(heads.at(-1)!, bound, cursorSecret) : null;
    const pagination = { limit, returned, has_more, next_cursor, total };
    if (asked === undefined) return { pagination };

    const isWhole = !has_more && after === undefined && offset === 0;
    const found = isWhole ? heads : await inTurn(() => listing.keys(asked.keys.length));
    const foundKeys = new Set(found.map((row) => row.company_domain));
    return {
      pagination,
      not_found: asked.keys.filter((key) => !foundKeys.has(key)),
      invalid: asked.invalid,
    };
  });
}

/** The rows of an org that match the filters, and how they are read. */
function createListing(
  dataApi: DataApi,
  orgId: string,
  { filters, pointer }: { filters: Filters; pointer: string[] | undefined },
  signal: AbortSignal | undefined,
) {
  const listed = { p_org_id: orgId, p_filters: JSON.stringify(filters) };
  /** Whether rows have what `find_icp_job_titles` alone adds to them: `matches`, or a part. */
  const isFind = "search" in filters || pointer !== undefined;
  return {
    isFind,

    /** The bytes of `[row]`, the one row that has a key, or of `[]`. */
    lookUp: (columns: readonly Column[], key: DomainKey) =>
      dataApi.read(
        readRows("icp_job_titles", columns, { org_id: orgId, company_domain: key }),
        { signal },
      ),

    /** The bytes of `[row, …, nulls]`, a part of the listing; without the last if it was cut. */
    page: (columns: readonly Column[], place: Place) => {
      const p_has_documents = columns.includes("raw_parallel_output");
      const asked = { ...listed, p_has_documents, ...place };
      return dataApi.read(readFunction("page_of_icp_job_titles", asked, columns), { signal });
    },

    /** The bytes of `[[row, …]]`, a part of the listing that is never cut. */
    value: (columns: readonly Column[], place: Place) => {
      const asked = { ...listed, p_columns: [...columns], ...place };
      const read = isFind
        ? readFunction("find_icp_job_titles", { ...asked, ...(pointer && { p_pointer: pointer }) })
        : readFunction("read_icp_job_titles", asked);
      return dataApi.read(read, { signal });
    },

    /** How many rows there are. */
    count: () =>
      dataApi.rows(
        (client) => client.rpc(...asRead("count_matching_icp_job_titles", listed)),
        { signal },
      ),

    /** The first keys of the listing. */
    async keys(limit: number): Promise<{ company_domain: string }[]> {
      const place = { p_columns: ["company_domain"], p_limit: limit };
      // A search takes its turn there, for the price of the matches.
      const name = "search" in filters ? "find_icp_job_titles" : "read_icp_job_titles";
      const pages = await dataApi.rows(
        (client) => client.rpc(...asRead(name, { ...listed, ...place })),
        { signal },
      );
      return pages[0] as { company_domain: string }[];
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

function placeOf(limit: number, offset: number, after: RowKey | undefined): Place {
  return {
    p_limit: limit,
    p_offset: offset,
    ...(after && { p_after_created_at: after.created_at, p_after_id: after.id }),
  };
}

/** By the names that the database knows. */
type Filters = Record<string, unknown>;
