/** Several ways of differing at once: whenever the check says ready, the push succeeds and the service works. */
import { assert } from "@std/assert";
import { checkService } from "../../support/check_service.ts";
import { createExistingPipeline } from "../../support/existing_pipeline.ts";
import { makeReady, push } from "../../support/preflight.ts";
import { shareOf } from "../../../scripts/local/share.ts";
import { COLUMNS } from "./differences/columns.ts";
import { KEYS } from "./differences/keys.ts";
import { ROWS_AND_TRIGGERS } from "./differences/rows_and_triggers.ts";
import { WITH_ROW } from "./try_difference.ts";

const ROUNDS = shareOf(10);
/** One of each kind, and two columns. */
const LISTS = [COLUMNS, KEYS, ROWS_AND_TRIGGERS, COLUMNS];

for (let round = 0; round < ROUNDS; round++) {
  const chosen = LISTS.map((list, place) => list[(round * 3 + place * 5) % list.length]!);
  const names = chosen.map(([name]) => name).join(", and ");
  Deno.test(`an icp_job_titles with ${names}, is ready when the check says so`, async () => {
    await using database = await createExistingPipeline();
    const { sql } = database;
    await sql.unsafe(WITH_ROW);
    let applied = 0;
    for (const [, statement] of chosen) {
      // Some exclude each other.
      await sql.unsafe(statement).then(() => applied++, () => {});
    }
    assert(applied > 1);
    await makeReady(sql);
    await push(sql);
    const rows = await sql`
      select company_domain from icp_job_titles where org_id = ${database.past.orgId}`;
    await checkService(database, { there: rows.map((row) => row.company_domain) });
  });
}
