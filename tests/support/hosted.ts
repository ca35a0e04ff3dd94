/** What the end-to-end tests know of the hosted platform and of the sample. */

/** The version of Deno that hosted functions run on; see docs/SYSTEM_OVERVIEW.md. */
const HOSTED_DENO_VERSION = "2.1.4";

/** Finds the binary of {@link HOSTED_DENO_VERSION}, which npm brings. */
export async function findHostedDeno(): Promise<string> {
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
  return new TextDecoder().decode(stdout).trim();
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
