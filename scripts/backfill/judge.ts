/** Judges one step result: what is to be stored of it, or why it is skipped. */
import { normalizeCompanyDomain } from "../../supabase/functions/_shared/domain.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import type { IcpJobTitlesInput } from "../../supabase/functions/_shared/service_upsert.ts";
import type { StepResult } from "./source.ts";

/** Why a record is not stored, though nothing failed. */
export type SkipReason =
  | "no_step_result"
  | "other_operation"
  | "missing_output"
  | "missing_content"
  | "empty_content"
  | "content_not_object"
  | "missing_domain"
  | "invalid_domain"
  | "superseded";

/** What is known of a record's company, for the line that is printed. */
export interface Company {
  name: string | undefined;
  /** The key where the domain can be read, else the text that stands there, else undefined. */
  domain: string | undefined;
}

/** A record to store, or the reason to skip it. */
export type Verdict =
  | { company: Company; input: IcpJobTitlesInput }
  | { company: Company; reason: SkipReason };

/** The operation whose results are brought in. */
const OPERATION = "company.derive.icp_job_titles";

/**
 * Judges a step result by its operation, its content and its domain, in this order.
 *
 * @param submissionId The submission that the result belongs to; it is stored as the row's source.
 */
export function judgeStepResult(result: StepResult, submissionId: string): Verdict {
  const text = textOrUndefined(result.domain);
  const domain = text === undefined ? undefined : readKey(text);
  const company = { name: textOrUndefined(result.company_name), domain: domain ?? text };

  const reason = judgeContent(result) ??
    (text === undefined ? "missing_domain" : domain === undefined ? "invalid_domain" : undefined);
  if (reason !== undefined) return { company, reason };
  return {
    company,
    input: {
      company_domain: domain!,
      company_name: company.name,
      company_description: textOrUndefined(result.company_description),
      raw_parallel_output: result.content,
      parallel_run_id: textOrUndefined(result.parallel_run_id),
      processor: textOrUndefined(result.processor),
      source_submission_id: submissionId,
      source_pipeline_run_id: result.pipeline_run_id,
    },
  };
}

function judgeContent({ operation_id, content, raw_output }: StepResult): SkipReason | undefined {
  if (operation_id === null) return "missing_output";
  if (operation_id !== OPERATION) return "other_operation";
  if (content.text === "null") {
    if (typeof raw_output !== "object" || raw_output === null) return "missing_output";
    return "content" in raw_output ? "empty_content" : "missing_content";
  }
  if (!content.text.startsWith("{")) return "content_not_object";
  return /^\{\s*\}$/.test(content.text) ? "empty_content" : undefined;
}

/** Text that says something; numbers, objects and blanks are left out of a write. */
function textOrUndefined(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function readKey(text: string): string | undefined {
  try {
    return normalizeCompanyDomain(text);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
