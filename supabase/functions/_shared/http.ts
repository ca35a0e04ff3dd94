/** What both functions have in common on the wire: ids, logs, errors, methods, health. */
import { type Context, type Handler, Hono, type MiddlewareHandler } from "hono";
import { requestId } from "hono/request-id";
import type { Caller } from "./auth.ts";
import type { DataApi } from "./data_api.ts";
import { ServiceError } from "./errors.ts";
import { type Log, logError } from "./log.ts";
import { streamFrom } from "./streams.ts";

/** What the middleware leaves for a route, and a route for the middleware. */
export interface AppEnv {
  Variables: { requestId: string; caller?: Caller; orgId?: string; error?: Error };
}

/** What every app is made with. */
export interface AppOptions {
  dataApi: DataApi;
  /** Where log lines go. */
  log: Log;
}

/** Characters of a path that a log line shows. */
const MAX_LOGGED_PATH = 200;

/** The paths under which one resource is reached, such as `/` and the older service's path. */
export type Paths = readonly string[];

/**
 * Makes the app of one function, with what every request needs and without its routes.
 *
 * @param name The function's name, with which every path begins, such as `icp-job-titles-query`.
 */
export function createApp(name: string, { log }: AppOptions): Hono<AppEnv> {
  // A trailing slash is the same path.
  const root = new Hono<AppEnv>({ strict: false });
  root.use(requestId(), logRequests(name, log));
  const app = root.basePath(`/${name}`);
  app.onError((error, c) => {
    c.set("error", error);
    return respondWithError(error, c);
  });
  app.notFound((c) => {
    const message = `There is nothing at this path. See the endpoints of ${name} in docs/API.md.`;
    return respondWithError(new ServiceError("not_found", message), c);
  });
  return app;
}

/** Adds a resource that takes one method; others get 405 with `Allow`. */
export function addRoute(
  app: Hono<AppEnv>,
  method: "GET" | "POST",
  paths: Paths,
  handler: Handler<AppEnv>,
): void {
  const allow = method === "GET" ? "GET, HEAD" : method;
  // Hono takes "" for the base path with a slash, which a path without its slash never meets.
  for (const path of paths.map((path) => path || "/")) {
    app.on(method, path, handler);
    app.all(path, (c) => {
      const message = `This path does not take ${c.req.method}. Use ${method}.`;
      throw new ServiceError("method_not_allowed", message, { headers: { Allow: allow } });
    });
  }
}

/** Adds `GET …/health`: 200 when the table can be reached, else 503; no credentials, no detail. */
export function addHealth(app: Hono<AppEnv>, paths: Paths, dataApi: DataApi): void {
  addRoute(app, "GET", paths.map((path) => `${path}/health`), async (c) => {
    try {
      await dataApi.rows((client) => client.from("icp_job_titles").select("id").limit(1));
    } catch (cause) {
      throw new ServiceError("database_unavailable", "The table cannot be reached.", {
        cause,
        headers: { "Retry-After": "5" },
      });
    }
    return c.json({ data: { status: "ok", database: "ok" } });
  });
}

/** Answers 200 with JSON whose bytes arrive bit by bit; a failure on the way is logged. */
export function respondWithBytes(
  c: Context<AppEnv>,
  bytes: ReadableStream<Uint8Array>,
  log: Log,
): Response {
  async function* watch() {
    try {
      yield* bytes;
    } catch (error) {
      log({ level: "error", event: "answer_cut", request_id: c.var.requestId, ...logError(error) });
      throw error;
    }
  }
  return c.body(streamFrom(bytes, watch), 200, { "Content-Type": "application/json" });
}

/** The one place that turns an error into a response. */
function respondWithError(error: Error, c: Context<AppEnv>): Response {
  const known = error instanceof ServiceError
    ? error
    : new ServiceError("internal_error", "Something went wrong.");
  const message = known.code === "internal_error"
    ? "Something went wrong on our side. Report the request_id."
    : known.message;
  const { code, issues, headers } = known;
  return c.json(
    { error: message, code, request_id: c.var.requestId, ...(issues && { issues }) },
    known.status as 500,
    headers,
  );
}

/** One structured line for each request: never a token, a body, or a query string. */
function logRequests(name: string, log: Log): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const { caller, error, orgId, requestId } = c.var;
    log({
      level: c.res.status >= 500 ? "error" : "info",
      event: "request",
      function: name,
      method: c.req.method,
      path: c.req.path.slice(0, MAX_LOGGED_PATH),
      status: c.res.status,
      duration_ms: Math.round((performance.now() - start) * 10) / 10,
      caller: caller?.kind,
      org_id: orgId,
      request_id: requestId,
      ...(error && logError(error)),
    });
  };
}
