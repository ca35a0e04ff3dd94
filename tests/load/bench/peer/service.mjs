/**
 * The peer: the same two endpoints in another common stack, as a good engineer writes them in a day.
 *
 * Fastify with supabase-js on Node, and what these two bring. Unlike ours it parses each document and
 * writes it anew, which rounds numbers; and it has no JWTs, cursors, batches, searches, gzip, keys of
 * domains, deadlines or OpenAPI.
 *
 * Settings come by the environment: `SUPABASE_URL`, `SUPABASE_SERVICE_ROLE_KEY`, `INTERNAL_API_KEY`.
 * When it listens, it prints `Ready ` and `{ "url", "runtime" }` as JSON.
 */
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import process from "node:process";
import { createClient } from "@supabase/supabase-js";
import { fastify, LogController } from "fastify";
import { HEADERS, QUERY, UPSERT } from "./schemas.mjs";

const { SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY, INTERNAL_API_KEY } = process.env;
const INTERNAL_DIGEST = digest(INTERNAL_API_KEY);

const supabase = createClient(SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY, {
  auth: { persistSession: false, autoRefreshToken: false },
});
const app = fastify({
  logger: true,
  // One line a request, as ours; Fastify's own are two.
  logController: new LogController({ disableRequestLogging: true }),
  bodyLimit: 10_000_000,
  requestIdHeader: "x-request-id",
  genReqId: () => randomUUID(),
  ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
});
app.decorateRequest("orgId", "");

app.addHook("onResponse", (request, reply, done) => {
  const { method, url, orgId } = request;
  request.log.info({ method, url, orgId, status: reply.statusCode, ms: reply.elapsedTime });
  done();
});
app.setErrorHandler((error, request, reply) => {
  // The database knows no such org, submission or run.
  const isUnknown = error.code === "23503";
  const status = error.validation || isUnknown ? 422 : error.statusCode ?? 500;
  if (status >= 500) request.log.error(error);
  const sentence = isUnknown
    ? "The org, or a source of it, is unknown."
    : status < 500
    ? error.message
    : "Internal error.";
  reply.code(status).send({ error: sentence, code: error.code, request_id: request.id });
});

app.post("/icp-job-titles-query", {
  onRequest: authenticate(findOrgOfToken),
  schema: { headers: HEADERS, body: QUERY },
}, async (request) => {
  const { limit, offset, company_domain, ...equal } = request.body;
  let query = supabase.from("icp_job_titles").select().eq("org_id", request.orgId);
  if (company_domain) query = query.eq("company_domain", company_domain.toLowerCase());
  for (const [column, value] of Object.entries(equal)) if (value) query = query.eq(column, value);
  // One row more than the page shows whether another follows.
  const { data } = await query
    .order("created_at", { ascending: false }).order("id", { ascending: false })
    .range(offset, offset + limit).throwOnError();
  const rows = data.slice(0, limit);
  const pagination = { limit, returned: rows.length, has_more: data.length > limit };
  return { data: rows, pagination };
});

app.post("/icp-job-titles-upsert", {
  onRequest: authenticate(),
  schema: { headers: HEADERS, body: UPSERT },
}, async (request) => {
  const { company_name, company_description, company_domain, ...replaced } = request.body;
  const row = {
    org_id: request.orgId,
    company_domain: company_domain.toLowerCase(),
    ...replaced,
    // A name that is not sent is kept.
    ...(company_name?.trim() && { company_name }),
    ...(company_description?.trim() && { company_description }),
  };
  const { data } = await supabase.from("icp_job_titles")
    .upsert(row, { onConflict: "org_id,company_domain" }).select().single().throwOnError();
  return { data };
});

/** Makes the hook that finds a caller's org before the body is read, or answers 401. */
function authenticate(findOrgOf = () => undefined) {
  return async (request, reply) => {
    const token = request.headers.authorization?.match(/^Bearer (\S+)$/i)?.[1] ?? "";
    const orgId = timingSafeEqual(digest(token), INTERNAL_DIGEST)
      ? request.headers["x-internal-org-id"]
      : await findOrgOf(token);
    if (orgId) request.orgId = orgId;
    else {
      const answer = { error: "No valid credentials.", code: "unauthorized" };
      return reply.code(401).send({ ...answer, request_id: request.id });
    }
  };
}

async function findOrgOfToken(token) {
  const { data } = await supabase.rpc("find_api_token", {
    p_token_hash: digest(token).toString("hex"),
    p_now: new Date().toISOString(),
  }).throwOnError();
  return data[0]?.org_id;
}

function digest(text) {
  return createHash("sha256").update(text).digest();
}

const url = await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT ?? 0) });
console.log(`Ready ${JSON.stringify({ url, runtime: `Node ${process.versions.node}` })}`);
