/** Whether settings are those of a deployment, before anything is written to it. */
import { describeError } from "../../scripts/errors/describe.ts";
import { createDataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import type { QuerySettings } from "../../supabase/functions/_shared/env.ts";
import { asBearer, PATHS } from "../support/apps.ts";
import { asTenant } from "./callers.ts";

/** Asks for the rows of an org that is not there: each key that fits is answered with none. */
const NO_ORG = "00000000-0000-4000-8000-000000000000";
const ORG_HEADER = { "x-internal-org-id": NO_ORG };

/**
 * Finds the first of the settings that does not fit; only reads.
 *
 * @returns A sentence that says what to do, or undefined where all of them fit. The secret of
 * super-admins' JWTs cannot be tried without a row of theirs: the tests do.
 */
export async function findMisfit(settings: QuerySettings): Promise<string | undefined> {
  const { supabaseUrl, internalApiKeys, jwtSecrets, superAdminApiKeys } = settings;
  const ask = async (path: string, headers: HeadersInit = {}, body?: string) => {
    const init = { method: body === undefined ? "GET" : "POST", headers, body: body ?? null };
    const answer = await fetch(`${supabaseUrl}/functions/v1${path}`, init);
    await answer.body?.cancel();
    return answer.status;
  };

  for (const path of [PATHS.upsert[0], PATHS.query[0]]) {
    const status = await ask(`${path}/health`).catch(describeError);
    if (status === 200) continue;
    return `${supabaseUrl}/functions/v1${path}/health is to answer 200, but: ${status}. ` +
      "Check --url, and that the function is deployed.";
  }
  try {
    await createDataApi(settings).rows((client) => client.from("orgs").select("id").limit(1));
  } catch (error) {
    return `The service key does not open the Data API of ${supabaseUrl}: ${
      describeError(error)
    } ` +
      "Check the key and --url.";
  }
  const sessions = await Promise.all(
    jwtSecrets.map((secret) => asTenant(secret, { org_id: NO_ORG })),
  );
  const callers = [
    ...internalApiKeys.map((key) => ["INTERNAL_API_KEY", asBearer(key)] as const),
    ...sessions.map((headers) => ["JWT_SECRET", headers] as const),
    ...superAdminApiKeys.map((key) => ["SUPER_ADMIN_API_KEY", asBearer(key)] as const),
  ];
  for (const [name, headers] of callers) {
    const all = { ...headers, ...ORG_HEADER, "content-type": "application/json" };
    const status = await ask(PATHS.query[0], all, JSON.stringify({ org_id: NO_ORG }));
    if (status === 200) continue;
    return `${name} does not fit the deployment at ${supabaseUrl}: a query with it is answered ` +
      `with ${status}, not 200. Check the setting and --url.`;
  }
  return undefined;
}
