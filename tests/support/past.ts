/** One submission that has everything: many companies, several results of one, records to skip. */
import type postgres from "postgres";
import { addSubmission, type PastRun, type PastSubmission, research } from "./pipeline.ts";

/** What {@link addMixedSubmission} made, and what a whole run makes of it. */
export interface MixedSubmission extends PastSubmission {
  processed: number;
  companies: number;
}

/**
 * Adds a submission in which each third company has an older result with names and a newer without,
 * and each tenth record is no research.
 */
export async function addMixedSubmission(
  sql: postgres.Sql,
  companies: number,
): Promise<MixedSubmission> {
  const older: PastRun[] = [];
  const newer: PastRun[] = [];
  for (let index = 0; index < companies; index++) {
    const domain = `company${index}.example.com`;
    const content = { index, exact: 0.1, text: `"${index}" é 😀` };
    const isTwice = index % 3 === 0;
    if (isTwice) older.push({ payloads: [research(`Company ${index}`, domain, { old: index })] });
    newer.push({ payloads: [research(isTwice ? null : `Company ${index}`, domain, content)] });
    if (index % 10 === 0) newer.push({ payloads: [research("No research", domain, null)] });
  }
  const runs = [...older, ...newer];
  return { ...await addSubmission(sql, runs), processed: runs.length, companies };
}
