/** The caller of a request, and how each kind of caller is recognised. */
import type { DataApi } from "../data_api/client.ts";

/** The caller of one request. */
export interface Caller {
  /** For the log. */
  kind: "super_admin" | "internal" | "session" | "api_token";
  /** The only org that the caller may use; undefined for super-admins, who choose one. */
  orgId: string | undefined;
  /** Work to do after the answer is sent. */
  afterAnswer?: () => Promise<void>;
}

/** The credential in a request. */
interface Credential {
  /** The bearer token. */
  token: string;
  /** Its SHA-256, 32 bytes. */
  digest: Uint8Array;
  headers: Headers;
}

/** What is needed to look up a credential. */
export interface Lookup {
  dataApi: DataApi;
  /** The current time, which decides whether credentials have expired. */
  now: Date;
  signal: AbortSignal;
}

/**
 * Recognises the caller by its credential; undefined if the credential is of another kind.
 *
 * @throws {ServiceError} `unauthorized` (401) if it is of this kind and not valid.
 */
type Recognize = (
  credential: Credential,
  lookup: Lookup,
) => Caller | undefined | Promise<Caller | undefined>;

/** One kind of credential. */
export interface CredentialKind<Settings> {
  /** Its name and description in the OpenAPI document. */
  name: string;
  description: string;
  bearerFormat?: string;
  create(settings: Settings): Recognize;
}
