/** A clock that a test moves by hand, for what is done every so many milliseconds. */
import type { Every } from "../../supabase/functions/_shared/patience.ts";

/** The clock, and what a test does with it. */
interface Clock {
  every: Every;
  /** Lets time pass for all that runs by the clock. */
  pass(ms: number): void;
  /** How many things run by it. */
  running(): number;
}

export function createClock(): Clock {
  const timers = new Set<{ ms: number; tick: () => void; passed: number }>();
  return {
    every(ms, tick) {
      const timer = { ms, tick, passed: 0 };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    pass(ms) {
      for (const timer of [...timers]) {
        timer.passed += ms;
        for (; timers.has(timer) && timer.passed >= timer.ms; timer.passed -= timer.ms) {
          timer.tick();
        }
      }
    },
    running: () => timers.size,
  };
}
