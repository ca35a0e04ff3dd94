/** The callers that may read: every kind of credential. */
import type { QuerySettings } from "../env.ts";
import { apiToken } from "./api_token.ts";
import { type Authenticate, createAuthenticator } from "./authenticate.ts";
import type { CredentialKind } from "./caller.ts";
import { internalKey } from "./internal_key.ts";
import { jwt } from "./jwt.ts";
import { superAdminKey } from "./super_admin_key.ts";

/** The kinds of credentials that may read, in the order they are tried. */
export const READER_CREDENTIALS: readonly CredentialKind<QuerySettings>[] = [
  superAdminKey,
  internalKey,
  jwt,
  apiToken,
];

/** Makes the authenticator for readers; see {@link createAuthenticator} for what it throws. */
export function createReaderAuthenticator(settings: QuerySettings): Authenticate {
  return createAuthenticator(READER_CREDENTIALS, settings, "api_token");
}
