/** What a log line or an answer must not show, whatever the request was. */
import { assertEquals } from "@std/assert";
import type { LogLine } from "../../supabase/functions/_shared/log.ts";

/** The names that a log line has; docs/SYSTEM_OVERVIEW.md says what they mean. */
const NAMES = new Set([
  ...["level", "event", "function", "method", "path", "status", "request_id", "trace_id"],
  ...["duration_ms", "auth_ms", "validation_ms", "database_ms", "caller", "org_id"],
  ...["code", "cause", "stack", "faults", "other_faults"],
]);
/** The names within a `cause` that the Data API gave. */
const CAUSE_NAMES = new Set(["status", "code", "constraint", "retryAfterSeconds", "cause"]);

const SQL = /\b(select|insert|update|delete)\b.*\b(from|into|set|where)\b/i;

/** Fails where log lines have a name of their own, SQL, or one of the texts that are hidden. */
export function checkLogs(lines: LogLine[], hidden: string[]): void {
  for (const line of lines) {
    const { cause } = line;
    const inCause = typeof cause === "object" ? Object.keys(cause ?? {}) : [];
    const unknown = [
      ...Object.keys(line).filter((name) => !NAMES.has(name)),
      ...inCause.filter((name) => !CAUSE_NAMES.has(name)),
    ];
    assertEquals(unknown, []);
    checkText(JSON.stringify(line), hidden);
  }
}

/** Fails where a text has SQL, or one of the texts that are hidden. */
export function checkText(text: string, hidden: string[]): void {
  const shown = [...hidden.filter((value) => text.includes(value)), ...SQL.exec(text) ?? []];
  assertEquals(shown, [], text);
}
