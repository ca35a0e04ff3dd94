/** How callers reach the functions, and how they would reach the Data API without them. */
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { DEVELOPMENT_KEYS } from "../../../supabase/functions/_shared/env/development_keys.ts";
import { ToldError } from "../../../scripts/errors/describe.ts";
import type { Addresses } from "./stack.ts";

/** A way into the stack by which the same thing can be asked of a function and straight. */
export interface Caller {
  /** Posts to the query function and reads the whole answer. */
  query(orgId: string, body: unknown): Promise<Uint8Array>;
  /** Posts to the upsert function, or to a path below it. */
  upsert(orgId: string, body: BodyInit, path?: string, headers?: object): Promise<Uint8Array>;
  /** Asks the least function for the same as `query` of one domain, or as `upsert`. */
  least(way: "query" | "upsert", orgId: string, body: BodyInit): Promise<Uint8Array>;
  /** The same caller, by an API token. */
  withToken(token: string): Caller;
  /** Gets `icp_job_titles?…` from the Data API and reads the whole answer. */
  read(search: string): Promise<Uint8Array>;
  /** Posts one row to the Data API as supabase-js's `.upsert()` does. */
  write(row: unknown): Promise<Uint8Array>;
  /** The Data API by supabase-js. */
  supabase: SupabaseClient;
}

/** Makes a caller of one set of addresses; whatever is not 200, 201 or 207 is thrown. */
export function createCaller(
  addresses: Addresses,
  token: string = DEVELOPMENT_KEYS.INTERNAL_API_KEY,
): Caller {
  const { dataApi, serviceKey, query, upsert, least } = addresses;
  const asService = { apikey: serviceKey, authorization: `Bearer ${serviceKey}` };
  const json = { "content-type": "application/json" };
  const asInternal = (orgId: string) => ({
    ...json,
    "authorization": `Bearer ${token}`,
    "x-internal-org-id": orgId,
  });
  const { origin } = new URL(dataApi);
  const table = `${dataApi}/icp_job_titles`;
  return {
    query: (orgId, body) =>
      send(`${query}/icp-job-titles-query`, {
        method: "POST",
        headers: asInternal(orgId),
        body: JSON.stringify(body),
      }),
    upsert: (orgId, body, path = "", headers = {}) =>
      send(`${upsert}/icp-job-titles-upsert${path}`, {
        method: "POST",
        headers: { ...asInternal(orgId), ...headers },
        body,
      }),
    least: (way, orgId, body) =>
      send(`${least}/${way}`, { method: "POST", headers: asInternal(orgId), body }),
    withToken: (token) => createCaller(addresses, token),
    read: (search) => send(`${table}?${search}`, { headers: asService }),
    write: (row) =>
      send(`${table}?on_conflict=org_id,company_domain&select=*`, {
        method: "POST",
        headers: {
          ...asService,
          ...json,
          "accept": "application/vnd.pgrst.object+json",
          "prefer": "resolution=merge-duplicates,return=representation",
        },
        body: JSON.stringify(row),
      }),
    supabase: createClient(origin, serviceKey, {
      auth: { persistSession: false, autoRefreshToken: false },
      // A PostgREST of its own has its tables at the root.
      global: {
        fetch: (url, init) => fetch(String(url).replace(`${origin}/rest/v1`, dataApi), init),
      },
    }),
  };
}

async function send(url: string, init: RequestInit): Promise<Uint8Array> {
  // Deno of the hosted level deflates by itself what it serves, and only the gateway asks it not to.
  const headers = { ...init.headers, "accept-encoding": "identity" };
  const response = await fetch(url, { ...init, headers });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if ([200, 201, 207].includes(response.status)) return bytes;
  throw new ToldError(`${url} answered ${response.status}: ${new TextDecoder().decode(bytes)}`);
}

/** What an answer says. */
export function parse(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
