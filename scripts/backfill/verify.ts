/** Compares the table with the step results, afterwards: whether anything fell short. */
import { describeError, oneLine } from "./describe.ts";
import { type Candidate, isIcpResult, judgeRun } from "./judge.ts";
import { readRuns } from "./pages.ts";
import type { RunOptions } from "./run.ts";
import { compareBatch } from "./store.ts";

/** What a verification found. */
export interface Verification {
  /** False where it broke off; then the counts are of what was looked at. */
  complete: boolean;
  /** Succeeded step results of the operation, whatever came of them. */
  icpStepResults: number;
  /** Those with a document and a domain. */
  storable: number;
  /** Their companies. */
  companies: number;
  rowsPresent: number;
  rowsMissing: number;
  /** Rows present that are older than the newest result of their company. */
  rowsOlder: number;
}

/** What a verification works with. */
type VerifyOptions =
  & Pick<RunOptions, "dataApi" | "scope" | "retrier" | "tell" | "signal" | "batchRows">
  & {
    /** Tells what fell short: `"Acme | acme.com | missing"`. */
    showRow(line: string): void;
    /** Called with the number of records looked at so far. */
    onProgress(looked: number): void;
  };

/**
 * Looks up the row of each company's newest result.
 *
 * It keeps the key of every company in memory, some 140 bytes each, to know the newest result.
 */
export async function verifyBackfill(options: VerifyOptions): Promise<Verification> {
  const { retrier, signal, batchRows } = options;
  const found: Verification = {
    complete: false,
    icpStepResults: 0,
    storable: 0,
    companies: 0,
    rowsPresent: 0,
    rowsMissing: 0,
    rowsOlder: 0,
  };
  const seen = new Set<string>();
  let looked = 0;

  async function compare(batch: Candidate[]): Promise<void> {
    if (batch.length === 0) return;
    const comparisons = await retrier.run(
      `comparison of ${batch.length} records`,
      () => compareBatch({ ...options, overwrite: false }, batch),
    );
    for (const [index, { company }] of batch.entries()) {
      const { outcome, stored } = comparisons[index]!;
      const state = outcome === "no_source" ? "gone" : stored;
      if (state === "missing" || state === "gone") found.rowsMissing++;
      else found.rowsPresent++;
      if (state === "older") found.rowsOlder++;
      if (["missing", "gone", "older"].includes(state)) {
        options.showRow([oneLine(company.name), oneLine(company.domain), state].join(" | "));
      }
    }
  }

  try {
    let batch: Candidate[] = [];
    for await (const run of readRuns({ ...options, mostRows: batchRows })) {
      if (signal.aborted) return found;
      looked += run.length;
      found.icpStepResults += run.filter(isIcpResult).length;
      for (const verdict of judgeRun(run, { resume: false })) {
        if (!("reason" in verdict) || verdict.reason === "superseded") found.storable++;
        if ("reason" in verdict || seen.has(verdict.row.company_domain)) continue;
        seen.add(verdict.row.company_domain);
        batch.push(verdict);
      }
      if (batch.length >= batchRows) {
        await compare(batch);
        batch = [];
        options.onProgress(looked);
      }
    }
    await compare(batch);
    found.complete = !signal.aborted;
  } catch (error) {
    options.tell(`The verification stopped: ${describeError(error)}`);
  } finally {
    found.companies = seen.size;
  }
  return found;
}

/** Tells whether the table holds, for every company, its newest result or something newer. */
export function isWhole({ complete, rowsMissing, rowsOlder }: Verification): boolean {
  return complete && rowsMissing === 0 && rowsOlder === 0;
}

/** Tells a verification in lines. */
export function describeVerification(found: Verification): string[] {
  return [
    `succeeded ICP step results: ${found.icpStepResults}`,
    `of these storable: ${found.storable}`,
    `distinct companies: ${found.companies}`,
    `rows present: ${found.rowsPresent}`,
    `rows missing: ${found.rowsMissing}`,
    `rows older than their newest result: ${found.rowsOlder}`,
    isWhole(found) ? "The table is whole." : "The table falls short.",
  ];
}
