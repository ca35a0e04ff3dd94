/** The check's list of names that our migrations take, against what they make. */
import { assertEquals } from "@std/assert";
import type postgres from "postgres";
import { createExistingPipeline } from "../../support/existing_pipeline.ts";
import { OURS, preflight, TABLE } from "../../support/preflight.ts";

/** A line for each thing in `public` whose name a later `create` or `add` cannot take. */
async function listNames(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql`
    select format('relation %s', relname) as line from pg_class
    where relnamespace = 'public'::regnamespace
    union select format('function %s', proname) from pg_proc
    where pronamespace = 'public'::regnamespace
    union select format('trigger %s', tgname) from pg_trigger
    where tgrelid in ('icp_job_titles'::regclass, 'pipeline_runs'::regclass, 'submissions'::regclass)
      and not tgisinternal
    union select format('constraint %s', conname) from pg_constraint
    where conrelid = 'icp_job_titles'::regclass
    union select format('column %s', attname) from pg_attribute
    where attrelid = 'icp_job_titles'::regclass and attnum > 0`;
  return rows.map(({ line }) => line);
}

Deno.test("the preflight check knows every name that a migration after 015 takes, and no other", async () => {
  await using database = await createExistingPipeline();
  const { sql } = database;
  await sql.unsafe(TABLE);
  const made: string[] = [];
  for (const { name: migration, statements } of OURS.slice(1)) {
    const before = await listNames(sql);
    for (const statement of statements) await sql.unsafe(statement);
    const added = (await listNames(sql)).filter((line) => !before.includes(line));
    made.push(...added.map((line) => `${migration} ${line}`));
  }
  // Without a history each of them is somebody else's. A key of a new table is not asked for by
  // itself: its name falls with the table's.
  const findings = await preflight(sql);
  const known = findings.flatMap(({ what }) =>
    /^The name of the (\w+ \w+) is taken\.$/.exec(what)?.[1] ?? []
  );
  assertEquals(known.sort(), made.map((line) => line.split(" ").slice(1).join(" ")).sort());
  const text = await Deno.readTextFile(new URL("../../../supabase/preflight.sql", import.meta.url));
  const missing = made.filter((line) => !text.includes(`('${line.replaceAll(" ", "', '")}')`));
  assertEquals(missing, []);
});
