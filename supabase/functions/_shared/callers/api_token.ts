/** Tenants by API token: a row of `api_tokens` has its SHA-256. */
import { DEVELOPMENT_TOKEN_HASH, isLoopback } from "../env/development_keys.ts";
import type { CredentialKind } from "./caller.ts";
import { unauthorized } from "./credentials.ts";
import { toHex } from "./keys.ts";

/** A token's `last_used_at` is written at most once in this time. */
const MARK_USED_EVERY_MS = 60_000;

/** The token of an org. Every token that is of no other kind is taken for one. */
export const apiToken: CredentialKind<{ supabaseUrl: string }> = {
  name: "apiToken",
  description: "An API token of an org",
  create: ({ supabaseUrl }) => async ({ digest }, { dataApi, now, signal }) => {
    const p_token_hash = toHex(digest);
    // Anybody knows the development token, and a project that was seeded has it.
    if (p_token_hash === DEVELOPMENT_TOKEN_HASH && !isLoopback(supabaseUrl)) {
      throw unauthorized("api_token");
    }
    const [found] = await dataApi.rows(
      (client) =>
        client.rpc("find_api_token", { p_token_hash, p_now: now.toISOString() }, { get: true }),
      { signal },
    );
    if (found === undefined) throw unauthorized("api_token");

    const { id, org_id, last_used_at } = found;
    const stale = new Date(now.getTime() - MARK_USED_EVERY_MS);
    if (last_used_at !== null && Date.parse(last_used_at) >= stale.getTime()) {
      return { kind: "api_token", orgId: org_id };
    }
    // The condition is repeated in the write, so that callers at the same time write once.
    const markUsed = async () => {
      await dataApi.rows((client) =>
        client.from("api_tokens").update({ last_used_at: now.toISOString() }).eq("id", id)
          .or(`last_used_at.is.null,last_used_at.lt.${stale.toISOString()}`)
      );
    };
    return { kind: "api_token", orgId: org_id, afterAnswer: markUsed };
  },
};
