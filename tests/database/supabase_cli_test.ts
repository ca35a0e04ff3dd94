/** What the real Supabase CLI says of the migrations; each call of it takes about two seconds. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createEmptyDatabase } from "../support/database.ts";

const ROOT = new URL("../../", import.meta.url);
const TYPES = new URL("supabase/functions/_shared/database.types.ts", ROOT);

/** Runs `supabase <words> --remote=<url>` and returns what it wrote; it must succeed. */
async function runCli(databaseUrl: string, ...words: string[]) {
  const remote = new URL(databaseUrl);
  // Without this the CLI tries TLS first and says so in the middle of what it writes.
  remote.searchParams.set("sslmode", "disable");
  const { code, stdout, stderr } = await new Deno.Command("npx", {
    args: ["-y", "supabase@3.1.0", ...words, `--remote=${remote.href}`],
    cwd: ROOT,
    env: { DO_NOT_TRACK: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const outcome = { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  assertEquals(code, 0, `supabase ${words.join(" ")} failed:\n${outcome.stdout}${outcome.stderr}`);
  return outcome;
}

Deno.test("the Supabase CLI takes the migrations as they are", async (t) => {
  await using database = await createEmptyDatabase();
  const { url } = database;

  await t.step("db push applies all of them to an empty database", async () => {
    const { stdout, stderr } = await runCli(url, "db", "push", "--yes");
    assertStringIncludes(stdout + stderr, "Applying migration 018_");
    const rows = await database.sql`select version from supabase_migrations.schema_migrations`;
    const files = await Array.fromAsync(Deno.readDir(new URL("supabase/migrations/", ROOT)));
    assertEquals(rows.map((row) => row.version), files.map(({ name }) => name.slice(0, 3)).sort());
  });

  // At the same time: each is the start of a large program, and none changes the database.
  const [push, types, advisors] = await Promise.all([
    runCli(url, "db", "push", "--yes"),
    runCli(url, "gen", "types"),
    runCli(url, "db", "advisors", "--level=info", "--output-format=json"),
  ]);

  await t.step("db push finds a database that has them up to date", () => {
    assertStringIncludes(push.stdout + push.stderr, "up to date");
  });

  await t.step("gen types writes what is committed", async () => {
    assertEquals(types.stdout, await Deno.readTextFile(TYPES));
  });

  await t.step("db advisors reports nothing above INFO", () => {
    const { results } = JSON.parse(advisors.stdout) as { results: { level: string }[] };
    // Row level security without policies is INFO: an answer without any report is not of ours.
    assert(results.length > 0);
    assertEquals(results.filter(({ level }) => level !== "INFO"), []);
  });
});
