/** What is asked of an org whose cost grows with its rows. */
import { type Ask, SEARCH } from "./scale_asks.ts";
import { domainOf, LIST, pick, timeOf } from "./scale_numbers.ts";
import type { Subject } from "./scale_subject.ts";

/** Each reads what it counts or filters; at a million rows the database may stop it. */
export const SCANS: Ask[] = [
  scan("`include_total` of all rows", { limit: 1, include_total: true }),
  scan("`include_total` of `updated_since`, half of all", ({ rows }) => ({
    limit: 1,
    include_total: true,
    updated_since: timeOf(rows / 2),
  })),
  scan("`include_total` of a search, all rows", {
    ...SEARCH,
    search: "dispatch",
    include_total: true,
  }),
  scan("`offset` at the middle", ({ rows }) => ({ limit: 100, offset: rows / 2 })),
  scan("`processor` that no row has", { processor: "ultra" }),
  scan("`parallel_run_id` that no row has", { parallel_run_id: "trun_0" }),
  scan("`contains` that every row has", { contains: { titles: [{ title: "Head of Dispatch" }] } }),
  scan("`contains` that no row has", { contains: { rarest: true } }),
  scan("`contains` among 500 domains", ({ rows }) => ({
    company_domains: Array.from({ length: LIST }, (_, at) => domainOf(pick(rows, at))),
    contains: { rarest: true },
  })),
  scan("a phrase that no row has, of words that all have", {
    ...SEARCH,
    search: '"dispatch of head"',
  }),
];

function scan(what: string, body: object | ((subject: Subject) => object)): Ask {
  return {
    what,
    samples: 2,
    prepare: (subject) =>
      Promise.resolve(() => subject.query(typeof body === "function" ? body(subject) : body)),
  };
}
