/** How rows of `icp_job_titles` are written. */
import { COLUMNS } from "../_shared/contract.ts";
import { rowOf, type UpsertInput } from "../_shared/contract/bodies.ts";
import type { DataApi } from "../_shared/data_api/client.ts";

/** The unique index by which a company has one row in an org. */
const ON_CONFLICT = { onConflict: "org_id,company_domain" };

/**
 * Writes one company's research, in one request: a new row, or over the company's stored one.
 *
 * @param orgId The org that the row belongs to, such as `b0293785-aa7a-4234-8201-cc47305295f8`.
 * @returns The bytes of the stored row, a JSON object.
 * @throws {ServiceError} `payload_too_large` (413), `invalid_company_domain`, `unknown_org`,
 * `source_not_in_org` or `unstorable_document` (422), `caller_left` (499), `internal_error` (500),
 * `database_unavailable` (503), `database_timeout` (504).
 */
export async function upsertIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  input: UpsertInput,
  options: { signal?: AbortSignal } = {},
): Promise<ReadableStream<Uint8Array>> {
  return await dataApi.bytes(
    (client, document) =>
      client.from("icp_job_titles").upsert(rowOf(orgId, input, document), ON_CONFLICT)
        .select(COLUMNS.join(",")).single(),
    { documents: [input.raw_parallel_output], ...options },
  );
}

/**
 * Writes the research of several companies in one request: all of it, or nothing.
 *
 * @param inputs Each of another company, and of one shape: all with a name or none, all with a
 * description or none. In one request a name that some give is erased where others give none.
 * @returns The stored rows' ids and keys, in any order.
 * @throws {ServiceError} As {@link upsertIcpJobTitles}.
 */
export async function upsertManyIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  inputs: readonly UpsertInput[],
  options: { signal?: AbortSignal } = {},
): Promise<{ id: string; company_domain: string }[]> {
  return await dataApi.rows(
    (client, document) =>
      client.from("icp_job_titles")
        .upsert(inputs.map((input) => rowOf(orgId, input, document)), ON_CONFLICT)
        .select("id,company_domain"),
    { documents: inputs.map((input) => input.raw_parallel_output), ...options },
  );
}
