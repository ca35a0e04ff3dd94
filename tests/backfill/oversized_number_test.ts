import { assert, assertEquals } from "@std/assert";
import { flagsOf, readSummary, runBackfillHere } from "../support/backfill.ts";
import { createTestDatabase, startTestDataApi } from "../support/database.ts";
import { addSubmission, research } from "../support/pipeline.ts";

Deno.test("backfill skips documents with numbers that would be written out far longer", async () => {
  await using database = await createTestDatabase();
  await using dataApi = await startTestDataApi(database);
  const names = ["huge", "tiny", "double", "none"];
  const past = await addSubmission(
    database.sql,
    names.map((name) => ({ payloads: [research(name, `${name}.com`, { at: name })] })),
  );
  // As text: JavaScript holds none of these numbers.
  const numbers = { huge: "1e131071", tiny: '[{"a":1e-16383}]', double: "1.7976931348623157e308" };
  for (const [name, number] of Object.entries(numbers)) {
    await database.sql`
      update step_results set output_payload = replace(output_payload::text,
        ${`"at": "${name}"`}, ${`"at": ${number}`})::jsonb
      where submission_id = ${past.submissionId}`;
  }

  const { code, lines } = await runBackfillHere(dataApi, [...flagsOf(past), "--full", "--verify"]);
  assertEquals([code, readSummary(lines)], [
    0,
    { processed: 4, upserted: 2, skipped: 2, failed: 0 },
  ]);
  for (const name of ["huge", "tiny"]) {
    assert(lines.includes(`${name} | ${name}.com | skipped: oversized_number`), lines.join("\n"));
  }
  assert(lines.includes("The table is whole."));
});
