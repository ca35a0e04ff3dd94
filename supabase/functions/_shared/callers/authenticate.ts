/** Who may ask: each request is authenticated to one caller, before its body is read. */
import {
  isOneOf,
  readBearerToken,
  readInternalOrgId,
  sha256,
  unauthorized,
} from "./credentials.ts";
import type { DataApi } from "../data_api/client.ts";
import { DEVELOPMENT_TOKEN_HASH, isLoopback } from "../env/development_keys.ts";
import type { Keys, QuerySettings } from "../env.ts";
import { looksLikeJwt, verifyJwt } from "./jwt.ts";

/** The caller of one request; only a super-admin is not bound to an org. */
export type Caller =
  | { kind: "super_admin" }
  | { kind: "internal"; orgId: string }
  | { kind: "session"; orgId: string }
  | { kind: "api_token"; orgId: string; markUsed: () => Promise<void> };

/** An API token's `last_used_at` is written at most once in this time. */
const MARK_USED_EVERY_MS = 60_000;

/**
 * Authenticates a pipeline worker by `INTERNAL_API_KEY` and `x-internal-org-id`.
 *
 * @throws {ServiceError} `unauthorized` (401), or `validation_failed` (422) for the org's header.
 */
export async function authenticateInternal(
  headers: Headers,
  internalApiKeys: Keys,
): Promise<Caller & { kind: "internal" }> {
  const token = readBearerToken(headers);
  if (!await isOneOf(token, internalApiKeys)) throw unauthorized("internal_key");
  return { kind: "internal", orgId: readInternalOrgId(headers) };
}

/**
 * Authenticates a caller of the query function by the one credential that it gives.
 *
 * The kinds are tried in the order of the contract. A credential that is of one kind and wrong is
 * refused; it never falls through to the next.
 *
 * @throws {ServiceError} `unauthorized` (401), `validation_failed` (422) for the org's header, or
 * an error of the Data API, by which a valid credential could not be looked up.
 */
export async function authenticateQuery(
  headers: Headers,
  settings: QuerySettings,
  dataApi: DataApi,
  options: { now: Date; signal: AbortSignal },
): Promise<Caller> {
  const token = readBearerToken(headers);
  const [isSuperAdmin, isInternal] = await Promise.all([
    isOneOf(token, settings.superAdminApiKeys),
    isOneOf(token, settings.internalApiKeys),
  ]);
  if (isSuperAdmin) return { kind: "super_admin" };
  if (isInternal) return { kind: "internal", orgId: readInternalOrgId(headers) };
  return looksLikeJwt(token)
    ? await authenticateJwt(token, settings, dataApi, options)
    : await authenticateApiToken(token, settings, dataApi, options);
}

async function authenticateJwt(
  token: string,
  settings: QuerySettings,
  dataApi: DataApi,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<Caller> {
  const claims = await verifyJwt(token, settings, now);
  if (claims === undefined) throw unauthorized("jwt");
  if (claims.kind === "session") return claims;
  // E-mail is compared here: as citext it is only where the search_path has its operators.
  const [found] = await dataApi.rows(
    (client) =>
      client.from("super_admins").select("email").eq("id", claims.id).eq("is_active", true)
        .limit(1),
    { signal },
  );
  const isSame = String(found?.email).toLowerCase() === claims.email.toLowerCase();
  if (found === undefined || !isSame) throw unauthorized("super_admin");
  return { kind: "super_admin" };
}

async function authenticateApiToken(
  token: string,
  { supabaseUrl }: QuerySettings,
  dataApi: DataApi,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<Caller> {
  const p_token_hash = Array.from(await sha256(token), (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  // Anybody knows it, and a project that was seeded has it.
  if (p_token_hash === DEVELOPMENT_TOKEN_HASH && !isLoopback(supabaseUrl)) {
    throw unauthorized("api_token");
  }
  const [found] = await dataApi.rows(
    (client) =>
      client.rpc("find_api_token", { p_token_hash, p_now: now.toISOString() }, { get: true }),
    { signal },
  );
  if (found === undefined) throw unauthorized("api_token");

  const stale = new Date(now.getTime() - MARK_USED_EVERY_MS);
  const isFresh = found.last_used_at !== null && Date.parse(found.last_used_at) >= stale.getTime();
  // The condition is repeated in the write, so that callers at the same time write once.
  const markUsed = async () => {
    if (isFresh) return;
    await dataApi.rows((client) =>
      client.from("api_tokens").update({ last_used_at: now.toISOString() }).eq("id", found.id)
        .or(`last_used_at.is.null,last_used_at.lt.${stale.toISOString()}`)
    );
  };
  return { kind: "api_token", orgId: found.org_id, markUsed };
}
