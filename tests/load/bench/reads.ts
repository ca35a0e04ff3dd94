/** Reads: one company, a hundred rows, a thousand rows, the last page of a long listing. */
import { COLUMNS } from "../../../supabase/functions/_shared/contract.ts";
import { parse } from "./callers.ts";
import { type Benchmark, tabulateHops, timeFourWays } from "./context.ts";
import { ORGS, ROWS } from "./data.ts";
import { domainOf } from "./documents.ts";
import { alternate } from "./measure.ts";
import { compareTimes, type Row, tabulateTimings } from "./row.ts";

const SELECT = `select=${COLUMNS.join(",")}`;
const ORDER = "order=created_at.desc,id.desc";
const PAGE = 100;

/** A query of one company, beside the same `GET` straight. */
export const benchOneDomain: Benchmark = async (context) => {
  const timings = await timeFourWays(
    context,
    1000,
    (caller, round) => caller.query(ORGS.usual, { company_domain: domainOf(round % ROWS) }),
    (caller, round) =>
      caller.read(`${SELECT}&org_id=eq.${ORGS.usual}&company_domain=eq.${domainOf(round % ROWS)}`),
  );
  const compare = (name: "p50" | "p99"): Row =>
    compareTimes(`query of one domain, 20 kB, ${name}`, {
      floor: timings.straight[name],
      measured: timings.ours[name],
      limit: 1.25,
    });
  return {
    rows: [compare("p50"), compare("p99")],
    breakdowns: [tabulateHops("Query of one domain, 20 kB", timings)],
  };
};

/** Pages: the org, the rows, the samples, and what each percentile may be of the same straight. */
const PAGES = [
  { what: "100 rows of 2 kB", orgId: ORGS.small, limit: 100, number: 200, p50: 1.6, p90: 2 },
  { what: "10 rows of 20 kB", orgId: ORGS.usual, limit: 10, number: 200, p50: 1.25 },
  { what: "100 rows of 20 kB", orgId: ORGS.usual, limit: 100, number: 80, p50: 1.25 },
  { what: "1000 rows of 20 kB", orgId: ORGS.usual, limit: 1000, number: 14, p50: 1.25 },
];

/** Pages of several sizes, beside the same listing straight. */
export const benchPages: Benchmark = async (context) => {
  const findings = { rows: [] as Row[], breakdowns: [] as ReturnType<typeof tabulateHops>[] };
  for (const { what, orgId, limit, number, ...limits } of PAGES) {
    const timings = await timeFourWays(
      context,
      number,
      (caller) => caller.query(orgId, { limit }),
      (caller) => caller.read(`${SELECT}&org_id=eq.${orgId}&${ORDER}&limit=${limit}`),
    );
    for (const [name, most] of Object.entries(limits) as ["p50" | "p90", number][]) {
      findings.rows.push(compareTimes(`query of ${what}, ${name}`, {
        floor: timings.straight[name],
        measured: timings.ours[name],
        limit: most,
      }));
    }
    findings.breakdowns.push(tabulateHops(`Query of ${what}`, timings));
  }
  return findings;
};

/** The last 100 of 100,000 rows by cursor, beside the first 100. */
export const benchCursor: Benchmark = async ({ gateway, samples }) => {
  const cursor = await findLastPage(gateway.query);
  const timings = await alternate([
    { name: "first page", run: () => gateway.query(ORGS.many, { limit: PAGE }) },
    { name: "last page, by cursor", run: () => gateway.query(ORGS.many, { limit: PAGE, cursor }) },
  ], { warmUp: 20, samples: samples(300) });
  const [first, last] = timings as [typeof timings[0], typeof timings[0]];
  return {
    rows: [compareTimes("last page of 100,000 rows by cursor, p50", {
      floor: first.p50,
      measured: last.p50,
      limit: 1.2,
    })],
    breakdowns: [tabulateTimings("Pages of 100 out of 100,000 small rows", timings)],
  };
};

/** Walks the listing to the cursor after which one page is left. */
async function findLastPage(
  query: (orgId: string, body: unknown) => Promise<Uint8Array>,
): Promise<string> {
  let cursor: string | undefined;
  for (let left = 100_000 - PAGE; left > 0; left -= 1000) {
    const body = { fields: ["id"], limit: Math.min(left, 1000), ...(cursor && { cursor }) };
    const page = parse(await query(ORGS.many, body)) as { pagination: { next_cursor: string } };
    cursor = page.pagination.next_cursor;
  }
  return cursor!;
}
