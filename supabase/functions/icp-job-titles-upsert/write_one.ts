/** How one row of `icp_job_titles` is written. */
import { COLUMNS } from "../_shared/contract.ts";
import { rowOf, type UpsertInput } from "../_shared/contract/bodies.ts";
import type { DataApi } from "../_shared/data_api/client.ts";
import type { Bytes } from "../_shared/streams.ts";

/** The unique index: one row per company per org. */
const ON_CONFLICT = { onConflict: "org_id,company_domain" };

/**
 * Writes one company's research, in one request: a new row, or over the company's stored one.
 *
 * @param orgId The org that the row belongs to, such as `b0293785-aa7a-4234-8201-cc47305295f8`.
 * @returns The bytes of the stored row, a JSON object.
 * @throws {ServiceError} `payload_too_large` (413), `unknown_org`,
 * `source_not_in_org` or `unstorable_document` (422), `caller_left` (499), `internal_error` (500),
 * `database_unavailable` (503), `database_timeout` (504).
 */
export async function upsertIcpJobTitles(
  dataApi: DataApi,
  orgId: string,
  input: UpsertInput,
  options: { signal?: AbortSignal } = {},
): Promise<Bytes> {
  return await dataApi.bytes(
    (client, document) =>
      client.from("icp_job_titles").upsert(rowOf(orgId, input, document), ON_CONFLICT)
        .select(COLUMNS.join(",")).single(),
    { documents: [input.raw_parallel_output], ...options },
  );
}
