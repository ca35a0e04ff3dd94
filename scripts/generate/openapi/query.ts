/** The OpenAPI document of `icp-job-titles-query`. */
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
import { QUERY_FIELDS } from "../../../supabase/functions/_shared/contract/query.ts";
import { queryBody } from "../../../supabase/functions/_shared/contract/query.ts";

const body = describeFields(queryBody, QUERY_FIELDS).meta({ id: "QueryBody" });

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
