/** What a run adds to a deployment's database; it goes with the run. */
import type { DataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { makeSubmission, type PastRun, type PastSubmission } from "../support/pipeline.ts";
import type { Subject } from "../support/refusals.ts";
import { hashToken } from "../support/tokens.ts";
import { mayMakeCredentials } from "./target.ts";
import { markOf } from "./traces.ts";

/** Adds rows to one deployment; made by {@link createFixtures}. */
export type Fixtures = ReturnType<typeof createFixtures>;

/** What a token may be given. */
interface TokenOptions {
  /** Its text; absent: one of its own. */
  token?: string;
  expires_at?: string;
  revoked_at?: string;
}

/** Makes what adds rows to a deployment under the name of one run. */
export function createFixtures(dataApi: DataApi, run: string) {
  const mark = markOf(run);
  return {
    /** Adds an org and returns its id. */
    async addOrg(): Promise<string> {
      const id = crypto.randomUUID();
      const name = mark + id;
      await dataApi.rows((client) => client.from("orgs").insert({ id, name, slug: name }));
      return id;
    },

    /** Adds an API token of an org and returns its text; where it may not, of no org. */
    async addToken(org_id: string, options: TokenOptions = {}): Promise<string> {
      const { token = `token-${crypto.randomUUID()}`, ...columns } = options;
      if (!mayMakeCredentials()) return token;
      const token_hash = await hashToken(token);
      const row = { org_id, name: mark, role: "member" as const, token_hash, ...columns };
      await dataApi.rows((client) => client.from("api_tokens").insert(row));
      return token;
    },

    /** Adds a super-admin; where it may not, only names one. */
    async addSuperAdmin(name: string, is_active: boolean): Promise<Subject["operator"]> {
      const person = { id: crypto.randomUUID(), email: `${mark}${name}@example.com` };
      if (!mayMakeCredentials()) return person;
      const row = { ...person, is_active, password_hash: "none" };
      await dataApi.rows((client) => client.from("super_admins").insert(row));
      return person;
    },

    /** Adds a submission with its runs and results to an org. */
    async addSubmission(orgId: string, runs: PastRun[]): Promise<PastSubmission> {
      const { past, rows } = makeSubmission(runs, orgId);
      await dataApi.rows((client) => client.from("companies").insert(rows.companies));
      await dataApi.rows((client) => client.from("blueprints").insert(rows.blueprints));
      await dataApi.rows((client) => client.from("submissions").insert(rows.submissions));
      await dataApi.rows((client) => client.from("pipeline_runs").insert(rows.pipeline_runs));
      await dataApi.rows((client) => client.from("step_results").insert(rows.step_results));
      return past;
    },
  };
}
