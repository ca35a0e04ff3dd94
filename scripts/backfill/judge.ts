/** Judges step results: what is to be stored, or why a record is skipped. */
import { KEPT_COLUMNS } from "../../supabase/functions/_shared/contract/bodies.ts";
import { type DomainKey, normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { textOrUndefined } from "../../supabase/functions/_shared/text.ts";
import type { StepResult } from "./source.ts";

/** Why a record is not stored, though nothing failed. */
export type SkipReason =
  | "no_step_result"
  | "other_operation"
  | "missing_output"
  | "missing_content"
  | "empty_content"
  | "content_not_object"
  | "oversized_number"
  | "missing_domain"
  | "invalid_domain"
  | "superseded"
  | "already_stored";

/** What is known of a record's company, for the line that is printed. */
export interface Company {
  /** Where the run has no step result, the run instead. */
  name: string | undefined;
  /** The key where the domain can be read, else the text that stands there, else undefined. */
  domain: string | undefined;
}

/** A step result whose document is to be stored. */
export interface Candidate {
  company: Company;
  stepResultId: string;
  /** What the document takes in the database. */
  bytes: number;
  /** By the names of the columns; the document itself stays in the database. */
  row: {
    company_domain: DomainKey;
    company_name: string | undefined;
    company_description: string | undefined;
    parallel_run_id: string | undefined;
    processor: string | undefined;
  };
}

/** A record to store, or the reason to skip it. */
type Verdict = Candidate | { company: Company; reason: SkipReason };

/** The operation whose results are brought in. */
const OPERATION = "company.derive.icp_job_titles";

/**
 * Tells whether a record is a result of the operation, whatever came of it: it names the operation,
 * or names none and has an output of the same form.
 */
export function isIcpResult(result: StepResult): boolean {
  const operation = readOperation(result);
  if (operation !== undefined) return operation === OPERATION;
  return result.content_state !== "missing_output";
}

/**
 * Judges the records of one run, newest first.
 *
 * Of several results of one company the first counts; a name or description that it does not give
 * comes from the next that has it. All of them name the run as their source, so the database could
 * not tell them apart.
 *
 * @param options.resume Whether what the run has stored already is skipped.
 */
export function judgeRun(results: StepResult[], options: { resume: boolean }): Verdict[] {
  const candidates = new Map<string, Candidate>();
  return results.map((result) => {
    const verdict = judgeStepResult(result);
    if ("reason" in verdict) return verdict;
    const { row, company } = verdict;
    const newer = candidates.get(row.company_domain);
    if (newer !== undefined) {
      for (const name of KEPT_COLUMNS) newer.row[name] ??= row[name];
      return { company, reason: "superseded" };
    }
    candidates.set(row.company_domain, verdict);
    const isStored = options.resume && result.stored_domains.includes(row.company_domain);
    return isStored ? { company, reason: "already_stored" } : verdict;
  });
}

/** Judges a record by its operation, its content and its domain, in this order. */
function judgeStepResult(result: StepResult): Verdict {
  const { step_result_id } = result;
  if (step_result_id === null) {
    const name = `run ${result.run_id}`;
    return { company: { name, domain: undefined }, reason: "no_step_result" };
  }
  const text = textOrUndefined(result.domain);
  const domain = text === undefined ? undefined : readKey(text);
  const company = { name: textOrUndefined(result.company_name), domain: domain ?? text };

  const reason = judgeContent(result) ??
    (text === undefined ? "missing_domain" : domain === undefined ? "invalid_domain" : undefined);
  if (reason !== undefined) return { company, reason };
  return {
    company,
    stepResultId: step_result_id,
    bytes: result.content_bytes ?? 0,
    row: {
      company_domain: domain!,
      company_name: company.name,
      company_description: textOrUndefined(result.company_description),
      parallel_run_id: textOrUndefined(result.parallel_run_id),
      processor: textOrUndefined(result.processor),
    },
  };
}

function judgeContent(result: StepResult): SkipReason | undefined {
  const { content_state } = result;
  if ((readOperation(result) ?? OPERATION) !== OPERATION) return "other_operation";
  if (content_state === "empty") return "empty_content";
  if (content_state === "other") return "content_not_object";
  return content_state === "object" ? undefined : content_state;
}

/** The operation that a record names; a blank text names none. */
function readOperation({ operation_id }: StepResult): string | undefined {
  return textOrUndefined(operation_id)?.trim();
}

function readKey(text: string): DomainKey | undefined {
  try {
    return normalizeCompanyDomain(text);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
