/** What the OpenAPI document tells of `icp-job-titles-query`. */
import { QUERY_CODES } from "./codes.ts";
import type { FunctionDescription } from "./document.ts";
import {
  BODY_PARAMETERS,
  describeCredentials,
  describeFields,
  describeJson,
  describeOrgHeader,
  describeTimedAnswer,
  type Operation,
  referToRefusals,
  requireOneOf,
} from "./parts.ts";
import { pageAnswer } from "./schemas.ts";
import { READER_CREDENTIALS } from "../../../supabase/functions/_shared/callers/readers.ts";
import { QUERY } from "../../../supabase/functions/_shared/contract/functions.ts";
import { CONTAINS_LIMITS } from "../../../supabase/functions/_shared/contract/contains.ts";
import { queryBody } from "../../../supabase/functions/_shared/contract/schemas.ts";

const body = describeFields(queryBody, {
  company_domain: 'One company, any spelling; "" counts as absent.',
  company_domains: "Several companies; not with company_domain.",
  processor: "Rows with just this value. Blank counts as absent.",
  parallel_run_id: "Rows with just this value. Blank counts as absent.",
  source_submission_id: "Rows with this source.",
  source_pipeline_run_id: "Rows with this source.",
  updated_since: "RFC 3339 with its offset: rows whose updated_at is not before it.",
  contains:
    `Rows whose raw_parallel_output contains this, as JSONB's @> does; at most ${CONTAINS_LIMITS.characters} characters, and ${CONTAINS_LIMITS.elements} elements in its lists.`,
  fields: "The columns of the rows; all where absent.",
  limit: "Rows of a page; 100 where absent.",
  offset: "Rows to leave out; not with cursor.",
  cursor: "next_cursor of the page before, with the same filters.",
  include_total: "Whether to count all rows that the filters let through.",
  org_id: "Required of a super-admin; of others only their own.",
}).meta({ id: "QueryBody" });

const operations: Record<string, Operation> = {
  "POST ": {
    operationId: "queryIcpJobTitles",
    summary: "Read one page of an org's rows, newest first",
    description: "Every filter is optional; `{}` lists all. Walk a listing by its cursor.",
    tags: ["Read"],
    security: requireOneOf(READER_CREDENTIALS),
    parameters: [describeOrgHeader(false), ...BODY_PARAMETERS],
    requestBody: { required: true, content: describeJson(body, { limit: 10 }) },
    responses: {
      200: describeTimedAnswer("A page.", pageAnswer),
      ...referToRefusals(400, 401, 403, 404, 405, 408, 413, 415, 422, 429, 499, 500, 503, 504),
    },
  },
  "OPTIONS ": {
    operationId: "preflight",
    summary: "A browser's question whether it may call",
    tags: ["About the function"],
    responses: { 204: { description: "It may, from any origin." } },
  },
};

/** The description of the function. */
export const query: FunctionDescription = {
  ...QUERY,
  title: "Read ICP job titles",
  description: "Reads the raw ICP job title research of an org's companies.",
  codes: QUERY_CODES,
  securitySchemes: describeCredentials(READER_CREDENTIALS),
  operations,
};
