import { assert, assertEquals } from "@std/assert";
import { applyMigrations } from "../../scripts/local/migrate.ts";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";
import { createAutoExposedDatabase, listTables, outcomeOf } from "./fixtures.ts";

const MIGRATIONS = new URL("../../supabase/migrations/", import.meta.url);

/** The tables of the contract. */
const TABLES = [
  "api_tokens",
  "blueprint_steps",
  "blueprints",
  "companies",
  "icp_job_titles",
  "icp_job_titles_words",
  "orgs",
  "pipeline_runs",
  "step_results",
  "steps",
  "submissions",
  "super_admins",
  "users",
];

/** Those that a table has beside the triggers of updated_at. */
const ADDED_TRIGGERS: Record<string, string[]> = {
  icp_job_titles: [
    "remove_all_icp_job_titles_words",
    "remove_icp_job_titles_words",
    "set_icp_job_titles_researched_at",
    "set_icp_job_titles_researched_at_of_source",
    "store_icp_job_titles_words",
    "store_icp_job_titles_words_again",
  ],
  pipeline_runs: ["set_icp_job_titles_researched_at_of_run"],
  submissions: ["release_icp_job_titles"],
};

Deno.test("015 is byte for byte the file that was agreed on", async () => {
  const bytes = await Deno.readFile(new URL("015_icp_job_titles.sql", MIGRATIONS));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  assertEquals(
    digest.toHex(),
    "0a77465927af171f4bb7f0a87ee5737faba2e9a53169640577bdcd227aea2eac",
  );
});

Deno.test("an empty Postgres 17 takes all migrations, and a second run finds none to apply", async () => {
  await using database = await createEmptyDatabase();
  const files = await Array.fromAsync(Deno.readDir(MIGRATIONS), (entry) => entry.name);
  const versions = files.map((name) => name.slice(0, 3)).sort();
  assertEquals(await applyMigrations(database.url), versions);
  assertEquals(await listTables(database.sql), TABLES);
  assertEquals(await applyMigrations(database.url), []);
});

Deno.test("a project that opens new tables to all ends with the same privileges", async () => {
  await using exposed = await createAutoExposedDatabase();
  await using plain = await createTestDatabase();
  const readPrivileges = (sql: typeof plain.sql) =>
    sql`
      select relname as name, acl.grantee::regrole::text as grantee, acl.privilege_type as privilege
      from pg_class, aclexplode(relacl) as acl
      where relnamespace = 'public'::regnamespace and relkind = 'r'
      union all
      select proname, acl.grantee::regrole::text, acl.privilege_type
      from pg_proc, aclexplode(proacl) as acl
      where pronamespace = 'public'::regnamespace
      order by 1, 2, 3`;
  const privileges = [...await readPrivileges(plain.sql)];
  assert(privileges.some(({ grantee }) => grantee === "service_role"));
  assertEquals([...await readPrivileges(exposed.sql)], privileges);
});

Deno.test("every table has row level security, and keeps updated_at where it has one", async () => {
  await using database = await createTestDatabase();
  const rows = await database.sql`
    select relname, relrowsecurity, array(
      select tgname::text from pg_trigger where tgrelid = pg_class.oid and not tgisinternal
      order by tgname
    ) as triggers
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`;
  assertEquals(
    rows.map((row) => ({ ...row })),
    TABLES.map((name) => ({
      relname: name,
      relrowsecurity: true,
      triggers: name === "icp_job_titles_words" ? [] : [
        ...ADDED_TRIGGERS[name] ?? [],
        `update_${name}_updated_at`,
        ...name === "icp_job_titles" ? [`update_${name}_updated_at_forward`] : [],
      ],
    })),
  );
});

Deno.test("every table says what it is for", async () => {
  await using database = await createTestDatabase();
  const silent = await database.sql`
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
      and obj_description(oid, 'pg_class') is null`;
  assertEquals(silent.map((row) => row.relname), []);
});

Deno.test("an e-mail address is one row however it is spelled", async () => {
  await using database = await createTestDatabase();
  const insert = (email: string) =>
    database.sql`insert into super_admins (email, password_hash) values (${email}, '!')`;
  await insert("ada@sample.example");
  assertEquals(await outcomeOf(insert("Ada@Sample.example")), {
    code: "23505",
    constraint: "super_admins_email_key",
  });
});
