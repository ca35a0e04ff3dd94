/** The org that a request is about. */
import { ServiceError } from "../errors.ts";
import type { Caller } from "./caller.ts";

/**
 * Chooses the org of a request: the caller's own, or the one that a super-admin gives.
 *
 * @param requested The org in the body.
 * @throws {ServiceError} `org_id_required` (400) if a super-admin gives none, `org_forbidden` (403)
 * if a tenant gives another tenant's org.
 */
export function authorizeOrg(caller: Caller, requested: string | undefined): string {
  const orgId = caller.orgId ?? requested;
  if (orgId === undefined) {
    throw new ServiceError(
      "org_id_required",
      "org_id is required for super-admin ICP job title queries",
    );
  }
  if (requested !== undefined && requested !== orgId) {
    const message = "The credentials belong to another org. Leave out org_id, or give your own.";
    throw new ServiceError("org_forbidden", message);
  }
  return orgId;
}
