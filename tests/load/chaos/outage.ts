/** The database away under load: what callers are told, and how soon all is well again. */
import { countStatuses } from "./kills.ts";
import { createLedger } from "./ledger.ts";
import type { Outcome } from "./callers.ts";
import { startLoad } from "./load.ts";
import type { Subject } from "./subject.ts";

/** The functions' deadline of 10 s, and the way there and back on a busy machine. */
const DEADLINE_MS = 10_500;
/** `@supabase/lite` connects for each request; PostgREST tries again after 1, 2, 4 … 32 s. */
const WELL_WITHIN_MS = { lite: 2000, postgrest: 34_000 };
/** How much longer than that it is watched after the database is back. */
const WATCH_MS = 8000;
const LIMIT_MS = 60_000;
/** How long health tells what it has read. */
const HEALTH_HOLDS_MS = 1000;

/** Takes the database away, and returns what brings it back. */
export type TakeAway = (stack: Subject["stack"]) => Promise<() => Promise<void>>;

/** What the callers met. */
interface OutageReport {
  /** One line for each second in which a request ended. */
  seconds: { second: number; statuses: Record<number, number>; slowestMs: number }[];
  /** From the return of the database to the first good answer, and to the end of the last bad one. */
  firstGoodMs: number;
  lastBadMs: number;
  /** How many requests ended while it was away, and the slowest of them. */
  answers: number;
  slowestMs: number;
  /** What is not as it is claimed, a sentence each. */
  faults: string[];
}

/** Takes the database away for some time under load. */
export async function outlastOutage(
  subject: Subject,
  takeAway: TakeAway,
  awayMs: number,
): Promise<OutageReport> {
  const isLite = subject.stack.engine === "@supabase/lite";
  const wellWithinMs = WELL_WITHIN_MS[isLite ? "lite" : "postgrest"];
  const ledger = createLedger();
  const load = startLoad(subject, ledger);
  await load.untilWell(LIMIT_MS);
  const pids = readPids(subject);
  const bringBack = await takeAway(subject.stack);
  const goneAt = performance.now();
  await sleep(awayMs);
  await bringBack();
  const backAt = performance.now();
  await sleep(wellWithinMs + WATCH_MS);
  await load.stop();

  const outcomes = load.outcomes.filter(({ endedAt }) => endedAt >= goneAt);
  // What was sent before may still have been done, or done in part (207).
  const whileAway = outcomes.filter(({ kind, status, sentAt, endedAt }) => {
    const from = goneAt + (kind === "health" ? HEALTH_HOLDS_MS : 0);
    return endedAt < backAt && (sentAt >= from || ![200, 207].includes(status));
  });
  const after = outcomes.filter(({ endedAt }) => endedAt >= backAt);
  const firstGoodMs = Math.min(...after.filter(({ isGood }) => isGood).map(timeSince(backAt)));
  const lastBadMs = Math.max(0, ...after.filter(({ isGood }) => !isGood).map(timeSince(backAt)));
  const slowestMs = slowest(outcomes);
  const lost = await ledger.findLost(subject.stack);
  const unclear = whileAway.filter((outcome) => !isClear(outcome));
  const faults = [
    ...describeFirst(lost, "writes were lost"),
    ...describeFirst(
      unclear.map(({ kind, status, text }) => `${kind} ${status} ${text.slice(0, 200)}`),
      "answers were no clear 503 or 504",
    ),
    ...(slowestMs > DEADLINE_MS ? [`An answer took ${slowestMs.toFixed(0)} ms.`] : []),
    ...(lastBadMs > wellWithinMs
      ? [`An answer failed ${lastBadMs.toFixed(0)} ms after the database was back.`]
      : []),
    ...(firstGoodMs > wellWithinMs
      ? [`The first good answer came ${firstGoodMs} ms after the database was back.`]
      : []),
    ...(readPids(subject) === pids ? [] : ["A process was started again."]),
  ];
  return {
    seconds: bySecond(outcomes, goneAt),
    firstGoodMs,
    lastBadMs,
    answers: whileAway.length,
    slowestMs,
    faults,
  };
}

/** Whether an answer tells that the database is away or too slow, in the form of docs/API.md. */
export function isClear({ status, headers, text }: Pick<Outcome, "status" | "headers" | "text">) {
  if (status !== 503 && status !== 504) return false;
  const { error, code, request_id, ...rest } = JSON.parse(text);
  const isTold = typeof error === "string" && Object.keys(rest).length === 0 &&
    request_id === headers.get("x-request-id");
  return isTold &&
    (status === 504
      ? code === "database_timeout"
      : code === "database_unavailable" && /^\d+$/.test(headers.get("retry-after") ?? ""));
}

function describeFirst([first, ...others]: string[], what: string): string[] {
  return first === undefined ? [] : [`${others.length + 1} ${what}, such as ${first}`];
}

function timeSince(start: number) {
  return ({ endedAt }: Outcome) => endedAt - start;
}

function slowest(outcomes: Outcome[]): number {
  return Math.max(0, ...outcomes.map(({ sentAt, endedAt }) => endedAt - sentAt));
}

function bySecond(outcomes: Outcome[], start: number): OutageReport["seconds"] {
  const groups = Map.groupBy(outcomes, ({ endedAt }) => Math.floor((endedAt - start) / 1000));
  return [...groups].map(([second, group]) => ({
    second,
    statuses: countStatuses(group),
    slowestMs: slowest(group),
  })).sort((a, b) => a.second - b.second);
}

/** The processes beside Postgres, which nobody may have started again. */
export function readPids({ stack: { parts } }: Subject): string {
  const { dataApi, upsert, query, gateway } = parts;
  return [dataApi, upsert, query, gateway].map((part) => part.current().pid).join();
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
