/** Each way of differing: the check names it, its remedy runs, the push succeeds, the service works. */
import { assertEquals } from "@std/assert";
import { ORG_A } from "../../support/apps.ts";
import { checkService } from "../../support/check_service.ts";
import { createExistingPipeline } from "../../support/existing_pipeline.ts";
import { makeReady, preflight, push, TABLE, whatOf } from "../../support/preflight.ts";
import type { Difference } from "./differences/difference.ts";

/** 015's table with a row that no remedy may change. */
export const WITH_ROW = `${TABLE};
  insert into icp_job_titles
    (org_id, company_domain, company_name, raw_parallel_output, updated_at)
  values ('${ORG_A}', 'kept.example', 'Kept', '{"kept": true}', '2025-02-01Z')`;

const KEPT = { raw_parallel_output: { kept: true }, updated_at: new Date("2025-02-01Z") };

/**
 * Tries one from the first answer to the backfill.
 *
 * @param before What is there before it, such as {@link WITH_ROW}.
 */
export async function tryDifference(
  [, statement, musts, lost]: Difference,
  before?: string,
): Promise<void> {
  await using database = await createExistingPipeline();
  const { sql } = database;
  if (before !== undefined) await sql.unsafe(before);
  await sql.unsafe(statement);
  assertEquals(whatOf(await preflight(sql), "must").sort(), musts.toSorted());
  await makeReady(sql);
  await push(sql);

  const rows = await sql`
    select company_domain, raw_parallel_output, updated_at from icp_job_titles
    where org_id = ${ORG_A}`;
  const kept = rows.filter((row) => row.company_domain === "kept.example");
  assertEquals(
    kept.map(({ company_domain: _, ...row }) => row),
    before === undefined || lost === "key" ? [] : [KEPT],
  );
  await checkService(database, {
    there: rows.map((row) => row.company_domain),
    ...(lost === "results" && { backfilled: [] }),
  });
}
