/** Many callers at once: three reads of one company to one write of 20 kB. */
import type { Caller } from "./callers.ts";
import type { Benchmark, Context } from "./context.ts";
import { ORGS, ROWS } from "./data.ts";
import { domainOf } from "./documents.ts";
import { checkPeer, compareWithPeer } from "./peer.ts";
import type { Findings, Row } from "./row.ts";
import { type Ask, loadSides, type Side, type SideLoad, tabulateLoads } from "./run_callers.ts";
import { makeItem } from "./writes.ts";

/** How many callers ask at once. */
const CALLERS = [1, 16, 64];
/** From so many on we are judged by the least function; of one alone, `one_request.ts` judges the time. */
const JUDGED_FROM = 16;
const LIMIT = 0.85;
/** How many callers read pages at once. */
const READERS = 16;

/** Requests a second through the functions, beside the least function and beside the peer. */
export const benchLoad: Benchmark = async (context) => {
  await checkPeer(context);
  const found = [];
  for (const callers of CALLERS) found.push(await benchMix(context, callers));
  found.push(await benchPagesAtOnce(context));
  return {
    rows: found.flatMap(({ rows }) => rows),
    breakdowns: found.flatMap(({ breakdowns }) => breakdowns),
  };
};

async function benchMix(context: Context, callers: number): Promise<Findings> {
  const { gateway, direct, peer, samples } = context;
  // As text, so that the callers' own work weighs the same on all sides and little on any.
  const items = Array.from({ length: 200 }, (_, index) => JSON.stringify(makeItem(1000 + index)));
  const rows = items.map((item) => ({ org_id: ORGS.writtenStraight, ...JSON.parse(item) }));
  const domain = (turn: number) => domainOf(turn % ROWS);
  const mix = (read: Ask, write: Ask): Ask => (turn) => turn % 4 === 3 ? write(turn) : read(turn);
  const askFunctions = (caller: Caller, orgId: string) =>
    mix(
      (turn) => caller.query(ORGS.usual, { company_domain: domain(turn) }),
      (turn) => caller.upsert(orgId, items[turn % items.length]!),
    );
  const sides = [
    {
      name: "through the functions",
      ask: askFunctions(gateway, ORGS.written),
      processes: ["query", "upsert"],
    },
    {
      name: "through the least function",
      ask: mix(
        (turn) =>
          gateway.least("query", ORGS.usual, JSON.stringify({ company_domain: domain(turn) })),
        (turn) => gateway.least("upsert", ORGS.writtenStraight, items[turn % items.length]!),
      ),
      processes: ["least"],
    },
    {
      name: "straight to the Data API",
      ask: mix(
        (turn) =>
          gateway.read(`select=*&org_id=eq.${ORGS.usual}&company_domain=eq.${domain(turn)}`),
        (turn) => gateway.write(rows[turn % rows.length]!),
      ),
      processes: [],
    },
    {
      name: "the functions at their own ports",
      ask: askFunctions(direct, ORGS.written),
      processes: ["query", "upsert"],
    },
    {
      name: namePeer(context),
      ask: askFunctions(peer, ORGS.writtenStraight),
      processes: ["peer"],
    },
  ] as const satisfies Side[];
  const loads = await loadSides(sides, callers, samples);
  const [ours, least, , oursDirect, peers] = loads;
  const what = `${callers} ${callers === 1 ? "caller" : "callers at once"}`;
  return {
    rows: [
      compareWithLeast(`${what}, three reads to one write`, callers, { ours, least }),
      ...compareWithPeer(what, { ours: oursDirect, peer: peers }),
    ],
    breakdowns: [tabulateLoads(what, loads)],
  };
}

/** Pages of 100 rows of 2 kB, beside the peer. */
async function benchPagesAtOnce(context: Context): Promise<Findings> {
  const askPage = (caller: Caller): Ask => () => caller.query(ORGS.small, { limit: 100 });
  const sides = [
    {
      name: "the functions at their own ports",
      ask: askPage(context.direct),
      processes: ["query"],
    },
    { name: namePeer(context), ask: askPage(context.peer), processes: ["peer"] },
  ] as const satisfies Side[];
  const loads = await loadSides(sides, READERS, context.samples);
  const [ours, peer] = loads;
  const what = `${READERS} callers at once, pages of 100 rows of 2 kB`;
  return {
    rows: compareWithPeer(what, { ours, peer }),
    breakdowns: [tabulateLoads(what, loads)],
  };
}

function namePeer({ subjects }: Context): string {
  return `the peer at its own port, on ${subjects.peerRuntime}`;
}

function compareWithLeast(
  what: string,
  callers: number,
  { ours, least }: { ours: SideLoad; least: SideLoad },
): Row {
  const { errors } = ours.load;
  const row = {
    what,
    floor: `${least.requestsPerSecond.toFixed(0)} requests/s`,
    measured: `${ours.requestsPerSecond.toFixed(0)} requests/s, ${errors.length} errors`,
    value: errors.length > 0 ? 0 : ours.requestsPerSecond / least.requestsPerSecond,
  };
  if (callers < JUDGED_FROM) return { ...row, toReach: "reported" };
  const toReach = `at least ${LIMIT.toFixed(2)} times the least function, no error`;
  return { ...row, limit: LIMIT, atLeast: true, toReach };
}
