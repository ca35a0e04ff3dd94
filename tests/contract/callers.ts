/** The callers of a deployment, each by the headers that it sends. */
import { SignJWT } from "jose";
import { asBearer } from "../support/apps.ts";
import type { ContractSubject } from "./subject.ts";

/** What a caller sends. */
export type CallerHeaders = Record<string, string>;

/** A worker who acts for an org; org A unless told. */
export function asWorker({ keys, orgA }: ContractSubject, orgId: string = orgA): CallerHeaders {
  return { ...asBearer(keys.internalApiKey), "x-internal-org-id": orgId };
}

/** A tenant with a session, signed with one of `JWT_SECRET`; its claims may be otherwise. */
export async function asTenant(
  secret: string,
  claims: { org_id: string } & Record<string, unknown>,
): Promise<CallerHeaders> {
  return asBearer(await mint({ sub: "a-user", type: "session", ...claims }, secret));
}

/** A super-admin with a session, signed with one of `SUPER_ADMIN_JWT_SECRET`. */
export async function asSuperAdmin(
  secret: string,
  { id, email }: ContractSubject["operator"],
): Promise<CallerHeaders> {
  return asBearer(await mint({ type: "super_admin", sub: id, email }, secret));
}

/** Signs a JWT that is good for five minutes. */
async function mint(claims: Record<string, unknown>, secret: string): Promise<string> {
  return await new SignJWT(claims).setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("5 min").sign(new TextEncoder().encode(secret));
}
