/** The texts of bodies: valid ones by construction, and the same ones spoilt. */
import fc from "fast-check";
import { explainCost } from "../../../supabase/functions/_shared/contract/contains.ts";
import { anything, document, domain, fields, search, text, time } from "./values.ts";
import type { World } from "./world.ts";

/** The members of a JSON object, in their order, repeated ones too. */
export type Members = [name: string, text: string][];

const orNull = (value: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant("null") });

/** The members of an upsert, or an item, that is written. */
export function upsertMembers({ sources }: World): fc.Arbitrary<Members> {
  const { source_submission_id, source_pipeline_run_id } = sources;
  const id = (value: string) => fc.constantFrom(value, value.toUpperCase()).map(quote);
  return fc.record({
    company_domain: domain,
    raw_parallel_output: document,
    company_name: orNull(text),
    company_description: orNull(text),
    parallel_run_id: orNull(text),
    processor: orNull(text),
    source_submission_id: orNull(id(source_submission_id)),
    source_pipeline_run_id: orNull(id(source_pipeline_run_id)),
  }, { requiredKeys: ["company_domain", "raw_parallel_output"] }).map(Object.entries);
}

/** The members of a query that is answered with a page. */
export function queryMembers({ cursors }: World): fc.Arbitrary<Members> {
  const shape = {
    fields: orNull(fields),
    limit: orNull(fc.integer({ min: 1, max: 1000 }).map(String)),
    include_total: orNull(fc.boolean().map(String)),
  };
  const uuid = orNull(fc.uuid().map(quote));
  const filters = {
    processor: orNull(text),
    parallel_run_id: orNull(text),
    source_submission_id: uuid,
    source_pipeline_run_id: uuid,
    updated_since: orNull(time),
    search: orNull(search),
    contains: orNull(document.filter((text) => explainCost(text) === undefined)),
    offset: orNull(fc.integer({ min: 0, max: 40 }).map(String)),
    ...shape,
  };
  const noKeys = { requiredKeys: [] };
  const company_domain = fc.oneof(domain, fc.constant('""'));
  const company_domains = fc.array(fc.oneof(domain, text), { minLength: 1, maxLength: 20 })
    .map((domains) => `[${domains}]`);
  return fc.oneof(
    fc.record({ ...filters, company_domain }, noKeys),
    fc.record({ ...filters, company_domains }, noKeys),
    fc.record(shape, noKeys),
    fc.record({ ...shape, cursor: fc.constantFrom(...cursors).map(quote) }, {
      requiredKeys: ["cursor"],
    }),
  ).map(Object.entries);
}

const NAMES = [
  ...["company_domain", "company_domains", "company_name", "company_description", "items"],
  ...["raw_parallel_output", "parallel_run_id", "processor", "contains", "fields", "limit"],
  ...["source_submission_id", "source_pipeline_run_id", "updated_since", "offset", "cursor"],
  ...[
    "include_total",
    "search",
    "pointer",
    "org_id",
    "__proto__",
    "constructor",
    "toString",
    "id",
    "",
    "a.b",
    "0",
  ],
];

/** Members of which some are replaced, repeated, dropped, or unknown. */
export function spoil(members: fc.Arbitrary<Members>): fc.Arbitrary<Members> {
  const change = fc.record({
    name: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...NAMES) },
      { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    ),
    value: anything,
    how: fc.constantFrom("replace", "append", "prepend", "drop"),
  });
  const changes = fc.array(change, { minLength: 1, maxLength: 3 });
  return fc.tuple(members, changes).map(([members, changes]) =>
    changes.reduce<Members>((list, { name, value, how }) => {
      const others = list.filter(([other]) => other !== name);
      if (how === "drop") return others;
      if (how === "prepend") return [[name, value], ...list];
      return [...(how === "append" ? list : others), [name, value]];
    }, members)
  );
}

/** Cursors that were good before a character of them changed. */
export function alteredCursor({ cursors }: World): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...cursors), fc.nat(), fc.string({ maxLength: 2 }))
    .map(([cursor, at, text]) => {
      const place = at % (cursor.length + 1);
      return quote(cursor.slice(0, place) + text + cursor.slice(place + 1));
    });
}

/** The text of an object. */
export function writeObject(members: Members): string {
  return `{${members.map(([name, text]) => `${quote(name)}:${text}`).join()}}`;
}

function quote(value: string): string {
  return JSON.stringify(value);
}
