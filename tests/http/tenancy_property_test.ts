import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type postgres from "postgres";
import { shareOf } from "../../scripts/local/share.ts";
import { type Answer, asks } from "../support/tenancy_asks.ts";
import type { Row } from "../support/query.ts";
import { type Pair, startPair } from "../support/tenancy_pair.ts";
import { type World, world } from "../support/tenancy_world.ts";

const SEED = 2026;
/** Worlds whose callers ask at the same time. */
const WORLDS_AT_ONCE = 5;
const WORLDS = shareOf(10);
const ASKS_PER_WORLD = 200;

let pair: Pair;
Deno.test.beforeAll(async () => {
  pair = await startPair();
});
Deno.test.afterAll(() => pair[Symbol.asyncDispose]());

Deno.test("an org is answered the same, byte for byte, whether other orgs are there or not", async () => {
  const counts = new Map<string, number>();
  const count = (answer: Answer) =>
    kindsOf(answer).forEach((kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  const compareAsks = async (each: World) => {
    const property = fc.asyncProperty(asks(each), async (asked) => {
      const [first, next] = await pair.compare(each, asked);
      [first!, ...next ? [next] : []].forEach(count);
      if (asked.kind === "query" && first!.status === 200 && next) {
        assertEquals(next.status, asked.then === "own" ? 200 : 422);
      }
    });
    const details = await fc.check(property, { seed: SEED, numRuns: ASKS_PER_WORLD });
    assert(!details.failed, fc.defaultReportMessage(details));
    return details.numRuns;
  };
  const worlds = fc.sample(world, { seed: SEED, numRuns: WORLDS });
  let runs = 0;
  while (worlds.length > 0) {
    const part = worlds.splice(0, WORLDS_AT_ONCE);
    await pair.load(part);
    for (const done of await Promise.all(part.map(compareAsks))) runs += done;
  }
  assertEquals(runs, WORLDS * ASKS_PER_WORLD);
  // That answers are the same says little where there is nothing in them.
  const least = Object.entries({
    "200 with rows": 500,
    "200 with a next page": 150,
    "200 with a total": 100,
    "200 with not_found": 100,
    "200 with matches": 30,
    "200 with a part": 50,
    "200 of an upsert": 50,
    "207": 30,
    "403 org_forbidden": 100,
    "422 source_not_in_org": 30,
    "422 validation_failed": 50,
  });
  for (const [kind, count] of least) {
    assert(
      (counts.get(kind) ?? 0) >= shareOf(count) / 2,
      `${counts.get(kind)} answers are ${kind}.`,
    );
  }
});

/** What an answer is an example of. */
function kindsOf({ status, text }: Answer): string[] {
  const { code, data, pagination, not_found } = JSON.parse(text);
  const parts = {
    "with rows": pagination?.returned > 0,
    "with a next page": pagination?.has_more,
    "with a total": pagination?.total > 0,
    "with not_found": not_found?.length > 0,
    "with matches": pagination && data.some((row: Row) => row.matches !== undefined),
    "with a part": pagination &&
      data.some(({ raw_parallel_output: part }: Row) =>
        part !== undefined && (typeof part !== "object" || Array.isArray(part))
      ),
    "of an upsert": data?.id !== undefined,
  };
  const shown = Object.entries(parts).flatMap(([part, is]) => is ? [`${status} ${part}`] : []);
  return [code === undefined ? `${status}` : `${status} ${code}`, ...shown];
}

/** Ways in which the database could forget the org; each tells the statement that mends it. */
const LEAKS: [name: string, leak: (sql: postgres.Sql) => Promise<string>][] = [
  ["a listing", (sql) => forgetOrg(sql, "icp_job_titles_predicate", "t.org_id = $1", "true")],
  ["a search", (sql) => forgetOrg(sql, "search_tsquery", "'''-' || p_org_id || ''' & '", "''")],
  ["a row's source", async (sql) => {
    const triggers = await sql`
      select tgname from pg_trigger join pg_constraint on pg_constraint.oid = tgconstraint
      where conname = 'icp_job_titles_source_submission_org_fkey' and tgrelid = conrelid`;
    for (const { tgname } of triggers) {
      await sql`alter table icp_job_titles disable trigger ${sql(tgname)}`;
    }
    return "alter table icp_job_titles enable trigger all";
  }],
];
for (const [name, leak] of LEAKS) {
  Deno.test(`the comparison fails where ${name} is not bound to the org`, async () => {
    const [each] = fc.sample(world, { seed: SEED, numRuns: 1 });
    await pair.load([each!]);
    const mend = await leak(pair.sql);
    const property = fc.asyncProperty(asks(each!), async (asked) => {
      await pair.compare(each!, asked);
    });
    const options = { seed: SEED, numRuns: 200, endOnFailure: true };
    const { failed } = await fc.check(property, options);
    await pair.sql.unsafe(mend);
    assert(failed);
  });
}

/** Replaces what binds a function to the org. */
async function forgetOrg(
  sql: postgres.Sql,
  name: string,
  bond: string,
  otherwise: string,
): Promise<string> {
  const [found] = await sql`select pg_get_functiondef(${name}::regproc) as text`;
  const text = found!.text.replace(bond, () => otherwise);
  assert(text !== found!.text);
  await sql.unsafe(text);
  return found!.text;
}
