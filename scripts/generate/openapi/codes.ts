/** The codes of refusals that callers of a function may meet. */
import { type ErrorCode, STATUS_OF_CODE } from "../../../supabase/functions/_shared/errors.ts";

/** Thrown inside: the first becomes an issue of `validation_failed`, the second ends the start. */
const INSIDE: ErrorCode[] = ["invalid_company_domain", "configuration_error"];
const OF_UPSERT: ErrorCode[] = ["unknown_org", "source_not_in_org"];
const OF_QUERY: ErrorCode[] = ["org_id_required", "org_forbidden"];

const answered = (Object.keys(STATUS_OF_CODE) as ErrorCode[])
  .filter((code) => !INSIDE.includes(code));

/** Every code that `icp-job-titles-upsert` may answer with. */
export const UPSERT_CODES = answered.filter((code) => !OF_QUERY.includes(code));
/** Every code that `icp-job-titles-query` may answer with. */
export const QUERY_CODES = answered.filter((code) => !OF_UPSERT.includes(code));
