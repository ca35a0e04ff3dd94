/** The OpenAPI document of `icp-job-titles-upsert`. */
import { z } from "zod";
import { internalKey } from "../../../supabase/functions/_shared/callers/internal_key.ts";
import { UPSERT } from "../../../supabase/functions/_shared/contract/functions.ts";
import { UPSERT_CODES } from "./codes.ts";
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
import { batchAnswer, upsertAnswer } from "./schemas.ts";
import { MAX_ITEMS, ROW } from "../../../supabase/functions/_shared/contract.ts";
import { batchBody, upsertBody } from "../../../supabase/functions/_shared/contract/bodies.ts";

/** Without sources: those of an example would not be of the caller's org. */
const EXAMPLE = {
  company_domain: "https://www.example.com/about",
  company_name: "Example",
  raw_parallel_output: { titles: [{ title: "Head of Procurement", seniority: "head" }] },
};

const item = describeFields(upsertBody, ROW).meta({ id: "UpsertBody" });

const batch = batchBody.extend({ items: z.array(item).min(1).max(MAX_ITEMS) })
  .meta({ id: "BatchBody" });

const common = {
  tags: ["Write"],
  security: requireOneOf([internalKey]),
  parameters: [describeOrgHeader(true), ...BODY_PARAMETERS],
} satisfies Operation;
const refusals = referToRefusals(400, 401, 404, 405, 408, 413, 415, 422, 499, 500, 503, 504);

const operations: Record<string, Operation> = {
  "POST ": {
    ...common,
    operationId: "upsertIcpJobTitles",
    summary: "Write one company's research",
    description: "A new row, or over the company's stored one. It may be repeated safely.",
    requestBody: { required: true, content: describeJson(item, EXAMPLE) },
    responses: { 200: describeTimedAnswer("The stored row.", upsertAnswer), ...refusals },
  },
  "POST /batch": {
    ...common,
    operationId: "upsertBatchOfIcpJobTitles",
    summary: `Write the research of up to ${MAX_ITEMS} companies`,
    description: "Every item is judged by itself. Of two items of one company the later is " +
      "written and the earlier is superseded.",
    requestBody: { required: true, content: describeJson(batch, { items: [EXAMPLE] }) },
    responses: {
      200: describeTimedAnswer("No item failed.", batchAnswer),
      207: describeTimedAnswer("Some items failed; the others are written.", batchAnswer),
      ...refusals,
    },
  },
};

/** The description of the function. */
export const upsert: FunctionDescription = {
  ...UPSERT,
  title: "Write ICP job titles",
  description: "Stores the raw ICP job title research of companies, one row per company per org.",
  codes: UPSERT_CODES,
  securitySchemes: describeCredentials([internalKey]),
  operations,
};
