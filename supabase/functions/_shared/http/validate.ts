/** Validates a body with its schema, and lists each problem with its path and a message. */
import type { z } from "zod";
import { type Issue, ServiceError } from "../errors.ts";

/** Maximum issues listed for a body, and for each item of a batch. */
const MAX_ISSUES = 100;
export const MAX_ISSUES_OF_ITEM = 20;
/** Maximum characters shown of a field's name. */
const MAX_SHOWN_NAME = 100;

const NOT_A_TIME =
  "Expected a time that exists, with its seconds and offset, such as 2026-01-31T00:00:00Z.";

/**
 * Validates a value with a schema.
 *
 * @param maxIssues Maximum issues in the error.
 * @returns The schema's output.
 * @throws {ServiceError} `validation_failed` (422) with an issue for each problem.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  maxIssues = MAX_ISSUES,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: describe });
  if (result.success) return result.data;
  const all = result.error.issues.flatMap(toIssues);
  const issues = all.slice(0, maxIssues);
  const paths = [...new Set(issues.map(({ path }) => path || "the body"))].join(", ") +
    (all.length > maxIssues ? " and more" : "");
  throw new ServiceError("validation_failed", `The body is not valid: see ${paths} in issues.`, {
    issues,
  });
}

/** Converts zod's issues; each unknown field gets an issue of its own. */
function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, shorten(key)]),
      message: "Unknown field. Remove it, or check its spelling.",
    }));
  }
  if (issue.code === "invalid_union") {
    const last = issue.errors.at(-1) ?? [];
    return last.flatMap((inner) => toIssues({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ path: pathOf(issue.path), message: issue.message }];
}

function shorten(name: string): string {
  return name.length > MAX_SHOWN_NAME ? `${name.slice(0, MAX_SHOWN_NAME)}…` : name;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

/** Replaces zod's own messages, which quote the values received. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "Required.";
  switch (issue.code) {
    case "invalid_type":
      return `Expected ${issue.expected}, received ${typeName(issue.input)}.`;
    case "invalid_format":
      if (issue.format === "guid") return "Expected a uuid.";
      return issue.format === "datetime" ? NOT_A_TIME : undefined;
    case "invalid_value":
      return `Expected one of ${issue.values.join(", ")}.`;
    case "too_small":
      return `Expected at least ${issue.minimum}${unitOf(issue.origin)}.`;
    case "too_big":
      return `Expected at most ${issue.maximum}${unitOf(issue.origin)}.`;
    default:
      return undefined;
  }
}

function unitOf(origin: string): string {
  return { array: " items", string: " characters" }[origin] ?? "";
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  // JSON.parse turns 1e400 into Infinity.
  if (value === Infinity || value === -Infinity) return "a number out of range";
  return Array.isArray(value) ? "array" : typeof value;
}
