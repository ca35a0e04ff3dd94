/** Tenants with an API token, whose SHA-256 is stored in `api_tokens`. */
import { DEVELOPMENT_TOKEN_HASH, isLoopback } from "../env/development_keys.ts";
import type { CredentialKind } from "./caller.ts";
import { unauthorized } from "./credentials.ts";
import { toHex } from "./keys.ts";

/** A token's `last_used_at` is updated at most once per interval. */
const MARK_USED_EVERY_MS = 60_000;

/** An org's API token. Any token that no other kind recognises is looked up as one. */
export const apiToken: CredentialKind<{ supabaseUrl: string }> = {
  name: "apiToken",
  description: "An API token of an org",
  create: ({ supabaseUrl }) => async ({ digest }, { dataApi, now, signal }) => {
    const p_token_hash = toHex(digest);
    // The development token is public, and every project that ran the seed has it.
    if (p_token_hash === DEVELOPMENT_TOKEN_HASH && !isLoopback(supabaseUrl)) {
      throw unauthorized("api_token");
    }
    // By POST, though it reads: URLs are logged by the platform, and a replica may not know yet that a
    // token was revoked.
    const [found] = await dataApi.rows(
      (client) => client.rpc("find_api_token", { p_token_hash, p_now: now.toISOString() }),
      { signal },
    );
    if (found === undefined) throw unauthorized("api_token");

    const { id, org_id, last_used_at } = found;
    const stale = new Date(now.getTime() - MARK_USED_EVERY_MS);
    if (last_used_at !== null && Date.parse(last_used_at) >= stale.getTime()) {
      return { kind: "api_token", orgId: org_id };
    }
    // The update repeats the condition, so that concurrent requests write only once.
    const markUsed = async () => {
      await dataApi.rows((client) =>
        client.from("api_tokens").update({ last_used_at: now.toISOString() }).eq("id", id)
          .or(`last_used_at.is.null,last_used_at.lt.${stale.toISOString()}`)
      );
    };
    return { kind: "api_token", orgId: org_id, afterAnswer: markUsed };
  },
};
