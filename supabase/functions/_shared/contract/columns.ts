/** The columns of `icp_job_titles`, and how many rows a page may have. */

/**
 * Every column, in the order in which rows have them: first what the splitter of rows reads
 * (`research/rows/splitter.ts`), last the document.
 */
export const COLUMNS = [
  "id",
  "created_at",
  "company_domain",
  "org_id",
  "updated_at",
  "company_name",
  "company_description",
  "parallel_run_id",
  "processor",
  "source_submission_id",
  "source_pipeline_run_id",
  "raw_parallel_output",
] as const;

/** The name of a column. */
export type Column = typeof COLUMNS[number];

/** The most rows of one page. */
export const MAX_ROWS = 1000;
