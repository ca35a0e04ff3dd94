/**
 * The one port in front of everything, standing in for the hosted API gateway: it strips
 * `/functions/v1` and `/rest/v1`, turns the service key into a role token, and streams both ways.
 */
import { Hono } from "hono";
import { MCP } from "../../supabase/functions/_shared/contract/functions.ts";
import { refuseForeigner } from "./callers.ts";
import { createDocsPage } from "./docs_page.ts";
import { createExplorerPage } from "./explorer_page.ts";

/** Distinguishes our `/health` from another program's on the same port. */
export const STACK_NAME = "icp-job-titles local stack";
/** Headers that belong to one connection and are made anew for the next (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ["connection", "host", "keep-alive", "te", "trailer", "transfer-encoding"];

/** What is behind the gateway; a caller with `serviceKey` as `apikey` acts as service_role. */
export interface Upstreams {
  dataApi: { url: string; token: string };
  serviceKey: string;
  functions: { name: string; url: string }[];
  /** Whether pages of other machines may ask; absent for no. */
  acceptsForeignOrigins?: boolean;
  /** The public API token with which the page at `/` reads the sample; without it the page asks for one. */
  sampleToken?: string | undefined;
}

/** Builds the gateway's handler, for callers of this machine: `/`, `/health`, `/docs`, `/functions/v1/*`, `/rest/v1/*`, else 404. */
export function createGateway(upstreams: Upstreams): Hono {
  const { dataApi, serviceKey, functions, acceptsForeignOrigins = false, sampleToken } = upstreams;
  const app = new Hono();
  app.use(async ({ req, json }, next) => {
    const refusal = refuseForeigner(req.raw, acceptsForeignOrigins);
    return refusal ? json({ error: refusal.error }, refusal.status) : await next();
  });
  app.get("/health", async ({ json }) => {
    // A function is well only while it reaches the table, through this gateway's `/rest/v1`.
    const checks = await Promise.all(functions.map(async ({ name, url }) => {
      const answer = await forward(new Request(`${url}/${name}/health`), url);
      await answer.body?.cancel();
      return [name, answer.status] as const;
    }));
    const isReady = checks.every(([, status]) => status === 200);
    return json({ service: STACK_NAME, parts: Object.fromEntries(checks) }, isReady ? 200 : 503);
  });
  // Tools describe themselves, by the protocol.
  const described = functions.map(({ name }) => name).filter((name) => name !== MCP.name);
  app.route("/docs", createDocsPage(described));
  app.route("/", createExplorerPage({ url: "/", token: sampleToken }));
  app.all("/rest/v1/*", ({ req, json }) => {
    const key = req.header("apikey");
    const message = key === undefined ? "No API key found in request" : "Invalid API key";
    if (key !== serviceKey) return json({ message }, 401);
    const credentials = { apikey: dataApi.token, authorization: `Bearer ${dataApi.token}` };
    return forward(req.raw, dataApi.url, "/rest/v1", credentials);
  });
  for (const { name, url } of functions) {
    app.all(`/functions/v1/${name}/*`, ({ req }) => forward(req.raw, url, "/functions/v1"));
  }
  app.notFound(({ req, json }) => {
    const places = "/health, /rest/v1/<table> or /functions/v1/<name>";
    return json({ error: `Nothing is served at "${req.path}". Try ${places}.` }, 404);
  });
  return app;
}

/** Hands a request on without `prefix`, and its answer back; neither body is collected. */
async function forward(request: Request, base: string, prefix = "", extra = {}): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers({ ...Object.fromEntries(request.headers), ...extra });
  for (const name of HOP_BY_HOP) headers.delete(name);
  // Set by us, it keeps fetch from inflating an answer whose header says that it is deflated.
  headers.set("accept-encoding", "identity");
  try {
    const { method, body, signal } = request;
    const target = base + pathname.slice(prefix.length) + search;
    const answer = await fetch(target, { method, headers, body, signal, redirect: "manual" });
    return new Response(answer.body, answer);
  } catch {
    // Nobody reads this answer; nginx logs the same number for a caller who left.
    if (request.signal.aborted) return new Response(null, { status: 499 });
    const error = `What serves "${pathname}" does not answer. See what the stack printed.`;
    return Response.json({ error }, { status: 503 });
  }
}
