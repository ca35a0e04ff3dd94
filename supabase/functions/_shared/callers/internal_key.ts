/** Pipeline workers: `INTERNAL_API_KEY`, for the org of `x-internal-org-id`. */
import type { Keys } from "../env.ts";
import type { CredentialKind } from "./caller.ts";
import { readInternalOrgId } from "./credentials.ts";
import { createKeyCheck } from "./keys.ts";

/** The key of pipeline workers; they act for the org that a header names. */
export const internalKey: CredentialKind<{ internalApiKeys: Keys }> = {
  name: "internalKey",
  description: "INTERNAL_API_KEY, with the header x-internal-org-id",
  create({ internalApiKeys }) {
    const isInternal = createKeyCheck(internalApiKeys);
    return async ({ digest, headers }) =>
      await isInternal(digest)
        ? { kind: "internal", orgId: readInternalOrgId(headers) }
        : undefined;
  },
};
