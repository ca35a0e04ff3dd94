import { assert } from "@std/assert";
import { createTestDatabase } from "../support/database.ts";

const RUNBOOK = new URL("../../docs/RUNBOOK.md", import.meta.url);

Deno.test("every SQL block of the runbook runs on the migrated database", async () => {
  await using database = await createTestDatabase();
  const text = await Deno.readTextFile(RUNBOOK);
  const blocks = [...text.matchAll(/^ *```sql\n([^]*?)```/gm)].map(([, sql]) => sql!);
  assert(blocks.length > 3);
  for (const sql of blocks) await database.sql.unsafe(sql);
});
