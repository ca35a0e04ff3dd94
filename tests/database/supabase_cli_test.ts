/** What the real Supabase CLI says of the commands in our pages; each call takes about two seconds. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CLI, readShellBlocks, ROOT, runShell, runShellWell } from "../support/cli.ts";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";

const DEPLOY = "docs/DEPLOY.md";
const TYPES = "supabase/functions/_shared/data_api/database.types.ts";

Deno.test("the pushes of DEPLOY.md bring an empty project to what the advisors accept", async () => {
  await using database = await createEmptyDatabase();
  const written = await runShellWell(
    database.url,
    await readShellBlocks(DEPLOY, "2. Push the migrations"),
  );
  assertStringIncludes(written, "Would push these migrations");
  assertStringIncludes(written, "Applying migration 018_");
  assertStringIncludes(written, "No issues found");
  const rows = await database.sql`select version from supabase_migrations.schema_migrations`;
  const files = await Array.fromAsync(Deno.readDir(`${ROOT}supabase/migrations`));
  const versions = files.map(({ name }) => name.slice(0, 3)).sort();
  assertEquals(rows.map((row) => row.version).sort(), versions);
  for (const version of versions) assertStringIncludes(written, `\`${version}\` | \`${version}\``);
});

Deno.test("gen types writes what is committed", async () => {
  await using database = await createTestDatabase();
  const { stdout } = await runShell(database.url, `${CLI} gen types --remote`);
  assertEquals(stdout, await Deno.readTextFile(ROOT + TYPES));
});

Deno.test("the CLI has each command and flag that a page names", async () => {
  const { stdout: completions } = await runShell("postgres://none", `${CLI} --completions bash`);
  // The completions leave out the flags that every command has.
  const { stdout: help } = await runShell("postgres://none", `${CLI} --help`);
  const [, everyFlag = ""] = help.split("GLOBAL FLAGS");
  const functions = new Map(
    completions.split(/^_supabase(?=\w*\(\)$)/m).slice(1).map((part) => {
      const [, name = ""] = /^(\w*)\(\)/.exec(part) ?? [];
      return [name, part];
    }),
  );
  const commands = await listCommands();
  assert(commands.length > 15);
  assertEquals(commands.flatMap((command) => findFaults(command, functions, everyFlag)), []);
});

/** Every command of the CLI in the pages, without the shell around it. */
async function listCommands(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(`${ROOT}docs`), ({ name }) => `docs/${name}`);
  const pages = ["README.md", "CLAUDE.md", ...names.filter((name) => name.endsWith(".md"))];
  const texts = await Promise.all(pages.map((page) => Deno.readTextFile(ROOT + page)));
  return texts.flatMap((text) =>
    [...text.matchAll(/npx -y supabase@3\.1\.0 ([^`\n|>&]+)/g)].map(([, command]) => command!)
  );
}

/** What the completion script of the CLI does not know of a command. */
function findFaults(
  command: string,
  functions: Map<string, string>,
  everyFlag: string,
): string[] {
  const words = command.trim().split(/\s+/);
  let name = "";
  for (const word of words) {
    const longer = `${name}_${word.replaceAll("-", "_")}`;
    if (!functions.has(longer)) break;
    name = longer;
  }
  const known = functions.get(name) ?? "";
  const isGroup = known.includes(`_supabase${name}_`) && !known.includes("_filtered_flags+=");
  const flags = words.flatMap((word) => /^--?[a-z][a-z-]*/.exec(word) ?? []);
  const unknown = flags.filter((flag) =>
    !new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(known + everyFlag)
  );
  return [
    ...unknown.map((flag) => `${flag} of "${command}"`),
    ...(isGroup ? [`"${command}" is no command`] : []),
  ];
}
