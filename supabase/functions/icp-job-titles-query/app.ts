/** The routes of `icp-job-titles-query`, by which tenants and super-admins read. */
import { Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { authorizeOrg } from "../_shared/callers/org.ts";
import { createReaderAuthenticator } from "../_shared/callers/readers.ts";
import { QUERY } from "../_shared/contract/functions.ts";
import { withTrace } from "../_shared/data_api/client.ts";
import type { QuerySettings } from "../_shared/env.ts";
import { addHealth, createApp, respondWithBytes } from "../_shared/http/app.ts";
import type { AppEnv, AppOptions } from "../_shared/http/app_env.ts";
import { logError } from "../_shared/log.ts";
import { addOpenApi } from "../_shared/http/openapi.ts";
import { readJsonBody } from "../_shared/http/body.ts";
import { QUERY_MEMBERS, queryBody } from "../_shared/contract/bodies.ts";
import { validate } from "../_shared/http/validate.ts";
import { queryIcpJobTitles } from "../_shared/research/query.ts";
import { timed } from "../_shared/http/timing.ts";

const BODY_LIMITS = { maxBytes: 1_000_000, maxInflatedBytes: 1_000_000 };

/** What a page in a browser may send. No header has any power but those with credentials. */
const ALLOWED_HEADERS = [
  "authorization",
  "content-encoding",
  "content-type",
  "x-internal-org-id",
  "x-request-id",
  // What supabase-js adds to a call of a function.
  ...["apikey", "x-client-info", "x-region", "x-retry-count"],
  // What the usual tracing SDKs add.
  ...["traceparent", "tracestate", "baggage", "sentry-trace"],
  // What others add; browsers let `authorization` through only where it is named.
  "*",
];

const EXPOSED_HEADERS = ["x-request-id", "retry-after", "server-timing", "allow"];

/** Of a browser's question before a request; it is rare. */
const answerPreflight = cors({
  origin: "*",
  allowMethods: ["POST", "GET"],
  allowHeaders: ALLOWED_HEADERS,
  exposeHeaders: EXPOSED_HEADERS,
  maxAge: 86_400,
});

/**
 * Lets pages in browsers call. `cors` would do it alone, but sets headers before there is a response,
 * and then Hono copies the response and its body into another one: 0.15 ms.
 */
const allowBrowsers: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.req.method === "OPTIONS") return await answerPreflight(c, next);
  c.header("Access-Control-Allow-Origin", "*");
  c.header("Access-Control-Expose-Headers", EXPOSED_HEADERS.join(","));
  await next();
};

/** What the app is made with. */
interface QueryAppOptions extends AppOptions {
  settings: QuerySettings;
  /** Keeps the function alive for work after the answer, as `EdgeRuntime.waitUntil` does. */
  waitUntil: (work: Promise<void>) => void;
  /** The clock by which credentials expire. */
  now?: () => Date;
  /** How long an expensive read waits for its turn. */
  turnWaitMs?: number | undefined;
}

/** Makes the app; `fetch` of what it returns answers requests. */
export function createQueryApp(options: QueryAppOptions) {
  const { dataApi, every, log, settings, turnWaitMs, waitUntil, now = () => new Date() } = options;
  const authenticate = createReaderAuthenticator(settings);
  const routes = new Hono<AppEnv>();

  routes.post("/", async (c) => {
    const { headers, signal } = c.req.raw;
    const traced = withTrace(dataApi, c.var.trace);
    const caller = await timed(
      c,
      "auth",
      () => authenticate(headers, { dataApi: traced, now: now(), signal }),
    );
    c.set("caller", caller);
    const { org_id, ...query } = await timed(c, "validation", async () => {
      const body = await readJsonBody(c.req.raw, { ...BODY_LIMITS, members: QUERY_MEMBERS, every });
      return validate(queryBody, body);
    });
    const orgId = authorizeOrg(caller, org_id ?? undefined);
    c.set("orgId", orgId);
    const cursorSecret = settings.serviceKey;
    const answer = await timed(c, "database", async () => {
      const page = await queryIcpJobTitles(traced, orgId, query, {
        cursorSecret,
        turnWaitMs,
        signal,
      });
      return respondWithBytes(c, page, { log, every });
    });
    if (caller.afterAnswer) {
      waitUntil(
        caller.afterAnswer().catch((error) =>
          log({
            level: "error",
            event: "mark_used_failed",
            request_id: c.var.requestId,
            ...logError(error),
          })
        ),
      );
    }
    return answer;
  });
  addHealth(routes, dataApi);
  addOpenApi(routes, () => import("./openapi.json", { with: { type: "json" } }));
  return createApp({ ...QUERY, log, middleware: [allowBrowsers], routes });
}
