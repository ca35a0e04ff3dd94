/** Reads: one company, a hundred rows, a thousand rows, the last page of a long listing. */
import { COLUMNS } from "../../../supabase/functions/_shared/contract.ts";
import { parse } from "./callers.ts";
import { type Benchmark, tellHops, timeFourWays } from "./context.ts";
import { ORGS, ROWS } from "./data.ts";
import { domainOf } from "./documents.ts";
import { alternate } from "./measure.ts";
import { compareTimes, type Row, tellTimings } from "./row.ts";

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
    breakdowns: [tellHops("Query of one domain, 20 kB", timings)],
  };
};

/** Pages of 100 and of 1000 rows of 20 kB, beside the same listing straight. */
export const benchPages: Benchmark = async (context) => {
  const findings = { rows: [] as Row[], breakdowns: [] as ReturnType<typeof tellHops>[] };
  for (const [limit, number] of [[100, 80], [1000, 14]] as const) {
    const title = `query of ${limit} rows of 20 kB`;
    const timings = await timeFourWays(
      context,
      number,
      (caller) => caller.query(ORGS.usual, { limit }),
      (caller) => caller.read(`${SELECT}&org_id=eq.${ORGS.usual}&${ORDER}&limit=${limit}`),
    );
    findings.rows.push(compareTimes(`${title}, p50`, {
      floor: timings.straight.p50,
      measured: timings.ours.p50,
      limit: 1.1,
    }));
    findings.breakdowns.push(tellHops(title.replace("query", "Query"), timings));
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
    breakdowns: [tellTimings("Pages of 100 out of 100,000 small rows", timings)],
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
