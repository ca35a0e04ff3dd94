import { assert, assertEquals } from "@std/assert";
import { createTestDatabase } from "../support/database.ts";

const DOCS = new URL("../../docs/", import.meta.url);

for (const page of ["RUNBOOK.md", "STORAGE.md"]) {
  Deno.test(`every SQL block of ${page} runs on the migrated database`, async () => {
    await using database = await createTestDatabase();
    const text = await Deno.readTextFile(new URL(page, DOCS));
    const blocks = [...text.matchAll(/^ *```sql\n([^]*?)```/gm)].map(([, sql]) => sql!);
    assert(blocks.length > 2);
    for (const sql of blocks) await database.sql.unsafe(sql);
    if (page !== "STORAGE.md") return;
    // What it drops is the one index that another has all of.
    const twins = await database.sql`
      select one.indexrelid::regclass::text as name from pg_index as one join pg_index as other
        on other.indrelid = one.indrelid and other.indexrelid <> one.indexrelid
        and other.indkey = one.indkey and other.indoption = one.indoption
        and other.indpred is not distinct from one.indpred
      where one.indrelid = 'icp_job_titles'::regclass`;
    assertEquals(twins.map(({ name }) => name), []);
  });
}
