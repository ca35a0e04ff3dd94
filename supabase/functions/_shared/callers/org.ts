/** The org that a request is about. */
import { ServiceError } from "../errors.ts";
import type { Caller } from "./caller.ts";

/**
 * Chooses the org of a request: the caller's own, or for a super-admin the one it names.
 *
 * @param requested The org that the body names.
 * @throws {ServiceError} `org_id_required` (400) for a super-admin who names none, `org_forbidden`
 * (403) for a tenant who names another than its own.
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
