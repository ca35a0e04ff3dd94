/** The commands of a page in `docs/`, run as they stand there, against a local Postgres. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

/** The repository, where the pages' commands are run unless they say otherwise. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** How a command of the Supabase CLI begins in every page. */
export const CLI = "npx -y supabase@3.1.0";
/** Where it was found; for all files, which share the environment of one process. */
const CLI_FOLDER = "TEST_SUPABASE_CLI";
/** What only a hosted project can answer. */
const HOSTED_ONLY = new RegExp(`^${CLI} (login|link|secrets|functions|config|logs)\\b.*\n`, "gm");

/** What a script is run with. */
interface ShellOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** How a script ended. */
interface ShellRun {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Reads the shell blocks below a heading of a page, to the next heading of any level.
 *
 * @param page The page's path: `docs/DEPLOY.md`.
 * @param heading Its text without the marks: `2. Push the migrations`.
 */
export async function readShellBlocks(page: string, heading: string): Promise<string> {
  return (await readBlocks(page, heading, "sh")).join("");
}

/** Reads the SQL blocks below a heading of a page, as {@link readShellBlocks} does. */
export async function readSqlBlocks(page: string, heading: string): Promise<string[]> {
  return await readBlocks(page, heading, "sql");
}

async function readBlocks(page: string, heading: string, language: string): Promise<string[]> {
  const text = await Deno.readTextFile(ROOT + page);
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const pattern = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm");
  const blocks = [...section.matchAll(pattern)].map(([, block]) => block!);
  if (blocks.length === 0) {
    throw new Error(`"${page}" has no block of ${language} below "${heading}".`);
  }
  return blocks;
}

/**
 * Runs a page's commands in one shell, with a local database in place of the linked project; what
 * needs the hosted service is left out. Stops at the first failure.
 */
export async function runShell(
  databaseUrl: string,
  script: string,
  { cwd = ROOT, env = {} }: ShellOptions = {},
): Promise<ShellRun> {
  const remote = new URL(databaseUrl);
  // Without this the CLI tries TLS first and says so in the middle of what it writes.
  remote.searchParams.set("sslmode", "disable");
  const commands = script.replace(HOSTED_ONLY, "")
    .replaceAll(/--remote(?= |$)/gm, `--remote='${remote.href}'`);
  const path = commands.includes(CLI) ? `${await findCli()}:${Deno.env.get("PATH")}` : undefined;
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-e", "-c", commands.replaceAll(CLI, "supabase")],
    cwd,
    env: { DO_NOT_TRACK: "1", SUPABASE_YES: "1", ...(path && { PATH: path }), ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The folder in which npx keeps the CLI, asked for once a run: npx takes a second each time. */
async function findCli(): Promise<string> {
  const known = Deno.env.get(CLI_FOLDER);
  if (known !== undefined) return known;
  const [npx, ...flags] = CLI.replace("-y ", "-y --package=").split(" ");
  const { stdout } = await new Deno.Command(npx!, {
    args: [...flags, "--", "sh", "-c", 'dirname "$(command -v supabase)"'],
    stdin: "null",
  }).output();
  const folder = new TextDecoder().decode(stdout).trim();
  Deno.env.set(CLI_FOLDER, folder);
  return folder;
}

/** Leaves out the push that only shows, which takes 2 s; the test of an empty project runs it. */
export function withoutDryRun(script: string): string {
  return script.replace(/^.* db push .*--dry-run\n/gm, "");
}

/** Runs a page's commands as {@link runShell} does, and returns all they wrote; they must succeed. */
export async function runShellWell(...args: Parameters<typeof runShell>): Promise<string> {
  const { code, stdout, stderr } = await runShell(...args);
  assertEquals(code, 0, `These commands failed:\n${args[1]}\n${stdout}${stderr}`);
  return stdout + stderr;
}
