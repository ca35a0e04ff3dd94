/** Super-admins who send `SUPER_ADMIN_API_KEY`. */
import type { Keys } from "../env.ts";
import type { CredentialKind } from "./caller.ts";
import { createKeyCheck } from "./keys.ts";

/** The key of super-admins; optional. */
export const superAdminKey: CredentialKind<{ superAdminApiKeys: Keys }> = {
  name: "superAdminKey",
  description: "SUPER_ADMIN_API_KEY",
  create({ superAdminApiKeys }) {
    const isSuperAdmin = createKeyCheck(superAdminApiKeys);
    return ({ digest }) =>
      isSuperAdmin(digest) ? { kind: "super_admin", orgId: undefined } : undefined;
  },
};
