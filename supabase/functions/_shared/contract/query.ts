/** Every field of a query, defined once as those of a row are in `contract.ts`; and its body. */
import { z } from "zod";
import { COLUMNS, type Input, MAX_ITEMS, MAX_ROWS } from "../contract.ts";
import { RawJson } from "../raw_json.ts";
import { membersOf, shapeOf } from "./bodies.ts";
import { CONTAINS_LIMITS } from "./contains.ts";
import { jsonPointer, MAX_POINTER_LENGTH } from "./pointer.ts";
import { SEARCH_LIMITS, searchTerms } from "./search.ts";
import { containedDocument, filterDomain, filterText, time, uuid } from "./values.ts";

/** Which companies a query is about. */
const COMPANIES = {
  company_domain: {
    input: filterDomain,
    inputText: 'One company, in any spelling; "" counts as absent.',
  },
  company_domains: {
    input: z.array(z.string()).min(1).max(MAX_ITEMS).nullish(),
    inputText: "Several companies. Cannot be combined with company_domain.",
    read: { list: "scalar", max: MAX_ITEMS },
  },
} as const satisfies Record<string, Input>;

/** The filters that the database applies; `icp_job_titles_predicate` turns them into SQL by name. */
export const FILTERS = {
  processor: {
    input: filterText,
    inputText: "Rows with exactly this value. Blank counts as absent.",
  },
  parallel_run_id: {
    input: filterText,
    inputText: "Rows with exactly this value. Blank counts as absent.",
  },
  source_submission_id: { input: uuid, inputText: "Rows with this source." },
  source_pipeline_run_id: { input: uuid, inputText: "Rows with this source." },
  updated_since: {
    input: time,
    inputText: "RFC 3339 with an offset: rows written at that time or later.",
  },
  updated_before: {
    input: time,
    inputText: "RFC 3339 with an offset: rows last written before that time.",
  },
  researched_since: {
    input: time,
    inputText: "RFC 3339 with an offset: rows with researched_at at that time or later.",
  },
  researched_before: {
    input: time,
    inputText: "RFC 3339 with an offset: rows with researched_at before that time.",
  },
  contains: {
    input: containedDocument,
    inputText: "Rows whose raw_parallel_output contains this, as in JSONB's @>; at most " +
      `${CONTAINS_LIMITS.characters} characters, and ${CONTAINS_LIMITS.elements} array elements in all.`,
    read: "raw",
  },
  search: {
    input: searchTerms,
    inputText:
      "Rows whose texts in raw_parallel_output have each of these words, in any letter case: " +
      'controll* for a prefix, "revenue operations" for words that stand together; at most ' +
      `${SEARCH_LIMITS.words} words and ${SEARCH_LIMITS.characters} characters. Rows then have ` +
      "matches. Blank counts as absent.",
  },
} as const satisfies Record<string, Input>;

/** Which part of the matching rows to return. */
const PAGE = {
  fields: {
    input: z.array(z.enum(COLUMNS)).min(1).max(COLUMNS.length).nullish(),
    inputText: "The columns of the rows; all if absent.",
    read: { list: "scalar", max: COLUMNS.length },
  },
  pointer: {
    input: jsonPointer.nullish(),
    inputText:
      "A JSON Pointer (RFC 6901), such as /titles/0: raw_parallel_output of the rows is that " +
      `part of it, or null; at most ${MAX_POINTER_LENGTH} characters.`,
  },
  limit: {
    input: z.int().min(1).max(MAX_ROWS).nullish().transform((value) => value ?? 100),
    inputText: "Rows of a page; 100 if absent.",
  },
  offset: {
    input: z.int().min(0).max(2_147_483_647).nullish(),
    inputText: "Rows to skip. Cannot be combined with cursor.",
  },
  cursor: {
    input: z.string().max(1000).nullish(),
    inputText: "next_cursor of the previous page; the filters must be the same.",
  },
  include_total: {
    input: z.boolean().nullish(),
    inputText: "Whether to count all matching rows.",
  },
  org_id: { input: uuid, inputText: "Required for super-admins; others can only give their own." },
} as const satisfies Record<string, Input>;

/** The fields of a query; each may be absent or null. */
export const QUERY_FIELDS = { ...COMPANIES, ...FILTERS, ...PAGE };

/** Schema of a query's body; `contains` stays {@link RawJson}. */
export const queryBody = z.strictObject(shapeOf(QUERY_FIELDS)).check(({ value, issues }) => {
  const exclude = (path: string, message: string) =>
    issues.push({ code: "custom", path: [path], message, input: value });
  if (value.company_domain != null && value.company_domains != null) {
    exclude("company_domains", "Give company_domain or company_domains, not both.");
  }
  if (value.cursor != null && value.offset != null) {
    exclude("offset", "Give cursor or offset, not both.");
  }
  if (value.pointer != null && value.fields?.includes("raw_parallel_output") === false) {
    exclude(
      "pointer",
      "It is for a part of raw_parallel_output, which fields leaves out. Name it there, or leave " +
        "pointer out.",
    );
  }
});
/** What a query asks for. */
export type QueryInput = z.output<typeof queryBody>;

/** How its members are read, so that list sizes are checked before the lists are built. */
export const QUERY_MEMBERS = membersOf(QUERY_FIELDS);

/** The filters that the database applies to a query, by name. */
export function filtersOf(query: Partial<QueryInput>): Record<string, unknown> {
  const given = Object.keys(FILTERS).map((name) => [name, query[name as keyof typeof FILTERS]]);
  return Object.fromEntries(
    given.filter(([, value]) => value != null)
      // As text, so that the database gets the numbers exactly as they were written.
      .map(([name, value]) => [name, value instanceof RawJson ? value.text : value]),
  );
}
