/** Counts what became of the records, so that processed = upserted + skipped + failed. */
import { describeError, oneLine } from "./describe.ts";
import type { Company, SkipReason } from "./judge.ts";

/** What became of one record. */
type RecordResult =
  | { status: "upserted" }
  | { status: "skipped"; reason: SkipReason }
  | { status: "failed"; error: unknown };

/** The sums. */
export interface Totals {
  processed: number;
  upserted: number;
  skipped: number;
  failed: number;
  skippedByReason: Partial<Record<SkipReason, number>>;
}

/** The sums of a run that did not begin. */
export const NOTHING: Totals = {
  processed: 0,
  upserted: 0,
  skipped: 0,
  failed: 0,
  skippedByReason: {},
};

/** Counts outcomes and tells each. */
export class Report {
  #upserted = 0;
  #failed = 0;
  readonly #skipped = new Map<SkipReason, number>();

  /** @param tell Takes the line of one record: `"Acme | acme.com | upserted"`. */
  constructor(readonly tell: (line: string, outcome: RecordResult) => void) {}

  /** Counts one record and tells its line. */
  add(company: Company, outcome: RecordResult): void {
    if (outcome.status === "upserted") this.#upserted++;
    if (outcome.status === "failed") this.#failed++;
    if (outcome.status === "skipped") {
      this.#skipped.set(outcome.reason, (this.#skipped.get(outcome.reason) ?? 0) + 1);
    }
    const fields = [oneLine(company.name), oneLine(company.domain), describe(outcome)];
    this.tell(fields.join(" | "), outcome);
  }

  /** The sums so far. */
  get totals(): Totals {
    const skipped = [...this.#skipped.values()].reduce((sum, count) => sum + count, 0);
    return {
      processed: this.#upserted + skipped + this.#failed,
      upserted: this.#upserted,
      skipped,
      failed: this.#failed,
      skippedByReason: Object.fromEntries([...this.#skipped].sort()),
    };
  }
}

/** Tells the totals in four lines. */
export function summarize(totals: Totals): string[] {
  const reasons = Object.entries(totals.skippedByReason)
    .map(([reason, count]) => `${reason} ${count}`);
  return [
    `total processed: ${totals.processed}`,
    `total upserted: ${totals.upserted}`,
    `total skipped: ${totals.skipped}${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`,
    `total failed: ${totals.failed}`,
  ];
}

function describe(outcome: RecordResult): string {
  if (outcome.status === "skipped") return `skipped: ${outcome.reason}`;
  if (outcome.status === "failed") return `failed: ${describeError(outcome.error)}`;
  return outcome.status;
}
