/** The load itself: the peak first, then half of it for as long as it is to last. */
import { type Load, runCallers } from "../bench/run_callers.ts";
import { ToldError } from "../../../scripts/errors/describe.ts";
import type { Stack } from "../../../scripts/local/stack.ts";
import { type Outcome, sendAtRate } from "./arrivals.ts";
import { createMemoryReader, type MemorySample } from "./processes.ts";
import type { Records } from "./windows.ts";

/** As many as the benchmarks have at most. */
const CALLERS = 64;
const WARM_UP_MS = 3000;
const SAMPLE_MS = 1000;

type Ask = (turn: number) => Promise<unknown>;

/** The most answers a second that as many callers get as the benchmarks have. */
export async function findPeak(ask: Ask, seconds: number): Promise<number> {
  const newLoad = (): Load => ({ times: [], errors: [], seconds: 0 });
  await runCallers(ask, CALLERS, WARM_UP_MS, newLoad());
  const load = newLoad();
  await runCallers(ask, CALLERS, seconds * 1000, load);
  if (load.errors.length === 0) return load.times.length / load.seconds;
  throw new ToldError(`${load.errors.length} errors at the peak, the first: ${load.errors[0]}`);
}

/** Sends requests at a constant rate, and reads the memory of all processes every second. */
export async function soak(
  parts: Stack["parts"],
  { ask, ratePerSecond, seconds }: { ask: Ask; ratePerSecond: number; seconds: number },
  onMinute: (minute: number, latest: MemorySample) => void,
): Promise<Records> {
  const records: Records = { seconds, outcomes: [], memory: [] };
  const readMemory = await createMemoryReader(parts);
  const start = performance.now();
  let minute = 0;
  const sample = async () => {
    const second = (performance.now() - start) / 1000;
    const latest = { second, megabytes: await readMemory() };
    records.memory.push(latest);
    if (second >= (minute + 1) * 60) onMinute(++minute, latest);
  };
  const sampling = setInterval(sample, SAMPLE_MS);
  const onOutcome = (outcome: Outcome) => records.outcomes.push(outcome);
  await sendAtRate({ ratePerSecond, seconds, ask, onOutcome });
  clearInterval(sampling);
  return records;
}

/** What a part of a run shows on one line: the memory of each process. */
export function describeMemory({ megabytes }: MemorySample): string {
  return Object.entries(megabytes).map(([part, value]) => `${part} ${value.toFixed(0)} MB`)
    .join(", ");
}
