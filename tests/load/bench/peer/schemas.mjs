/** What the peer takes, as JSON schemas for Fastify. */

const text = { type: "string", nullable: true };
const uuid = { type: "string", format: "uuid", nullable: true };
// An upsert replaces what is not given by null, so Fastify fills it in.
const orNull = (schema) => ({ ...schema, default: null });

/** The header by which a caller with the internal key names the org. */
export const HEADERS = {
  type: "object",
  properties: { "x-internal-org-id": { type: "string", format: "uuid" } },
};

/** The body of a query. */
export const QUERY = {
  type: "object",
  additionalProperties: false,
  properties: {
    company_domain: text,
    processor: text,
    parallel_run_id: text,
    source_submission_id: uuid,
    source_pipeline_run_id: uuid,
    limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
    offset: { type: "integer", minimum: 0, default: 0 },
  },
};

/** The body of an upsert. */
export const UPSERT = {
  type: "object",
  additionalProperties: false,
  required: ["company_domain", "raw_parallel_output"],
  properties: {
    company_domain: { type: "string", minLength: 1, maxLength: 253 },
    company_name: text,
    company_description: text,
    raw_parallel_output: { type: "object" },
    parallel_run_id: orNull(text),
    processor: orNull(text),
    source_submission_id: orNull(uuid),
    source_pipeline_run_id: orNull(uuid),
  },
};
