/** Runs plans of one kind, and counts what came. */
import { assert } from "@std/assert";
import fc from "fast-check";
import { describeError, ToldError } from "../../../scripts/errors/describe.ts";
import { send } from "./check.ts";
import { type Cost, within } from "./costly.ts";
import { KINDS } from "./kinds.ts";
import { describePlan } from "./plan.ts";
import type { World } from "./world.ts";

/** How much to run. */
interface RunOptions {
  seed: number;
  runs: number;
  /** How long an answer may take; without end where absent. */
  limitMs?: number;
  /** What a request may cost this process, where nothing else runs in it. */
  cost?: Cost | undefined;
}

/** How many answers came with each status and code, such as `422 validation_failed`. */
export type Tally = Map<string, number>;

/**
 * Sends as many plans as there are runs.
 *
 * @throws {ToldError} That shows the smallest plan that fails, and why.
 */
export async function runKind(
  world: World,
  name: string,
  { seed, runs, limitMs, cost }: RunOptions,
): Promise<Tally> {
  const { plans, follow } = KINDS[name]!;
  const tally: Tally = new Map();
  const sender = { world, apps: world.live.createApps(), limitMs };
  const property = fc.asyncProperty(plans(world), async (plan) => {
    const { status, code = "" } = await within(cost, () => send(sender, plan));
    addTally(tally, new Map([[`${status} ${code}`.trim(), 1]]));
    await follow?.(plan, (next) => send(sender, next));
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: runs,
  });
  if (!failed) return tally;
  const shown = counterexample ? describePlan(counterexample[0]) : "no plan";
  const message = `"${name}" fails with the seed ${seed} and ${runs} runs, at last for:\n${shown}`;
  // What a check says of an answer; requests and answers are generated, and hold no secret.
  const why = errorInstance instanceof Error && errorInstance.name === "AssertionError"
    ? errorInstance.message
    : describeError(errorInstance);
  throw new ToldError(`${message}\n${why}`);
}

/** Adds what came to what came before. */
export function addTally(sum: Tally, tally: Tally): void {
  for (const [name, count] of tally) sum.set(name, (sum.get(name) ?? 0) + count);
}

/** Fails unless each status has its least part of the answers, so that no run meets 401 alone. */
export function checkShares(name: string, tally: Tally): void {
  const all = countOf(tally);
  for (const [status, share] of Object.entries(KINDS[name]!.least)) {
    const found = countOf(tally, status);
    const message = `Only ${found} of ${all} answers to "${name}" have the status ${status}.`;
    assert(found >= share * all, message);
  }
}

/** How many answers came, with a status or with any. */
export function countOf(tally: Tally, status = ""): number {
  return [...tally].filter(([name]) => name.startsWith(status))
    .reduce((sum, [, count]) => sum + count, 0);
}
