/** Finds the caller of a request, before its body is read. */
import type { Caller, CredentialKind, Lookup } from "./caller.ts";
import { readBearerToken, unauthorized, type UnauthorizedCause } from "./credentials.ts";
import { sha256 } from "./keys.ts";

/** Authenticates a request by its headers; made by {@link createAuthenticator}. */
export type Authenticate = (headers: Headers, lookup: Lookup) => Promise<Caller>;

/**
 * Makes the authenticator of one function.
 *
 * The kinds are tried in order. A credential that is recognised as one kind but not valid is
 * refused; it never falls through to the next kind.
 *
 * @param otherwise The cause to log when no kind recognises the credential.
 * @returns A function that throws `unauthorized` (401), `validation_failed` (422) for the org's header, or an error
 * of the Data API when a credential cannot be looked up.
 */
export function createAuthenticator<Settings>(
  kinds: readonly CredentialKind<Settings>[],
  settings: Settings,
  otherwise: UnauthorizedCause,
): Authenticate {
  const recognizers = kinds.map((kind) => kind.create(settings));
  return async (headers, lookup) => {
    const token = readBearerToken(headers);
    const credential = { token, digest: sha256(token), headers };
    for (const recognize of recognizers) {
      const caller = await recognize(credential, lookup);
      if (caller !== undefined) return caller;
    }
    throw unauthorized(otherwise);
  };
}
