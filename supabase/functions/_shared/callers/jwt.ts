/** The two kinds of JWT that a caller may hold: a tenant's session, and a super-admin's. */
import { JOSEError } from "jose/errors";
import { jwtVerify } from "jose/jwt/verify";
import { z } from "zod";
import type { Keys } from "../env.ts";

/** What a valid JWT says of its holder. */
type JwtClaims =
  | { kind: "super_admin"; id: string; email: string }
  | { kind: "session"; orgId: string };

/** The secrets that sign the two kinds, as text; each of a kind is good. */
interface JwtSecrets {
  jwtSecrets: Keys;
  superAdminJwtSecrets: Keys;
}

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
 * The three parts in base64url without padding, as RFC 7515 has it; `jose` also takes padding and the
 * other alphabet.
 */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whether a token is to be judged as a JWT: three parts with dots between them. */
export function looksLikeJwt(token: string): boolean {
  return token.split(".").length === 3;
}

/**
 * Verifies a JWT: HS256 only, `exp` required, by the secret of its kind.
 *
 * @returns Its claims, or undefined if it is not valid in any respect.
 * @see https://www.rfc-editor.org/rfc/rfc8725 for the algorithm being ours to choose, not the token's.
 */
export async function verifyJwt(
  token: string,
  secrets: JwtSecrets,
  now: Date,
): Promise<JwtClaims | undefined> {
  if (!COMPACT.test(token)) return undefined;
  const asSuperAdmin = await verify(token, secrets.superAdminJwtSecrets, now);
  if (asSuperAdmin) {
    const { success, data } = superAdminClaims.safeParse(asSuperAdmin);
    return success ? { kind: "super_admin", id: data.sub, email: data.email } : undefined;
  }
  const { success, data } = sessionClaims.safeParse(await verify(token, secrets.jwtSecrets, now));
  return success ? { kind: "session", orgId: data.org_id.toLowerCase() } : undefined;
}

/** The claims of a token that one of the secrets signed. */
async function verify(token: string, secrets: Keys, now: Date): Promise<unknown> {
  for (const secret of secrets) {
    const claims = await verifyBy(secret, token, now);
    if (claims !== undefined) return claims;
  }
  return undefined;
}

async function verifyBy(secret: string, token: string, now: Date): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      requiredClaims: ["exp"],
      currentDate: now,
    });
    return payload;
  } catch (error) {
    if (error instanceof JOSEError) return undefined;
    throw error;
  }
}
