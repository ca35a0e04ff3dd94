import { assert, assertEquals } from "@std/assert";
import type postgres from "postgres";
import { createTestDatabase } from "../support/database.ts";
import { loadSample, SAMPLE } from "./fixtures.ts";

/** Writes one company's row as the service does, and tells its `updated_at` as Postgres writes it. */
async function write(sql: postgres.ISql, processor: string): Promise<string> {
  const [row] = await sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, processor)
    values (${SAMPLE.orgId}, 'acme.com', '{}', ${processor})
    on conflict (org_id, company_domain) do update set processor = excluded.processor
    returning updated_at::text`;
  return row!.updated_at;
}

Deno.test("of two writers at once the later to write has the later updated_at", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  await write(sql, "first");
  let second = "";
  const third = await sql.begin(async (transaction) => {
    // The transaction has begun before the other one, and writes after it.
    await transaction`select now()`;
    second = await write(sql, "second");
    return await write(transaction, "third");
  });
  const read = await sql`select processor from icp_job_titles where updated_at > ${second}`;
  assertEquals(read.map((row) => row.processor), ["third"]);
  assert(third > second);
});

Deno.test("updated_at moves forward though the clock was set back", async () => {
  await using database = await createTestDatabase();
  const { sql } = database;
  await loadSample(sql);
  await write(sql, "first");
  const future = "2999-01-01 00:00:00+00";
  await sql.begin(async (transaction) => {
    await transaction`alter table icp_job_titles disable trigger user`;
    await transaction`update icp_job_titles set updated_at = ${future}`;
    await transaction`alter table icp_job_titles enable trigger user`;
  });
  const [row] = await sql`
    update icp_job_titles set processor = 'second' returning updated_at > ${future} as moved`;
  assertEquals(row!.moved, true);
});
