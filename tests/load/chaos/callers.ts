/** What each kind of caller asks for, and what it takes for a good answer. */
import { describeError } from "../../../scripts/errors/describe.ts";
import type { Company, Ledger } from "./ledger.ts";
import type { Subject } from "./subject.ts";

/** The kinds of requests: two that write, two that read, and one without credentials. */
export const KINDS = ["upsert", "batch", "query", "token", "health"] as const;
/** One of {@link KINDS}. */
export type Kind = typeof KINDS[number];

/** How one request ended; times are those of `performance.now()`. */
export interface Outcome {
  kind: Kind;
  /** Of the answer; 0 where there was none. */
  status: number;
  headers: Headers;
  /** The answer, or why there was none. */
  text: string;
  /** Whether it is what the caller wanted. */
  isGood: boolean;
  sentAt: number;
  endedAt: number;
}

/** Longer than the functions' own deadline: what takes longer hangs. */
const PATIENCE_MS = 15_000;
const BATCH = 10;
/** Makes a document take more than one page of the database. */
const PADDING = "x".repeat(3000);

/** Makes one caller: a function that sends its next request and never throws. */
export function startCaller(
  kind: Kind,
  subject: Subject,
  ledger: Ledger,
): () => Promise<Outcome> {
  return MAKERS[kind](subject, ledger);
}

const MAKERS: Record<Kind, (subject: Subject, ledger: Ledger) => () => Promise<Outcome>> = {
  upsert: (subject, ledger) => {
    let company = ledger.open();
    return async () => {
      const outcome = await send(subject, "upsert", "upsert", "internal", writeNext(company));
      company = ledger.settle(company, outcome.isGood);
      return outcome;
    };
  },
  batch: (subject, ledger) => {
    let companies = Array.from({ length: BATCH }, () => ledger.open());
    return async () => {
      const items = companies.map((company, index) => ({
        ...writeNext(company),
        // Rows of two shapes, which the function writes by two requests.
        ...(index % 2 && { company_name: "Acme" }),
      }));
      const outcome = await send(subject, "batch", "upsert/batch", "internal", { items });
      const results = outcome.status === 200 || outcome.status === 207
        ? JSON.parse(outcome.text).data.results
        : [];
      companies = companies.map((company, index) =>
        ledger.settle(company, results[index]?.status === "upserted")
      );
      return outcome;
    };
  },
  query: (subject, ledger) => {
    let turn = 0;
    return async () => {
      const company = ledger.companies[turn++ % ledger.companies.length]!;
      const { acknowledged, domain } = company;
      const body = { company_domain: domain };
      const outcome = await send(subject, "query", "query", "internal", body);
      if (!outcome.isGood) return outcome;
      const [row] = JSON.parse(outcome.text).data;
      const number = row?.raw_parallel_output.number ?? 0;
      return { ...outcome, isGood: acknowledged <= number && number <= company.sent };
    };
  },
  token: (subject) => () => send(subject, "token", "query", "token", { limit: 1 }),
  health: (subject) => () => send(subject, "health", "query/health"),
};

function writeNext(company: Company) {
  company.sent++;
  return {
    company_domain: company.domain,
    raw_parallel_output: { number: company.sent, padding: PADDING },
  };
}

async function send(
  { stack, credentials }: Subject,
  kind: Kind,
  path: string,
  caller?: "internal" | "token",
  body?: unknown,
): Promise<Outcome> {
  const sentAt = performance.now();
  const init = {
    headers: { ...(caller && credentials[caller]), "content-type": "application/json" },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
  const end = (status: number, headers: Headers, text: string): Outcome => {
    const isGood = status === 200;
    return { kind, status, headers, text, isGood, sentAt, endedAt: performance.now() };
  };
  try {
    const response = await fetch(`${stack.url}/functions/v1/icp-job-titles-${path}`, init);
    return end(response.status, response.headers, await response.text());
  } catch (error) {
    return end(0, new Headers(), describeError(error));
  }
}
