/** The bodies of writes, and what is sent to the database for them. */
import { z } from "zod";
import { type ColumnField, type Input, MAX_ITEMS, ROW } from "../contract.ts";
import { type Members, RawJson } from "../raw_json.ts";

/** Schema of an upsert's body; `raw_parallel_output` stays {@link RawJson}. */
export const upsertBody = z.strictObject(shapeOf(ROW));
/** What an upsert writes. */
export type UpsertInput = z.output<typeof upsertBody>;

/** Schema of a batch's body; its items stay {@link RawJson}, because each is validated separately. */
export const batchBody = z.strictObject({
  items: z.array(z.instanceof(RawJson)).min(1).max(MAX_ITEMS),
});

/** How the members of each body are read, so that list sizes are checked before the lists are built. */
export const UPSERT_MEMBERS = membersOf(ROW);
export const BATCH_MEMBERS: Members = { items: { list: "raw", max: MAX_ITEMS } };

/** Columns that keep a stored value, or take an older one, if no value is given. */
type KeptColumn = {
  [Name in keyof typeof ROW]: (typeof ROW)[Name] extends { onConflict: "keep" } ? Name : never;
}[keyof typeof ROW];

/** Every {@link KeptColumn}. */
export const KEPT_COLUMNS = Object.entries<ColumnField>(ROW)
  .filter(([, { onConflict }]) => onConflict === "keep").map(([name]) => name as KeptColumn);

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

/** The schemas of the fields that callers may send. */
export function shapeOf<Fields extends object>(fields: Fields): ShapeOf<Fields> {
  return Object.fromEntries(
    listInputs(fields).map(([name, { input }]) => [name, input]),
  ) as ShapeOf<Fields>;
}

/** How those fields are read from a body. */
export function membersOf(fields: object): Members {
  return Object.fromEntries(
    listInputs(fields).map(([name, { read = "scalar" }]) => [name, read]),
  );
}

/** The fields that callers may send. */
export function listInputs(fields: object): [name: string, field: Input][] {
  return Object.entries(fields).filter(([, { input }]) => input !== undefined);
}
