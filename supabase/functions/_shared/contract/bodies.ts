/** The bodies that callers send, and what the database gets of them. */
import { z } from "zod";
import {
  type ColumnField,
  FILTERS,
  type Input,
  MAX_ITEMS,
  QUERY_FIELDS,
  ROW,
} from "../contract.ts";
import { type Members, RawJson } from "../raw_json.ts";

/** Body of an upsert, with `raw_parallel_output` kept as {@link RawJson}. */
export const upsertBody = z.strictObject(shapeOf(ROW));
/** What an upsert writes. */
export type UpsertInput = z.output<typeof upsertBody>;

/** Body of a batch, with each of its items kept as {@link RawJson} and validated by itself. */
export const batchBody = z.strictObject({
  items: z.array(z.instanceof(RawJson)).min(1).max(MAX_ITEMS),
});

/** Body of a query, with `contains` kept as {@link RawJson}. */
export const queryBody = z.strictObject(shapeOf(QUERY_FIELDS)).check(({ value, issues }) => {
  const exclude = (path: string, message: string) =>
    issues.push({ code: "custom", path: [path], message, input: value });
  if (value.company_domain != null && value.company_domains != null) {
    exclude("company_domains", "Give company_domain or company_domains, not both.");
  }
  if (value.cursor != null && value.offset != null) {
    exclude("offset", "Give cursor or offset, not both.");
  }
});
/** What a query asks for. */
export type QueryInput = z.output<typeof queryBody>;

/** How the members of each body are read, so that what they may cost is bounded before it is paid. */
export const UPSERT_MEMBERS = membersOf(ROW);
export const BATCH_MEMBERS: Members = { items: { list: "raw", max: MAX_ITEMS } };
export const QUERY_MEMBERS = membersOf(QUERY_FIELDS);

/** The filters of a query that the database compares, by the names that it knows. */
export function filtersOf(query: Partial<QueryInput>): Record<string, unknown> {
  const given = Object.keys(FILTERS).map((name) => [name, query[name as keyof typeof FILTERS]]);
  return Object.fromEntries(
    given.filter(([, value]) => value != null)
      // As text: the database reads its numbers as they were written.
      .map(([name, value]) => [name, value instanceof RawJson ? value.text : value]),
  );
}

/**
 * The row that a write sends. A column with `keep` is left out if no value is given; other columns
 * without a value become null.
 *
 * @param document What to send in place of the document.
 */
export function rowOf(orgId: string, input: UpsertInput, document: string): WrittenRow {
  const row: Record<string, unknown> = { org_id: orgId };
  for (const [name, field] of Object.entries<ColumnField>(ROW)) {
    if (field.input === undefined) continue;
    const value = field.answer === "document" ? document : input[name as keyof UpsertInput];
    if (value != null || field.onConflict === "replace") row[name] = value ?? null;
  }
  return row as WrittenRow;
}

/** The row that {@link rowOf} makes. */
type WrittenRow =
  & Record<"org_id" | "company_domain" | "raw_parallel_output", string>
  & {
    [Name in Exclude<keyof UpsertInput, "company_domain" | "raw_parallel_output">]?: string | null;
  };

type ShapeOf<Fields> = {
  [Name in keyof Fields as Fields[Name] extends { input: z.ZodType } ? Name : never]:
    Fields[Name] extends { input: infer Schema } ? Schema : never;
};

/** The schemas of those fields that callers send. */
function shapeOf<Fields extends object>(fields: Fields): ShapeOf<Fields> {
  return Object.fromEntries(
    listInputs(fields).map(([name, { input }]) => [name, input]),
  ) as ShapeOf<Fields>;
}

function membersOf(fields: object): Members {
  return Object.fromEntries(
    listInputs(fields).map(([name, { read = "scalar" }]) => [name, read]),
  );
}

/** The fields that callers send. */
function listInputs(fields: object): [name: string, field: Input][] {
  return Object.entries(fields).filter(([, { input }]) => input !== undefined);
}
