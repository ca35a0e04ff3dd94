/** Structured logs: one line of JSON for each event. */
import { ServiceError } from "./errors.ts";

/** What one line says; a value that is undefined is left out. */
export type LogLine = Record<string, unknown> & { level: "info" | "error"; event: string };

/** Where lines go. */
export type Log = (line: LogLine) => void;

/** Writes a line to the function's log. */
export const logToConsole: Log = (line) => console.log(JSON.stringify(line));

/** What failed on our side though the request is answered, such as items of a batch. */
export interface Fault {
  error: ServiceError;
  /** How many items failed by it. */
  items: number;
}

/** Different faults that one log line tells. */
const MAX_FAULTS = 10;

/** What a log line says of faults: the first, and each different one with the items it met. */
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
 * What a log line may say of an error: its code, and its cause by type, SQLSTATE or constraint.
 *
 * The texts of foreign errors stay out of the log, since they may quote what a caller sent; the
 * place in our code where one was thrown is enough to find it.
 */
export function logError(error: unknown): Record<string, unknown> {
  if (error instanceof ServiceError) {
    const { code, cause } = error;
    if (cause instanceof ServiceError) return { code, cause: logError(cause) };
    return { code, cause: cause instanceof Error ? cause.name : cause };
  }
  // A text may have several lines; the places come after the last.
  const stack = error instanceof Error
    ? error.stack?.slice(String(error).length).split("\n").slice(1, 4)
    : undefined;
  return {
    code: "internal_error",
    cause: error instanceof Error ? error.name : typeof error,
    stack,
  };
}
