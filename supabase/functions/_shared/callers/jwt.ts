/** Callers with a JWT: a tenant's session, or a super-admin. */
import { JOSEError } from "jose/errors";
import { jwtVerify } from "jose/jwt/verify";
import { z } from "zod";
import type { Keys } from "../env.ts";
import type { Caller, CredentialKind, Lookup } from "./caller.ts";
import { unauthorized } from "./credentials.ts";

/** The secrets that sign the two kinds of JWT; any secret of a kind is accepted. */
interface JwtSecrets {
  jwtSecrets: Keys;
  superAdminJwtSecrets: Keys;
}

/** What a valid JWT says about its holder. */
type JwtClaims =
  | { kind: "super_admin"; id: string; email: string }
  | { kind: "session"; orgId: string };

const superAdminClaims = z.object({
  type: z.literal("super_admin"),
  sub: z.guid(),
  email: z.string().min(1),
});

const sessionClaims = z.object({
  type: z.literal("session").optional(),
  sub: z.string().min(1).optional(),
  user_id: z.string().min(1).optional(),
  org_id: z.guid(),
}).refine((claims) => (claims.sub ?? claims.user_id) !== undefined);

/**
 * Three parts in base64url without padding, as RFC 7515 requires; `jose` also accepts padding and
 * plain base64.
 */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A JWT, HS256 only. Any token with three parts is treated as one. */
export const jwt: CredentialKind<JwtSecrets> = {
  name: "jwt",
  description: "HS256 with `exp`: an org's session, or a super-admin",
  bearerFormat: "JWT",
  create(secrets) {
    const verify = createJwtVerifier(secrets);
    return async ({ token }, lookup) => {
      if (token.split(".").length !== 3) return undefined;
      const claims = await verify(token, lookup.now);
      if (claims === undefined) throw unauthorized("jwt");
      return claims.kind === "session" ? claims : await findSuperAdmin(claims, lookup);
    };
  },
};

/** Checks that a super-admin is still active. */
async function findSuperAdmin(
  { id, email }: { id: string; email: string },
  { dataApi, signal }: Lookup,
): Promise<Caller> {
  // From the primary: who was shut out must not read on until a replica knows.
  // E-mail is compared here: citext needs its operators in the search_path.
  const [found] = await dataApi.rows(
    (client) =>
      client.from("super_admins").select("email").eq("id", id).eq("is_active", true).limit(1),
    { signal, fromPrimary: true },
  );
  if (found === undefined || String(found.email).toLowerCase() !== email.toLowerCase()) {
    throw unauthorized("super_admin");
  }
  return { kind: "super_admin", orgId: undefined };
}

/**
 * Makes the JWT verifier: HS256 only, `exp` required, signed with a secret of its kind.
 *
 * @returns A function that gives the claims, or undefined if the JWT is not valid.
 * @see https://www.rfc-editor.org/rfc/rfc8725 on why we choose the algorithm, not the token.
 */
export function createJwtVerifier({ jwtSecrets, superAdminJwtSecrets }: JwtSecrets) {
  const verifyAsSuperAdmin = createVerifier(superAdminJwtSecrets);
  const verifyAsSession = createVerifier(jwtSecrets);
  return async (token: string, now: Date): Promise<JwtClaims | undefined> => {
    if (!COMPACT.test(token)) return undefined;
    const asSuperAdmin = await verifyAsSuperAdmin(token, now);
    if (asSuperAdmin) {
      const { success, data } = superAdminClaims.safeParse(asSuperAdmin);
      return success ? { kind: "super_admin", id: data.sub, email: data.email } : undefined;
    }
    const { success, data } = sessionClaims.safeParse(await verifyAsSession(token, now));
    return success ? { kind: "session", orgId: data.org_id.toLowerCase() } : undefined;
  };
}

/** Makes a verifier for tokens that any of the secrets signed; the secrets are imported once. */
function createVerifier(secrets: Keys) {
  let keys: Promise<CryptoKey[]> | undefined;
  return async (token: string, currentDate: Date): Promise<unknown> => {
    keys ??= Promise.all(secrets.map(importSecret));
    for (const key of await keys) {
      try {
        const options = { algorithms: ["HS256"], requiredClaims: ["exp"], currentDate };
        return (await jwtVerify(token, key, options)).payload;
      } catch (error) {
        if (!(error instanceof JOSEError)) throw error;
      }
    }
    return undefined;
  };
}

async function importSecret(secret: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const bytes = new TextEncoder().encode(secret);
  return await crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}
