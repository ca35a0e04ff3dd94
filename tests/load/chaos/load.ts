/** Callers of every kind, each of which asks again as soon as it is answered. */
import { ToldError } from "../../../scripts/errors/describe.ts";
import { type Kind, KINDS, type Outcome, startCaller } from "./callers.ts";
import type { Ledger } from "./ledger.ts";
import type { Subject } from "./subject.ts";

/** How many callers of each kind ask at once. */
const CALLERS: Record<Kind, number> = { upsert: 8, batch: 2, query: 2, token: 2, health: 1 };
/** After a failure, so that callers leave the processor to what has to come back. */
const PAUSE_MS = 50;

/** Callers at work. */
interface Load {
  /** All so far, in the order of their ends. */
  outcomes: Outcome[];
  /**
   * Waits until one more answer of each kind was good, of those that are asked for from now on.
   *
   * @throws {Error} when that takes longer than `limitMs`.
   */
  untilWell(limitMs: number): Promise<void>;
  /** Waits until so many more requests have ended. */
  untilEnded(count: number): Promise<void>;
  /** Sends no more and waits for the last answers. */
  stop(): Promise<void>;
}

/** Lets all callers go. */
export function startLoad(subject: Subject, ledger: Ledger): Load {
  const outcomes: Outcome[] = [];
  const watchers = new Set<(outcome: Outcome) => void>();
  let isOver = false;

  async function keepAsking(kind: Kind): Promise<void> {
    const ask = startCaller(kind, subject, ledger);
    while (!isOver) {
      const outcome = await ask();
      outcomes.push(outcome);
      for (const watch of watchers) watch(outcome);
      if (!outcome.isGood) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  async function until(isMet: (outcome: Outcome) => boolean, signal?: AbortSignal) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const watch = (outcome: Outcome) => isMet(outcome) && resolve();
    watchers.add(watch);
    signal?.addEventListener("abort", reject);
    await promise.finally(() => watchers.delete(watch));
  }

  const working = KINDS.flatMap((kind) =>
    Array.from({ length: CALLERS[kind] }, () => keepAsking(kind))
  );
  return {
    outcomes,
    async untilWell(limitMs) {
      const began = performance.now();
      const missing = new Set<Kind>(KINDS);
      await until(({ kind, isGood, sentAt }) => {
        if (isGood && sentAt >= began) missing.delete(kind);
        return missing.size === 0;
      }, AbortSignal.timeout(limitMs)).catch(() => {
        throw new ToldError(`Not well within ${limitMs} ms: ${[...missing].join(", ")}.`);
      });
    },
    async untilEnded(count) {
      const goal = outcomes.length + count;
      await until(() => outcomes.length >= goal);
    },
    async stop() {
      isOver = true;
      await Promise.all(working);
    },
  };
}
