/** One way in which a database with the pipeline's tables can differ from what 015 and later need. */

/** What is done to such a database, and what the check then calls a `must`, in its first answer. */
export type Difference = [
  name: string,
  statement: string,
  musts: string[],
  /** What is gone by the difference itself: the past results, or the key of the row that was there. */
  lost?: "results" | "key",
];

/** The table. */
export const T = "public.icp_job_titles";

/** How the check says that a name is taken. */
export const taken = (kind: string, name: string) => `The name of the ${kind} ${name} is taken.`;

/** How it says that the name of the unique key is taken by an index. */
export const DEDUP_TAKEN =
  "The name idx_icp_job_titles_dedup belongs to an index that is not the unique key (org_id, company_domain).";
