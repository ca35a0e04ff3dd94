/** Kills under load, and what is found of the acknowledged writes after each. */
import { createLedger } from "./ledger.ts";
import { startLoad } from "./load.ts";
import type { Subject } from "./subject.ts";
import { type Victim, VICTIMS } from "./victims.ts";

/** Far longer than anything takes to start, on a busy machine too. */
const LIMIT_MS = 60_000;
/** At most so many requests end between all being well and the next kill. */
const MAX_REQUESTS_BETWEEN = 60;

/** What came after one kill. */
interface Kill {
  victim: Victim;
  /** Until each kind of caller had a good answer. */
  wellAfterMs: number;
  /** How many writes had been acknowledged by then. */
  acknowledged: number;
  /** Each company that is behind what was acknowledged, or ahead of what was sent. */
  lost: string[];
}

/** What all kills together showed. */
interface KillReport {
  kills: Kill[];
  acknowledged: number;
  /** As {@link Kill.lost}, at the end, and answers that held another number. */
  lost: string[];
  /** How many requests ended with each status; 0 stands for no answer. */
  statuses: Record<number, number>;
}

/**
 * Kills one after the other; what supervises the stack starts each again.
 *
 * @param random Makes numbers from 0 up to 1; by them the moments of the kills are chosen.
 * @throws {Error} when it does not become well again.
 */
export async function killUnderLoad(
  subject: Subject,
  victims: Victim[],
  random: () => number,
  onKill: (kill: Kill) => void = () => {},
): Promise<KillReport> {
  const ledger = createLedger();
  const load = startLoad(subject, ledger);
  const kills: Kill[] = [];
  await load.untilWell(LIMIT_MS);
  for (const victim of victims) {
    await load.untilEnded(1 + Math.floor(random() * MAX_REQUESTS_BETWEEN));
    const killedAt = performance.now();
    await VICTIMS[victim](subject.stack, random);
    await load.untilWell(LIMIT_MS);
    const wellAfterMs = performance.now() - killedAt;
    const lost = await ledger.findLost(subject.stack);
    kills.push({ victim, wellAfterMs, acknowledged: ledger.acknowledged(), lost });
    onKill(kills.at(-1)!);
  }
  await load.stop();
  const misread = load.outcomes.filter(({ status, isGood }) => status === 200 && !isGood)
    .map(({ text }) => `read otherwise: ${text.slice(0, 200)}`);
  return {
    kills,
    acknowledged: ledger.acknowledged(),
    lost: [...await ledger.findLost(subject.stack), ...misread],
    statuses: countStatuses(load.outcomes),
  };
}

/** How many of some outcomes have each status. */
export function countStatuses(outcomes: { status: number }[]): Record<number, number> {
  const groups = Map.groupBy(outcomes, ({ status }) => status);
  return Object.fromEntries([...groups].map(([status, { length }]) => [status, length]));
}
