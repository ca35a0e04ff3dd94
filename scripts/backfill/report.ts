/** What the person who runs the backfill sees: a line for each record, and the summary. */
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import type { Company, SkipReason } from "./judge.ts";

/** What became of one record. */
export type Outcome =
  | { status: "upserted" }
  | { status: "skipped"; reason: SkipReason }
  | { status: "failed"; error: unknown };

/** Counts outcomes, so that processed = upserted + skipped + failed, and prints them. */
export class Report {
  upserted = 0;
  failed = 0;
  readonly skipped = new Map<SkipReason, number>();

  /** @param print Takes one line, without its end. */
  constructor(readonly print: (line: string) => void) {}

  /** Counts one record and prints its line. */
  add(company: Company, outcome: Outcome): void {
    if (outcome.status === "upserted") this.upserted++;
    if (outcome.status === "failed") this.failed++;
    if (outcome.status === "skipped") {
      this.skipped.set(outcome.reason, (this.skipped.get(outcome.reason) ?? 0) + 1);
    }
    this.print([oneLine(company.name), oneLine(company.domain), describe(outcome)].join(" | "));
  }

  /** Prints the totals. */
  summarize(): void {
    const skipped = [...this.skipped.values()].reduce((sum, count) => sum + count, 0);
    const reasons = [...this.skipped].sort().map(([reason, count]) => `${reason} ${count}`);
    this.print("");
    this.print(`processed: ${this.upserted + skipped + this.failed}`);
    this.print(`upserted: ${this.upserted}`);
    this.print(`skipped: ${skipped}${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`);
    this.print(`failed: ${this.failed}`);
  }
}

/** Tells an error in one line, with its code where it has one. */
export function describeError(error: unknown): string {
  if (!(error instanceof ServiceError)) return oneLine(String(error));
  const cause = error.cause instanceof Error ? error.cause.message : JSON.stringify(error.cause);
  return oneLine(`${error.code}: ${error.message}${cause ? ` [${cause}]` : ""}`);
}

function describe(outcome: Outcome): string {
  if (outcome.status === "skipped") return `skipped: ${outcome.reason}`;
  if (outcome.status === "failed") return `failed: ${describeError(outcome.error)}`;
  return outcome.status;
}

/** A stored text on one line: what would break or forge lines is escaped. */
function oneLine(text: string | undefined): string {
  if (text === undefined) return "-";
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return shown.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029|]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
