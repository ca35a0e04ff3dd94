/** What callers may send: the zod schemas that validate bodies. */
import { z } from "zod";
import { COLUMNS, MAX_ROWS } from "./columns.ts";
import { explainCost } from "./contains.ts";
import { normalizeCompanyDomain } from "../domain.ts";
import { ServiceError } from "../errors.ts";
import { type MemberKind, type Members, RawJson } from "../raw_json.ts";
import { explainUnreadable, RFC_3339 } from "./rfc3339.ts";
import { textOrUndefined } from "../text.ts";

/** Text as a Postgres `text` column holds it. */
const text = z.string().refine(
  (value) => value.isWellFormed() && !value.includes("\0"),
  "Contains a character that the database cannot hold: \\u0000 or half of a surrogate pair.",
);

/** Text of a column; a blank one is absent. */
const columnText = text.transform(textOrUndefined).nullish();

const uuid = z.guid().transform((value) => value.toLowerCase());

const companyDomain = z.string().transform((value, context) => {
  try {
    return normalizeCompanyDomain(value);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
    return z.NEVER;
  }
});

/** A JSON object that is kept as text. */
const rawObject = z.instanceof(RawJson, { error: "Required: a JSON object." }).check((context) => {
  const { text, fault } = context.value;
  const message = text.startsWith("{") ? fault : "Expected a JSON object.";
  if (message) context.issues.push({ code: "custom", message, input: context.value });
});

/** Body of an upsert, with `raw_parallel_output` kept as {@link RawJson}. */
export const upsertBody = z.strictObject({
  company_domain: companyDomain,
  company_name: columnText,
  company_description: columnText,
  raw_parallel_output: rawObject,
  parallel_run_id: columnText,
  processor: columnText,
  source_submission_id: uuid.nullish(),
  source_pipeline_run_id: uuid.nullish(),
});

/** The most items of a batch, and domains of a query. */
export const MAX_ITEMS = 500;

/** Body of a batch, with each of its items kept as {@link RawJson} and validated by itself. */
export const batchBody = z.strictObject({
  items: z.array(z.instanceof(RawJson)).min(1).max(MAX_ITEMS),
});

/** Text that a filter compares a column with; no value of the pipeline is longer. */
const filterText = text.check(z.maxLength(1000)).transform(textOrUndefined).nullish();

/** RFC 3339, as far as Postgres reads it. */
const time = z.stringFormat("datetime", RFC_3339, { abort: true }).check(
  // Postgres reads up to 141 characters.
  z.maxLength(128, { abort: true }),
  ({ value, issues }) => {
    const message = explainUnreadable(value);
    if (message) issues.push({ code: "custom", message, input: value });
  },
);

/** A filter by containment. */
const contains = rawObject.check(({ value, issues }) => {
  const message = explainCost(value.text);
  if (message) issues.push({ code: "custom", message, input: value });
});

/** The null of a member that is kept as text. */
const rawNull = z.instanceof(RawJson).refine(({ text }) => text === "null")
  .transform(() => undefined);

/** Body of a query, with `contains` kept as {@link RawJson}; every field may be absent or null. */
export const queryBody = z.strictObject({
  company_domain: z.literal("").transform(() => undefined).or(companyDomain).nullish(),
  company_domains: z.array(z.string()).min(1).max(MAX_ITEMS).nullish(),
  processor: filterText,
  parallel_run_id: filterText,
  source_submission_id: uuid.nullish(),
  source_pipeline_run_id: uuid.nullish(),
  updated_since: time.nullish(),
  contains: rawNull.or(contains).nullish(),
  fields: z.array(z.enum(COLUMNS)).min(1).max(COLUMNS.length).nullish(),
  limit: z.int().min(1).max(MAX_ROWS).nullish().transform((value) => value ?? 100),
  offset: z.int().min(0).max(2_147_483_647).nullish(),
  cursor: z.string().max(1000).nullish(),
  include_total: z.boolean().nullish(),
  org_id: uuid.nullish(),
}).check(({ value, issues }) => {
  const exclude = (path: string, message: string) =>
    issues.push({ code: "custom", path: [path], message, input: value });
  if (value.company_domain != null && value.company_domains != null) {
    exclude("company_domains", "Give company_domain or company_domains, not both.");
  }
  if (value.cursor != null && value.offset != null) {
    exclude("offset", "Give cursor or offset, not both.");
  }
});

/** How the members of each body are read, so that what they may cost is bounded before it is paid. */
export const UPSERT_MEMBERS = membersOf(upsertBody, { raw_parallel_output: "raw" });
export const BATCH_MEMBERS = membersOf(batchBody, { items: { list: "raw", max: MAX_ITEMS } });
export const QUERY_MEMBERS = membersOf(queryBody, {
  company_domains: { list: "scalar", max: MAX_ITEMS },
  contains: "raw",
  fields: { list: "scalar", max: COLUMNS.length },
});

/** The members of a body; those that are not named are scalars. */
function membersOf<Shape extends z.ZodRawShape>(
  { shape }: z.ZodObject<Shape>,
  kinds: { [Name in keyof Shape]?: MemberKind },
): Members {
  const names = Object.keys(shape) as (keyof Shape)[];
  return Object.fromEntries(names.map((name) => [name, kinds[name] ?? "scalar"]));
}
