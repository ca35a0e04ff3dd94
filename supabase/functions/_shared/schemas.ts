/** What callers may send: the zod schemas that validate bodies, and how a fault is told. */
import { z } from "zod";
import { normalizeCompanyDomain } from "./domain.ts";
import { type Issue, ServiceError } from "./errors.ts";
import { findUnstorableEscape, RawJson } from "./raw_json.ts";

/** The most rows that one read of the Data API returns; it cuts longer answers without a word. */
export const MAX_ROWS = 1000;

/** Faults of one body that are told; a body of a megabyte may have ten thousands. */
const MAX_ISSUES = 100;

/** Text as a Postgres `text` column holds it. */
const text = z.string().refine(
  (value) => value.isWellFormed() && !value.includes("\0"),
  "Contains a character that the database cannot hold: \\u0000 or half of a surrogate pair.",
);

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

const rawDocument = z.instanceof(RawJson, { error: "Required: a JSON object." }).check(
  (context) => {
    const { text } = context.value;
    const escape = findUnstorableEscape(text);
    const message = !text.startsWith("{")
      ? "Expected a JSON object."
      : escape !== undefined
      ? `Contains ${escape}, which the database cannot hold. Send the document without it.`
      : undefined;
    if (message) context.issues.push({ code: "custom", message, input: context.value });
  },
);

/** Body of an upsert, with `raw_parallel_output` kept as {@link RawJson}. */
export const upsertBody = z.strictObject({
  company_domain: companyDomain,
  company_name: text.nullish(),
  company_description: text.nullish(),
  raw_parallel_output: rawDocument,
  parallel_run_id: text.nullish(),
  processor: text.nullish(),
  source_submission_id: uuid.nullish(),
  source_pipeline_run_id: uuid.nullish(),
});

/** Body of a query; every field may be absent or null. */
export const queryBody = z.strictObject({
  company_domain: z.literal("").transform(() => undefined).or(companyDomain).nullish(),
  limit: z.int().min(1).max(MAX_ROWS).nullish().transform((value) => value ?? 100),
  offset: z.int().min(0).nullish().transform((value) => value ?? 0),
  org_id: uuid.nullish(),
});

/**
 * Validates a value by a schema.
 *
 * @returns What the schema makes of the value.
 * @throws {ServiceError} `validation_failed` (422) with every fault, each with its path.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: describe });
  if (result.success) return result.data;
  const all = result.error.issues.flatMap(toIssues);
  const issues = all.slice(0, MAX_ISSUES);
  const paths = [...new Set(issues.map(({ path }) => path || "the body"))].join(", ") +
    (all.length > MAX_ISSUES ? ` and ${all.length - MAX_ISSUES} more` : "");
  throw new ServiceError("validation_failed", `The body is not valid: see ${paths} in issues.`, {
    issues,
  });
}

/** One issue for each unknown field, so that each is named by its path. */
function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      message: "Unknown field. Remove it, or check its spelling.",
    }));
  }
  if (issue.code === "invalid_union") {
    const last = issue.errors.at(-1) ?? [];
    return last.flatMap((inner) => toIssues({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ path: pathOf(issue.path), message: issue.message }];
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

/** Sentences in place of zod's own, which tell the values received. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "Required.";
  switch (issue.code) {
    case "invalid_type":
      return `Expected ${issue.expected}, received ${typeName(issue.input)}.`;
    case "invalid_format":
      return issue.format === "guid" ? "Expected a uuid." : undefined;
    case "too_small":
      return `Expected at least ${issue.minimum}.`;
    case "too_big":
      return `Expected at most ${issue.maximum}.`;
    default:
      return undefined;
  }
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof RawJson) return "JSON";
  return Array.isArray(value) ? "array" : typeof value;
}
