/** Callers of every kind that belong to one org. */
import { SignJWT } from "jose";
import postgres from "postgres";
import { DEVELOPMENT_KEYS } from "../../../supabase/functions/_shared/env/development_keys.ts";
import { hashToken } from "../../support/tokens.ts";

const TOKEN = "soak-api-token";

/** The headers of a caller of each kind. */
export interface Credentials {
  internal: Record<string, string>;
  token: Record<string, string>;
  jwt: Record<string, string>;
}

/** Makes an API token in the database and a session JWT of two hours. */
export async function makeCredentials(databaseUrl: string, orgId: string): Promise<Credentials> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql`
    insert into api_tokens (org_id, name, token_hash, role)
    values (${orgId}, 'soak', ${await hashToken(TOKEN)}, 'member')`;
  await sql.end();
  const secret = new TextEncoder().encode(DEVELOPMENT_KEYS.JWT_SECRET);
  const jwt = await new SignJWT({ sub: "a-user", org_id: orgId })
    .setProtectedHeader({ alg: "HS256" }).setExpirationTime("2h").sign(secret);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return {
    internal: { ...bearer(DEVELOPMENT_KEYS.INTERNAL_API_KEY), "x-internal-org-id": orgId },
    token: bearer(TOKEN),
    jwt: bearer(jwt),
  };
}
