/** What a run of the contract tests leaves in a deployment's database, and its removal. */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { mayMakeCredentials } from "./target.ts";

/** With what the slugs of all orgs and the e-mail addresses of all super-admins begin. */
const MARK = "contract-test-";

/** Children first: where other migrations made the tables, an org's deletion may not cascade. */
const TABLES_OF_AN_ORG = [
  "icp_job_titles",
  "step_results",
  "pipeline_runs",
  "submissions",
  "blueprints",
  "api_tokens",
  "companies",
] as const;

/** All tables in which a run leaves rows. */
export const TABLES = [...TABLES_OF_AN_ORG, "orgs", "super_admins"] as const;

/** Orgs and super-admins that contract tests made; all else hangs on the orgs. */
interface Traces {
  orgs: { id: string; slug: string; created_at: string }[];
  superAdmins: { id: string; email: unknown; created_at: string }[];
}

/** With what the names begin that one run gives, such as `contract-test-<uuid of the run>-`. */
export function markOf(run: string): string {
  return `${MARK}${run}-`;
}

/** Finds what runs have left: the one given, or all. */
export async function findTraces(dataApi: DataApi, run?: string): Promise<Traces> {
  const pattern = `${run === undefined ? MARK : markOf(run)}%`;
  const [orgs, superAdmins] = await Promise.all([
    dataApi.rows((client) =>
      client.from("orgs").select("id,slug,created_at").like("slug", pattern)
    ),
    !mayMakeCredentials()
      ? []
      : dataApi.rows((client) =>
        client.from("super_admins").select("id,email,created_at").like("email", pattern)
      ),
  ]);
  return { orgs, superAdmins };
}

/** Removes orgs with all that hangs on them, and super-admins, each by its id. */
export async function removeTraces(
  dataApi: DataApi,
  traces: Record<keyof Traces, { id: string }[]>,
): Promise<void> {
  const orgIds = traces.orgs.map(({ id }) => id);
  const superAdminIds = traces.superAdmins.map(({ id }) => id);
  const tables = TABLES_OF_AN_ORG.filter((table) => table !== "api_tokens" || mayMakeCredentials());
  for (const table of tables) {
    await dataApi.rows((client) => client.from(table).delete().in("org_id", orgIds));
  }
  await dataApi.rows((client) => client.from("orgs").delete().in("id", orgIds));
  if (superAdminIds.length === 0) return;
  await dataApi.rows((client) => client.from("super_admins").delete().in("id", superAdminIds));
}

/** One line for each trace: what it is, since when. */
export function describeTraces({ orgs, superAdmins }: Traces): string[] {
  return [
    ...orgs.map(({ id, slug, created_at }) => `org ${slug} (${id}) of ${created_at}`),
    ...superAdmins.map(({ id, email, created_at }) =>
      `super-admin ${email} (${id}) of ${created_at}`
    ),
  ];
}
