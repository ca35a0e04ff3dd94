/** What was written, and what was acknowledged of it. */
import type { Stack } from "../../../scripts/local/stack.ts";
import { ORG_ID, withDatabase } from "./subject.ts";

/** A company whose documents are numbered from 1; one writer at a time writes it. */
export interface Company {
  domain: string;
  /** The number of the last document that was sent. */
  sent: number;
  /** The number of the last document whose writing was acknowledged; 0 for none. */
  acknowledged: number;
}

/** All companies of a run. */
export interface Ledger {
  companies: Company[];
  /** How many writes were acknowledged. */
  acknowledged(): number;
  /** Adds a company. */
  open(): Company;
  /**
   * Writes the next document of a company.
   *
   * A company whose write was not acknowledged is left as it is: that write may still happen, and
   * would come after a later one.
   *
   * @returns The same company, or a new one in its place.
   */
  settle(company: Company, isAcknowledged: boolean): Company;
  /** Reads every company, and tells of each that is behind what was acknowledged, or ahead of what was sent. */
  findLost(stack: Stack): Promise<string[]>;
}

/** Makes an empty ledger. */
export function createLedger(): Ledger {
  const companies: Company[] = [];
  // Others may have written to the same database before.
  const run = crypto.randomUUID();
  let count = 0;
  const open = () => {
    const company = { domain: `${companies.length}.${run}.example`, sent: 0, acknowledged: 0 };
    companies.push(company);
    return company;
  };
  return {
    companies,
    acknowledged: () => count,
    open,
    settle(company, isAcknowledged) {
      if (!isAcknowledged) return open();
      company.acknowledged = company.sent;
      count++;
      return company;
    },
    async findLost(stack) {
      const before = companies.map((company) => ({ company, acknowledged: company.acknowledged }));
      const rows = await withDatabase(stack, (sql) =>
        sql<{ domain: string; number: number }[]>`
          select company_domain as domain, (raw_parallel_output->>'number')::int as number
          from icp_job_titles where org_id = ${ORG_ID}`);
      const stored = new Map(rows.map(({ domain, number }) => [domain, number]));
      return before.flatMap(({ company: { domain, sent }, acknowledged }) => {
        const number = stored.get(domain) ?? 0;
        if (acknowledged <= number && number <= sent) return [];
        return `${domain}: acknowledged ${acknowledged}, stored ${number}, sent ${sent}`;
      });
    },
  };
}
