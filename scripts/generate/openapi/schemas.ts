/** What callers get, as zod schemas: for the OpenAPI document, and for tests of the answers. */
import { z } from "zod";
import { type ColumnField, MAX_ROWS, ROW } from "../../../supabase/functions/_shared/contract.ts";
import type { ErrorCode } from "../../../supabase/functions/_shared/errors.ts";
import { UPSERT_CODES } from "./codes.ts";

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);

const ANSWERS: Record<ColumnField["answer"], z.ZodType> = {
  uuid: z.guid(),
  time,
  text: z.string(),
  document: z.record(z.string(), z.unknown()),
};

/** A stored row, every column of it. */
const row = z.strictObject(Object.fromEntries(
  Object.entries<ColumnField>(ROW).map(([name, { answer, nullable, answerText }]) => {
    const value = nullable ? ANSWERS[answer].nullable() : ANSWERS[answer];
    return [name, answerText === undefined ? value : value.meta({ description: answerText })];
  }),
)).meta({ id: "Row" });

/** What an upsert is answered with. */
export const upsertAnswer = z.strictObject({ data: row }).meta({ id: "UpsertAnswer" });

const issue = z.strictObject({
  path: z.string().meta({ description: 'Where, such as "company_domain" or "fields.0".' }),
  message: z.string(),
}).meta({ id: "Issue" });

const issues = z.array(issue).optional()
  .meta({ description: "On validation_failed: what is wrong with which part of the input." });

/** What a refusal is answered with, whose code is one of `codes`. */
export function errorAnswer(codes: readonly ErrorCode[]) {
  return z.strictObject({
    error: z.string().meta({ description: "A sentence for people; it may change." }),
    code: z.enum(codes).meta({ description: "A stable name to branch on." }),
    request_id: z.string().meta({ description: "The x-request-id of the answer and the log." }),
    issues,
  });
}

const index = count.meta({ description: "The item's place in the request, from 0." });
const key = z.string().meta({ description: "The item's key." });

const batchResult = z.discriminatedUnion("status", [
  z.strictObject({ index, status: z.literal("upserted"), company_domain: key, id: z.guid() }),
  z.strictObject({ index, status: z.literal("superseded"), company_domain: key }),
  z.strictObject({
    index,
    status: z.literal("failed"),
    company_domain: key.optional(),
    error: z.string(),
    code: z.enum(UPSERT_CODES),
    issues,
  }),
]).meta({ id: "BatchResult" });

/** What a batch is answered with. */
export const batchAnswer = z.strictObject({
  data: z.strictObject({ upserted: count, failed: count, results: z.array(batchResult) }),
}).meta({ id: "BatchAnswer" });

const { raw_parallel_output: document } = row.shape;
const partialRow = row.partial().extend({
  raw_parallel_output: z.unknown().optional().meta({
    description: `${document!.description} With pointer: that part of it, of any type, or null.`,
  }),
  matches: z.array(z.string().max(300)).max(3).optional()
    .meta({ description: "With search: texts of the research in which the words stand." }),
}).meta({ id: "PartialRow" });

/** What a query is answered with; `fields` leaves columns out of the rows. */
export const pageAnswer = z.strictObject({
  data: z.array(partialRow).max(MAX_ROWS),
  pagination: z.strictObject({
    limit: z.int().min(1).max(MAX_ROWS),
    returned: count,
    has_more: z.boolean(),
    next_cursor: z.string().nullable().meta({ description: "Null on the last page." }),
    total: count.optional().meta({ description: "With include_total." }),
  }),
  not_found: z.array(z.string()).optional()
    .meta({ description: "With company_domains: the keys that have no such row." }),
  invalid: z.array(z.strictObject({ input: z.string(), message: z.string() })).optional()
    .meta({ description: "With company_domains: what is no domain, and why." }),
}).meta({ id: "PageAnswer" });

/** What a healthy function answers. */
export const healthAnswer = z.strictObject({
  data: z.strictObject({ status: z.literal("ok"), database: z.literal("ok") }),
}).meta({ id: "HealthAnswer" });

/** The document itself. */
export const documentAnswer = z.looseObject({
  openapi: z.literal("3.1.0"),
  info: z.looseObject({}),
  paths: z.looseObject({}),
}).meta({ id: "OpenApiDocument" });
