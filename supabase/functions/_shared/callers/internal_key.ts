/** Pipeline workers, who send `INTERNAL_API_KEY` and name their org in `x-internal-org-id`. */
import type { Keys } from "../env.ts";
import type { CredentialKind } from "./caller.ts";
import { readInternalOrgId } from "./credentials.ts";
import { createKeyCheck } from "./keys.ts";

/** The key of pipeline workers, who act for the org in the header. */
export const internalKey: CredentialKind<{ internalApiKeys: Keys }> = {
  name: "internalKey",
  description: "INTERNAL_API_KEY, with the header x-internal-org-id",
  create({ internalApiKeys }) {
    const isInternal = createKeyCheck(internalApiKeys);
    return ({ digest, headers }) =>
      isInternal(digest) ? { kind: "internal", orgId: readInternalOrgId(headers) } : undefined;
  },
};
