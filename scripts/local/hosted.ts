/** What the tests know of the hosted platform and of the sample. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { FUNCTIONS } from "../../supabase/functions/_shared/contract/functions.ts";

/** The version of Deno that hosted functions run on; see docs/SYSTEM_OVERVIEW.md. */
const HOSTED_DENO_VERSION = "2.1.4";

/** The functions, by the names of their folders. */
export const FUNCTION_NAMES = Object.values(FUNCTIONS).map(({ name }) => name);

/** Names the binary where it was found before: npx takes a second each time. */
const HOSTED_DENO = "TEST_HOSTED_DENO";

/** Finds the binary of {@link HOSTED_DENO_VERSION}, which npm brings. */
export async function findHostedDeno(): Promise<string> {
  const known = Deno.env.get(HOSTED_DENO);
  if (known !== undefined) return known;
  const { success, stdout, stderr } = await new Deno.Command("npx", {
    args: [
      "-y",
      `deno@${HOSTED_DENO_VERSION}`,
      "eval",
      "--no-config",
      "--no-lock",
      "console.log(Deno.execPath())",
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const path = new TextDecoder().decode(stdout).trim();
  Deno.env.set(HOSTED_DENO, path);
  return path;
}

/**
 * The arguments of a Deno command about a function as it is deployed: its entry, by its own
 * `deno.json` and by no lock file.
 */
export function asDeployed(name: string): string[] {
  const folder = fileURLToPath(new URL(`../../supabase/functions/${name}`, import.meta.url));
  return [
    "--no-lock",
    "--node-modules-dir=none",
    `--config=${folder}/deno.json`,
    // As a URL: `deno info` mistakes a path that has "?" or "%" for one.
    pathToFileURL(`${folder}/index.ts`).href,
  ];
}

/**
 * Bundles a function with its packages into one file, unminified.
 *
 * esbuild, by `deno bundle`: the platform's own bundler does not run without Docker.
 */
export async function bundleFunction(name: string): Promise<string> {
  return await runDeno(["bundle", "--quiet", "--platform=deno", ...asDeployed(name)]);
}

/** Runs this Deno and returns what it wrote to its standard output. */
export async function runDeno(args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** What supabase/seed.sql puts into the sample. */
export const SAMPLE = {
  orgId: "b0293785-aa7a-4234-8201-cc47305295f8",
  otherOrgId: "c1a7e000-0000-4000-8000-000000000001",
  apiToken: "development-api-token",
  superAdmin: {
    id: "5ada0000-0000-4000-8000-000000000001",
    email: "operator@icp-job-titles.example",
  },
  /** The companies that the backfill stores. */
  companies: 14,
};
