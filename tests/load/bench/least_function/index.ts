/**
 * The least function: what anybody would write who wants the same answers and nothing more.
 *
 * Hono, postgrest-js, one digest for the key, one fetch, and the bytes handed on. It validates
 * nothing, has no deadline, no pages, and takes any failure as it comes.
 */
import { PostgrestClient } from "@supabase/postgrest-js";
import { type Context, Hono } from "hono";

const { SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY, INTERNAL_API_KEY } = Deno.env.toObject();
const URL_OF_DATA_API = `${SUPABASE_URL}/rest/v1`;
const HEADERS = {
  apikey: SUPABASE_SERVICE_ROLE_KEY!,
  authorization: `Bearer ${SUPABASE_SERVICE_ROLE_KEY}`,
};
/**
 * What ours and a straight read name too: `*` is 0.17 ms faster on PostgREST, but it would show callers
 * each column that is ever added.
 */
const COLUMNS = "id,created_at,company_domain,org_id,updated_at,researched_at,company_name," +
  "company_description,parallel_run_id,processor,source_submission_id,source_pipeline_run_id," +
  "raw_parallel_output";
const KEY_DIGEST = await digest(INTERNAL_API_KEY!);

/** Finds the org of a caller: by the header for the internal key, else by the token's hash. */
async function authenticate(c: Context): Promise<string | undefined> {
  const given = await digest(c.req.header("authorization")?.slice("Bearer ".length) ?? "");
  let difference = 0;
  for (let at = 0; at < given.length; at++) difference |= given[at]! ^ KEY_DIGEST[at]!;
  if (difference === 0) return c.req.header("x-internal-org-id");
  const hash = Array.from(given, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const { data } = await new PostgrestClient(URL_OF_DATA_API, { headers: HEADERS })
    .rpc("find_api_token", { p_token_hash: hash, p_now: new Date().toISOString() }, { get: true });
  return data?.[0]?.org_id;
}

/**
 * Builds a query by postgrest-js, and hands the bytes of its answer on.
 *
 * They are read whole: handed on as a stream, every tenth answer of 20 kB waits 40 ms for the receipt
 * of its first part on Deno 2.1.4, and a floor should not.
 */
async function handOn(
  build: (client: PostgrestClient) => PromiseLike<unknown>,
): Promise<Response> {
  let bytes: ArrayBuffer | null = null;
  await build(
    new PostgrestClient(URL_OF_DATA_API, {
      headers: HEADERS,
      fetch: async (url, init) => {
        const answer = await fetch(url, init);
        bytes = await answer.arrayBuffer();
        return new Response(null, { status: answer.status });
      },
    }),
  );
  return new Response(bytes, { headers: { "content-type": "application/json" } });
}

const app = new Hono();
app.post("/least-function/query", async (c) => {
  const orgId = await authenticate(c);
  if (orgId === undefined) return c.json({ error: "unauthorized" }, 401);
  const { company_domain } = await c.req.json();
  return await handOn((client) =>
    client.from("icp_job_titles").select(COLUMNS)
      .eq("org_id", orgId).eq("company_domain", company_domain)
  );
});
app.post("/least-function/upsert", async (c) => {
  const orgId = await authenticate(c);
  if (orgId === undefined) return c.json({ error: "unauthorized" }, 401);
  const row = { org_id: orgId, ...await c.req.json() };
  return await handOn((client) =>
    client.from("icp_job_titles").upsert(row, { onConflict: "org_id,company_domain" })
      .select(COLUMNS).single()
  );
});

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

export default { fetch: app.fetch };
