/** What answers tell of a company beside its document: who it is, how old its research is, which run made it. */
import { COLUMNS } from "../../_shared/contract.ts";
import { cutText } from "../document/collector.ts";
import type { Row } from "../document/page_reader.ts";

/** Characters of a text that an answer shows. */
const MAX_TEXT_LENGTH = 300;
const DAY_MS = 86_400_000;

/** The times that date research, the better one first. */
const TIMES = ["researched_at", "updated_at"];
const RUN = [
  "parallel_run_id",
  "processor",
  "source_submission_id",
  "source_pipeline_run_id",
] as const;

/** The columns that {@link describeCompany} needs: all but the document and what agents have no use for. */
export const COMPANY_FIELDS = COLUMNS.filter((name) =>
  !["raw_parallel_output", "id", "org_id", "created_at"].includes(name)
);

/**
 * Tells of a row.
 *
 * @param now The time from which its age is counted.
 */
export function describeCompany(row: Row, now: Date) {
  const { company_domain, company_name = null, company_description = null } = row;
  const times = TIMES.filter((name) => name in row).map((name) => [name, row[name]]);
  const date = times.map(([, time]) => time).find((time) => time != null);
  const age = Math.floor((now.getTime() - Date.parse(String(date))) / DAY_MS);
  return {
    company_domain,
    company_name: cut(company_name),
    company_description: cut(company_description),
    age_days: Math.max(0, age),
    ...Object.fromEntries(times),
    run: Object.fromEntries(RUN.map((name) => [name, cut(row[name] ?? null)])),
  };
}

function cut(value: unknown): unknown {
  if (typeof value !== "string" || value.length <= MAX_TEXT_LENGTH) return value;
  return `${cutText(value, MAX_TEXT_LENGTH)}…`;
}

const text = (description: string) => ({ type: ["string", "null"], description });
const time = (description: string) => ({ type: ["string", "null"], description });

/** The JSON Schema of what {@link describeCompany} makes. */
export const COMPANY_PROPERTIES = {
  company_domain: { type: "string", description: "The company's key: one host name." },
  company_name: text("Its name, if one was given."),
  company_description: text("What it does, if that was given; a long text is cut."),
  age_days: {
    type: "integer",
    description: "How old the research is, in whole days: since researched_at, else updated_at.",
  },
  researched_at: time("When the run that made the research finished; null if that is not known."),
  updated_at: time("When the research was last written."),
  run: {
    type: "object",
    description: "Which run made the research; null where that is not known.",
    properties: Object.fromEntries(RUN.map((name) => [name, { type: ["string", "null"] }])),
  },
};
