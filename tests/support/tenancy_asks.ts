/** Random requests of an org's callers, many of which name what belongs to another org. */
import fc from "fast-check";
import { COLUMNS } from "../../supabase/functions/_shared/contract.ts";
import {
  type Apps,
  asBearer,
  asInternal,
  BATCH_PATHS,
  KEYS,
  mintSession,
  PATHS,
  post,
} from "./apps.ts";
import {
  DOCUMENTS,
  DOMAINS,
  type Org,
  PROCESSORS,
  TIMES,
  tokenOf,
  type World,
} from "./tenancy_world.ts";

type Body = Record<string, unknown>;

/** One thing that a caller of the own org does. */
export type Ask =
  | { kind: "upsert" | "batch"; path: string; body: Body }
  | { kind: "query"; path: string; body: Body; caller: CallerKind; then: Then };

type CallerKind = "internal" | "session" | "api_token" | "super_admin";
const CALLERS: CallerKind[] = [
  "internal",
  "internal",
  "session",
  "session",
  "api_token",
  "super_admin",
];

/** With which cursor the query is asked on: its own, altered, or the other org's of this query. */
type Then = "nothing" | "own" | "altered" | "foreign";
const THENS: Then[] = [...Array<Then>(7).fill("nothing"), "own", "altered", "foreign"];

/** An answer as its caller sees it; but for the time that it took. */
export interface Answer {
  status: number;
  headers: string[];
  text: string;
}

/** What a caller asks, in a world. */
export function asks({ own, others }: World): fc.Arbitrary<Ask> {
  const orgs = [own, ...others];
  const pick = (idOf: (org: Org) => string) => fc.constantFrom(...orgs.map(idOf));
  const uuid = fc.oneof(
    { weight: 4, arbitrary: pick(({ submissionId }) => submissionId) },
    { weight: 4, arbitrary: pick(({ runId }) => runId) },
    { weight: 1, arbitrary: pick(({ id }) => id) },
    { weight: 1, arbitrary: fc.uuid() },
  );
  const domain = fc.tuple(
    fc.constantFrom("", "https://www.", "WWW."),
    fc.constantFrom(...DOMAINS),
  ).map((parts) => parts.join(""));

  const item = fc.record({
    company_domain: domain,
    company_name: rarely(fc.constantFrom("New", null)),
    raw_parallel_output: fc.constantFrom(...DOCUMENTS).map((text) => JSON.parse(text)),
    processor: rarely(fc.constantFrom(...PROCESSORS)),
    source_submission_id: rarely(uuid),
    source_pipeline_run_id: rarely(uuid),
  });
  const query = fc.record({
    company_domain: rarely(domain),
    company_domains: rarely(fc.array(fc.oneof(domain, fc.constant("none")), { minLength: 1 })),
    processor: rarely(fc.constantFrom(...PROCESSORS)),
    source_submission_id: rarely(uuid),
    source_pipeline_run_id: rarely(uuid),
    updated_since: rarely(fc.constantFrom(...TIMES)),
    contains: rarely(fc.constantFrom({}, { a: 1 }, { titles: [] }, { b: {} })),
    search: rarely(fc.constantFrom("buyer", "LEAD buyer", `"lead buyer"`, "bu*", "lead", `"`)),
    pointer: rarely(fc.constantFrom("", "/a", "/titles", "/titles/0", "/b/c", "a")),
    fields: rarely(fc.subarray([...COLUMNS], { minLength: 1 })),
    limit: fc.constantFrom(undefined, 1, 2, 5, 1000),
    offset: rarely(fc.integer({ min: 0, max: 4 })),
    include_total: rarely(fc.constant(true)),
    org_id: rarely(pick(({ id }) => id)),
  });
  return fc.oneof(
    {
      weight: 16,
      arbitrary: fc.record({
        kind: fc.constant("query" as const),
        path: fc.constantFrom(...PATHS.query),
        body: query,
        caller: fc.constantFrom(...CALLERS),
        then: fc.constantFrom(...THENS),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("upsert" as const),
        path: fc.constantFrom(...PATHS.upsert),
        body: item,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("batch" as const),
        path: fc.constantFrom(...BATCH_PATHS),
        body: fc.record({ items: fc.array(item, { minLength: 1, maxLength: 3 }) }),
      }),
    },
  );
}

/** Mostly absent, since several filters leave few rows. */
function rarely<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  );
}

/**
 * Does what a caller asks.
 *
 * @param foreignCursor The cursor that another org gets for the same query.
 * @returns The answer, and where the query is asked on, that answer too.
 */
export async function ask(
  apps: Apps,
  org: Org,
  asked: Ask,
  foreignCursor: string | null,
): Promise<Answer[]> {
  if (asked.kind !== "query") {
    return [await send(apps, "upsert", asked.path, asked.body, asInternal(org.id))];
  }
  const { path, caller, then } = asked;
  const body = caller === "super_admin" ? { ...asked.body, org_id: org.id } : asked.body;
  const headers = await headersOf(caller, org);
  const first = await send(apps, "query", path, body, headers);
  const next = readCursor(first);
  const cursor = { nothing: null, own: next, altered: next && alter(next), foreign: foreignCursor };
  if (cursor[then] === null) return [first];
  const on = { ...body, offset: undefined, cursor: cursor[then] };
  return [first, await send(apps, "query", path, on, headers)];
}

/** The cursor that an org gets for a query. */
export async function cursorFor(apps: Apps, org: Org, body: Body): Promise<string | null> {
  const own = { ...body, org_id: undefined, fields: undefined, limit: 1 };
  return readCursor(await send(apps, "query", PATHS.query[0], own, asInternal(org.id)));
}

async function headersOf(caller: CallerKind, org: Org): Promise<Record<string, string>> {
  switch (caller) {
    case "internal":
      return asInternal(org.id);
    case "session":
      return asBearer(await mintSession(org.id));
    case "api_token":
      return asBearer(tokenOf(org));
    case "super_admin":
      return asBearer(KEYS.superAdminApiKey);
  }
}

async function send(
  apps: Apps,
  name: "upsert" | "query",
  path: string,
  body: Body,
  headers: Record<string, string>,
): Promise<Answer> {
  const request = post(path, body, { ...headers, "x-request-id": "one-id" });
  const response = await apps.fetch(name, request);
  const told = [...response.headers].filter(([header]) => header !== "server-timing");
  return { status: response.status, headers: told.map(String), text: await response.text() };
}

function readCursor({ status, text }: Answer): string | null {
  return status === 200 ? JSON.parse(text).pagination.next_cursor : null;
}

/** Changes one character in the middle, where a cursor has the place of its row. */
function alter(cursor: string): string {
  const middle = cursor.length >> 1;
  return cursor.slice(0, middle) + (cursor[middle] === "A" ? "B" : "A") + cursor.slice(middle + 1);
}
