/** JWTs as a forger writes them: any header and any payload, signed as HS256 would, or not. */
import { base64url } from "jose";
import type { Subject } from "./refusals.ts";

/** Base64url without padding, of bytes, of a text, or of a value as JSON. */
export function encodePart(value: unknown): string {
  const isPlain = typeof value === "string" || value instanceof Uint8Array;
  return base64url.encode(isPlain ? value : JSON.stringify(value));
}

/** Signs two parts by HMAC, whatever they are: the text `header.payload.signature`. */
export async function signParts(
  header: string,
  payload: string,
  secret: string,
  hash = "SHA-256",
): Promise<string> {
  const encoder = new TextEncoder();
  const text = `${header}.${payload}`;
  const algorithm = { name: "HMAC", hash };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, [
    "sign",
  ]);
  const signature = await crypto.subtle.sign(algorithm, key, encoder.encode(text));
  return `${text}.${encodePart(new Uint8Array(signature))}`;
}

/** As {@link signParts}, of parts that are still to be encoded. */
export async function signJwt(
  header: unknown,
  payload: unknown,
  secret: string,
  hash?: string,
): Promise<string> {
  return await signParts(encodePart(header), encodePart(payload), secret, hash);
}

/** What a forged JWT has otherwise than a good one. */
interface Forgery {
  /** Members of the header beside `alg`, or in its place. */
  header?: Record<string, unknown>;
  secret?: string;
  hash?: string;
}

/** Makes what a subject takes as JWTs, and with other claims, headers and secrets what it doesn't. */
export function createForge(
  { keys, now, orgA, operator }: Pick<Subject, "keys" | "now" | "orgA" | "operator">,
) {
  const seconds = () => Math.floor(now().getTime() / 1000);
  const sessionClaims = () => ({ sub: "a-user", org_id: orgA, exp: seconds() + 300 });
  const superAdminClaims = () => ({
    type: "super_admin",
    sub: operator.id,
    email: operator.email,
    exp: seconds() + 300,
  });
  return {
    /** The subject's time in whole seconds, as JWTs count. */
    seconds,
    sessionClaims,
    superAdminClaims,
    session: (
      claims: Record<string, unknown> = {},
      { header, secret = keys.jwtSecret, hash }: Forgery = {},
    ) => signJwt({ alg: "HS256", ...header }, { ...sessionClaims(), ...claims }, secret, hash),
    superAdmin: (
      claims: Record<string, unknown> = {},
      { header, secret = keys.superAdminJwtSecret, hash }: Forgery = {},
    ) => signJwt({ alg: "HS256", ...header }, { ...superAdminClaims(), ...claims }, secret, hash),
  };
}
