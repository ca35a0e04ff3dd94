/** The peer beside ours: whether it answers the same, and how the two compare. */
import { equal } from "@std/assert";
import { ToldError } from "../../../scripts/errors/describe.ts";
import { type Caller, parse } from "./callers.ts";
import type { Context } from "./context.ts";
import { ORGS, TOKEN } from "./data.ts";
import { domainOf } from "./documents.ts";
import { formatTime, type Row } from "./row.ts";
import type { SideLoad } from "./run_callers.ts";
import { makeItem } from "./writes.ts";

/** What is asked of both: what is measured, and what a careless peer would do otherwise. */
const ASKED: Record<string, (caller: Caller) => Promise<Uint8Array>> = {
  "a query of one domain": (caller) =>
    caller.query(ORGS.usual, { company_domain: domainOf(7).toUpperCase() }),
  "a page": (caller) => caller.query(ORGS.small, { limit: 100 }),
  "a page by API token": (caller) => caller.withToken(TOKEN).query(ORGS.usual, { limit: 2 }),
  "an upsert": (caller) => caller.upsert(ORGS.written, JSON.stringify(makeItem(7))),
  "an upsert without a name": (caller) =>
    caller.upsert(ORGS.written, JSON.stringify({ ...makeItem(7), company_name: " " })),
};

/**
 * Asks the peer and ours for the same, since to compare their speed the answers have to be alike.
 *
 * @throws {ToldError} naming the first request to which their data differ.
 */
export async function checkPeer({ direct, peer }: Context): Promise<void> {
  for (const [what, ask] of Object.entries(ASKED)) {
    const [ours, theirs] = [readData(await ask(direct)), readData(await ask(peer))];
    if (equal(ours, theirs)) continue;
    const cut = (data: unknown) => JSON.stringify(data).slice(0, 300);
    throw new ToldError(
      `The peer answers ${what} otherwise than ours:\n${cut(theirs)}\nbut ours:\n${cut(ours)}`,
    );
  }
}

/** The rows of an answer, without the time of a write, in which no two writes are alike. */
function readData(answer: Uint8Array): unknown[] {
  const { data } = parse(answer) as { data: object | object[] };
  return [data].flat().map((row) => ({ ...row, updated_at: undefined }));
}

/** Requests a second and CPU a request of ours, with the peer's as the floor. */
export function compareWithPeer(
  what: string,
  { ours, peer }: { ours: SideLoad; peer: SideLoad },
): Row[] {
  const tell = ({ requestsPerSecond, load }: SideLoad) =>
    `${requestsPerSecond.toFixed(0)} requests/s` +
    (load.errors.length > 0 ? `, ${load.errors.length} errors` : "");
  const rows: Row[] = [{
    what: `${what}, beside the peer`,
    floor: tell(peer),
    measured: tell(ours),
    value: ours.requestsPerSecond / peer.requestsPerSecond,
    toReach: "reported",
  }];
  if (ours.cpuMs === undefined || peer.cpuMs === undefined) return rows;
  return [...rows, {
    what: `${what}, CPU a request beside the peer`,
    floor: formatTime(peer.cpuMs),
    measured: formatTime(ours.cpuMs),
    value: ours.cpuMs / peer.cpuMs,
    toReach: "reported",
  }];
}
