/** Rows, runs and submissions of a filled database by their numbers; see `scale_data.ts`. */
import { createHash } from "node:crypto";
import type { Scope, StepResult } from "../../../scripts/backfill/source.ts";
import { ORG } from "./databases.ts";
import { makeResearch } from "./documents.ts";
import { RUNS_A_SUBMISSION } from "./scale_data.ts";
import type { Subject } from "./scale_subject.ts";

/** As many companies as a query names, or a batch writes. */
export const LIST = 500;

/** Every submission of the org. */
export function scopeOf({ rows }: Subject): Scope {
  const numbers = Array.from({ length: rows / RUNS_A_SUBMISSION }, (_, number) => number);
  return { orgId: ORG, submissionIds: numbers.map((number) => uuidOf(`submission ${number}`)) };
}

/** The place behind a run. */
export function placeOf(number: number): StepResult {
  const place = { run_id: uuidOf(`run ${number}`), finished_at: timeOf(number) };
  return { ...place, step_position: 1, attempt: 1 } as StepResult;
}

/** A number of a row that has 500 others before it, as good as random. */
export function pick(rows: number, round: number): number {
  return LIST + 1 + (round + 1) * 7_368_787 % (rows - LIST - 1);
}

/** What an upsert takes. */
export function makeItem(company_domain: string, seed: number) {
  return { company_domain, processor: "core", raw_parallel_output: makeResearch(2000, seed) };
}

/** The `created_at` of a row, and the finish of its run. */
export function timeOf(number: number): string {
  return new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
}

/** Its domain. */
export function domainOf(number: number): string {
  return `${md5(String(number)).slice(0, 12)}.example`;
}

function uuidOf(text: string): string {
  return md5(text).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
