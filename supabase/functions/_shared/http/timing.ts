/**
 * How long the parts of a request take.
 *
 * The answer tells it as `Server-Timing`, the log in milliseconds. `hono/timing` writes the header
 * only.
 */
import type { Context } from "hono";
import { performance } from "../clock.ts";
import type { AppEnv, Part, Timings } from "./app_env.ts";

/** Does one part of a request's work and notes how long it took, also if it fails. */
export async function timed<Result>(
  c: Context<AppEnv>,
  part: Part,
  work: () => Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    c.get("timings")[part] = millisecondsSince(start);
  }
}

/** Milliseconds since a moment of `performance.now()`, with one decimal. */
export function millisecondsSince(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}

/**
 * Writes `Server-Timing`, such as `auth;dur=0.4, validation;dur=1.2, database;dur=5.6`.
 *
 * @see https://www.w3.org/TR/server-timing/
 */
export function writeServerTiming(timings: Timings): string {
  return Object.entries(timings).map(([part, duration]) => `${part};dur=${duration}`).join(", ");
}
