import { assertEquals } from "@std/assert";
import { createTestDatabase } from "../support/database.ts";
import {
  createAutoExposedDatabase,
  listTables,
  loadSample,
  outcomeOf,
  runAs,
  SAMPLE,
} from "./fixtures.ts";

/** A statement of each verb that is refused for its privilege before anything else is looked at. */
const VERBS = {
  select: (table: string) => `select from ${table}`,
  insert: (table: string) => `insert into ${table} default values`,
  update: (table: string) => `update ${table} set id = id`,
  delete: (table: string) => `delete from ${table}`,
  truncate: (table: string) => `truncate ${table} cascade`,
};

for (const role of ["anon", "authenticated"]) {
  Deno.test(`${role} is refused every verb on every table`, async () => {
    await using database = await createAutoExposedDatabase();
    await loadSample(database.sql);
    const tables = await listTables(database.sql);
    assertEquals(tables.length, 12);
    for (const table of tables) {
      for (const [verb, statement] of Object.entries(VERBS)) {
        const outcome = await outcomeOf(runAs(database.sql, role, statement(table)));
        assertEquals(outcome, { code: "42501" }, `${role} may ${verb} on ${table}.`);
      }
    }
  });
}

Deno.test("service_role may select, insert, update and delete on every table, and no more", async () => {
  await using database = await createTestDatabase();
  const grants = await database.sql`
    select relname, string_agg(privilege_type, ' ' order by privilege_type) as privileges
    from pg_class, aclexplode(relacl) as acl
    where relnamespace = 'public'::regnamespace and acl.grantee = 'service_role'::regrole
    group by relname order by relname`;
  assertEquals(
    grants.map((row) => ({ ...row })),
    (await listTables(database.sql)).map((relname) => ({
      relname,
      privileges: "DELETE INSERT SELECT UPDATE",
    })),
  );
});

Deno.test("service_role writes, reads and deletes past row level security", async () => {
  await using database = await createTestDatabase();
  await loadSample(database.sql);
  const run = (statement: string) => runAs(database.sql, "service_role", statement);
  await run(`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, source_submission_id)
    values ('${SAMPLE.orgId}', 'written.example', '{}', '${SAMPLE.submissionId}')`);
  await run(`update icp_job_titles set processor = 'pro' where company_domain = 'written.example'`);
  const read = `select processor from icp_job_titles where company_domain = 'written.example'`;
  assertEquals((await run(read)).map((row) => row.processor), ["pro"]);
  await run(`delete from icp_job_titles where company_domain = 'written.example'`);
  assertEquals((await run(read)).length, 0);
});

Deno.test("service_role may call our functions, other roles none", async () => {
  await using database = await createAutoExposedDatabase();
  const rows = await database.sql`
    select proname, role from pg_proc, unnest(array['anon', 'authenticated', 'service_role']) as role
    where pronamespace = 'public'::regnamespace and has_function_privilege(role, oid, 'execute')
    order by proname, role`;
  assertEquals(rows.map((row) => `${row.role} ${row.proname}`), [
    "service_role check_icp_step_results",
    "service_role compare_icp_sources",
    "service_role compare_icp_step_results",
    "service_role count_icp_job_titles",
    "service_role count_icp_step_results",
    "service_role count_matching_icp_job_titles",
    "service_role find_api_token",
    "service_role has_oversized_number",
    "service_role icp_job_titles_predicate",
    "service_role list_icp_job_titles",
    "service_role list_icp_step_results",
    "service_role read_icp_job_titles",
    "service_role read_icp_step_results",
    "service_role store_icp_step_results",
    "service_role take_expensive_read_slot",
    "service_role write_icp_step_results",
  ]);
});

Deno.test("there is no sequence, and no privilege on a column but service_role's on last_used_at", async () => {
  await using database = await createAutoExposedDatabase();
  const sequences = await database.sql`
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'S'`;
  assertEquals(sequences.map((row) => row.relname), []);
  const columns = await database.sql`
    select format('%s.%s %s %s', relname, attname, acl.privilege_type, grantee::regrole) as line
    from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl) as acl
    where relnamespace = 'public'::regnamespace order by 1`;
  assertEquals(columns.map((row) => row.line), [
    "api_tokens.last_used_at UPDATE service_role",
    "users.id SELECT service_role",
    "users.is_active SELECT service_role",
  ]);
});
