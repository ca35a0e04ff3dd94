/** Structured logs: one line of JSON per event. */
import { ServiceError } from "./errors.ts";

/** One log line; undefined values are left out. */
export type LogLine = Record<string, unknown> & { level: "info" | "error"; event: string };

/** Writes a log line. */
export type Log = (line: LogLine) => void;

/** Writes a line to the function's log. */
export const logToConsole: Log = (line) => console.log(JSON.stringify(line));

/** A failure on our side in a request that was still answered, such as some items of a batch. */
export interface Fault {
  error: ServiceError;
  /** How many items failed because of it. */
  items: number;
}

/** Maximum distinct faults in one log line. */
const MAX_FAULTS = 10;

/** The log fields for faults: the first, and each distinct one with its number of items. */
export function logFaults(faults: readonly Fault[]): Record<string, unknown> {
  const [first] = faults;
  if (first === undefined) return {};
  const counts = new Map<string, { items: number }>();
  for (const { error, items } of faults) {
    const known = logError(error);
    const text = JSON.stringify(known);
    counts.set(text, { ...known, items: items + (counts.get(text)?.items ?? 0) });
  }
  const all = [...counts.values()];
  const left = all.slice(MAX_FAULTS).reduce((sum, { items }) => sum + items, 0);
  return {
    ...logError(first.error),
    faults: all.slice(0, MAX_FAULTS),
    ...(left > 0 && { other_faults: left }),
  };
}

/**
 * The log fields for an error: its code, and its cause by type, SQLSTATE or constraint.
 *
 * Messages of other libraries' errors are not logged, because they may quote what a caller sent.
 * The stack is enough to find them.
 */
export function logError(error: unknown): Record<string, unknown> {
  if (error instanceof ServiceError) {
    const { code, cause } = error;
    if (cause instanceof ServiceError) return { code, cause: logError(cause) };
    return { code, cause: cause instanceof Error ? cause.name : cause };
  }
  // The message can have several lines; the stack frames follow it.
  const stack = error instanceof Error
    ? error.stack?.slice(String(error).length).split("\n").slice(1, 4)
    : undefined;
  return {
    code: "internal_error",
    cause: error instanceof Error ? error.name : typeof error,
    stack,
  };
}
