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
    assertEquals(tables.length, 13);
    for (const table of tables) {
      for (const [verb, statement] of Object.entries(VERBS)) {
        const outcome = await outcomeOf(runAs(database.sql, role, statement(table)));
        assertEquals(outcome, { code: "42501" }, `${role} may ${verb} on ${table}.`);
      }
    }
  });
}

/** Tables of people and credentials: the service may read some columns of them. */
const CLOSED = ["api_tokens", "super_admins", "users"];

Deno.test("service_role may select, insert, update and delete on every table but those of credentials", async () => {
  await using database = await createAutoExposedDatabase();
  const grants = await database.sql`
    select relname, string_agg(privilege_type, ' ' order by privilege_type) as privileges
    from pg_class, aclexplode(relacl) as acl
    where relnamespace = 'public'::regnamespace and acl.grantee = 'service_role'::regrole
    group by relname order by relname`;
  const open = (await listTables(database.sql)).filter((table) => !CLOSED.includes(table));
  assertEquals(
    grants.map((row) => ({ ...row })),
    open.map((relname) => ({ relname, privileges: "DELETE INSERT SELECT UPDATE" })),
  );
});

/** What the holder of the service key could do with them to become somebody else. */
const TAKEOVERS = [
  "insert into super_admins (email, password_hash) values ('me@example.com', '!')",
  "update super_admins set is_active = true",
  "update super_admins set email = 'me@example.com'",
  "delete from super_admins",
  "select password_hash from super_admins",
  "select * from super_admins",
  `insert into api_tokens (org_id, name, token_hash, role)
    values ('${SAMPLE.orgId}', 'mine', 'hash', 'org_admin')`,
  "update api_tokens set token_hash = 'mine'",
  "update api_tokens set revoked_at = null",
  "update api_tokens set expires_at = null",
  `update api_tokens set org_id = '${SAMPLE.otherOrgId}'`,
  "delete from api_tokens",
  "select role from api_tokens",
  `insert into users (org_id, email, role) values ('${SAMPLE.orgId}', 'me@a.b', 'org_admin')`,
  "update users set is_active = true",
  "delete from users",
  "select password_hash, email from users",
];

Deno.test("service_role can make, change or remove no credential, and read no hash of a password", async () => {
  await using database = await createAutoExposedDatabase();
  await loadSample(database.sql);
  for (const statement of TAKEOVERS) {
    const outcome = await outcomeOf(runAs(database.sql, "service_role", statement));
    assertEquals(outcome, { code: "42501" }, statement);
  }
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
    "service_role check_icp_job_titles",
    "service_role check_icp_step_results",
    "service_role compare_icp_sources",
    "service_role compare_icp_step_results",
    "service_role count_icp_job_titles",
    "service_role count_icp_step_results",
    "service_role count_matching_icp_job_titles",
    "service_role cut_long_words",
    "service_role find_api_token",
    "service_role find_icp_job_titles",
    "service_role get_by_json_pointer",
    "service_role has_oversized_number",
    "service_role icp_job_titles_on_conflict",
    "service_role icp_job_titles_page",
    "service_role icp_job_titles_predicate",
    "service_role icp_job_titles_search_page",
    "service_role index_words",
    "service_role is_expensive_read",
    "service_role list_document_texts",
    "service_role list_document_words",
    "service_role list_icp_job_titles",
    "service_role list_icp_step_results",
    "service_role list_search_matches",
    "service_role order_icp_job_titles",
    "service_role page_of_icp_job_titles",
    "service_role read_icp_job_titles",
    "service_role read_icp_step_results",
    "service_role search_needles",
    "service_role search_phrases",
    "service_role search_tsquery",
    "service_role split_into_words",
    "service_role store_icp_step_results",
    "service_role take_expensive_read_slot",
    "service_role take_large_page_slot",
    "service_role word_gap",
    "service_role write_icp_job_titles",
    "service_role write_icp_step_results",
  ]);
});

Deno.test("there is no sequence, and privileges on columns are those that judge a credential", async () => {
  await using database = await createAutoExposedDatabase();
  const sequences = await database.sql`
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'S'`;
  assertEquals(sequences.map((row) => row.relname), []);
  const columns = await database.sql`
    select format('%s.%s %s %s', relname, attname, acl.privilege_type, grantee::regrole) as line
    from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl) as acl
    where relnamespace = 'public'::regnamespace
    order by 1`;
  const reads = {
    api_tokens: "expires_at id last_used_at org_id revoked_at token_hash user_id",
    super_admins: "email id is_active",
    users: "id is_active",
  };
  assertEquals(
    columns.map((row) => row.line),
    [
      "api_tokens.last_used_at UPDATE service_role",
      ...Object.entries(reads).flatMap(([table, names]) =>
        names.split(" ").map((name) => `${table}.${name} SELECT service_role`)
      ),
    ].sort(),
  );
});
