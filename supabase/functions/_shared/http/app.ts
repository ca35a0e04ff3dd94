/** What the functions have in common on the wire: ids, logs, errors, methods, health. */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { performance } from "../clock.ts";
import type { FunctionPaths } from "../contract/functions.ts";
import type { DataApi } from "../data_api/client.ts";
import { databaseUnavailable } from "../data_api/refusals.ts";
import { unlessCallerLeaves } from "../data_api/deadline.ts";
import { ServiceError } from "../errors.ts";
import { createHealthCheck } from "./health.ts";
import { type Log, logError, logFaults } from "../log.ts";
import { everyMs } from "../patience.ts";
import { type Bytes, release, streamOf } from "../streams.ts";
import { readTraceContext } from "../trace_context.ts";
import type { AppEnv, AppOptions, Timings } from "./app_env.ts";
import { millisecondsSince, writeServerTiming } from "./timing.ts";

/** Characters of a path and of a method that a log line or an error shows. */
const MAX_SHOWN = { path: 200, method: 20 };

/** What an app is made of. */
interface AppParts extends FunctionPaths {
  log: Log;
  /** What runs before the routes, such as CORS. */
  middleware?: MiddlewareHandler<AppEnv>[];
  /** The routes below each of the function's paths. */
  routes: Hono<AppEnv>;
}

/** Makes the app of one function, with what every request needs. */
export function createApp({ name, paths, log, middleware = [], routes }: AppParts): Hono<AppEnv> {
  // A trailing slash is the same path.
  const app = new Hono<AppEnv>({ strict: false });
  app.use(requestId(), logRequests(name, log), addServerTiming, ...middleware);
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  for (const path of paths) app.route(`/${name}${path}`, routes);
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

function refuseMethod(c: Context, methods: string[]): never {
  const [method] = methods;
  const message = `This path does not take ${shownMethod(c)}. Use ${method}.`;
  throw new ServiceError("method_not_allowed", message, { headers: { Allow: methods.join(", ") } });
}

/**
 * Adds `GET …/health`: 200 when the table can be reached, else our own 503, which tells a function that
 * is up from one that is not. No credentials, no detail.
 *
 * @param now For tests: the clock that decides when the table is read again.
 */
export function addHealth(
  routes: Hono<AppEnv>,
  dataApi: DataApi,
  now: () => number = () => performance.now(),
): void {
  const checkHealth = createHealthCheck(dataApi, now);
  routes.get("/health", async (c) => {
    const failure = await unlessCallerLeaves(checkHealth(), c.req.raw.signal);
    if (failure === undefined) return c.json({ data: { status: "ok", database: "ok" } });
    throw databaseUnavailable(failure, "The function is up, but the table cannot be reached.");
  });
}

/** `Uint8Array<ArrayBuffer>`, which TypeScript 5.6 of the hosted level knows no words for. */
type BodyBytes = ReturnType<TextEncoder["encode"]>;

/**
 * Answers 200 with the bytes of JSON.
 *
 * A short answer is sent whole, with its length: no small write waits for the receipt of another
 * (Nagle's algorithm: 40 ms). A long one flows through; a failure on its way, or a reader who takes
 * nothing, is logged and cuts it off.
 */
export function respondWithBytes(
  c: Context<AppEnv>,
  bytes: Bytes,
  { log, every = everyMs }: Pick<AppOptions, "log" | "every">,
): Response {
  // Made here and not by `c.body`, which joins two sets of headers for it: 0.04 ms.
  const headers = { "Content-Type": "application/json", "X-Request-Id": c.get("requestId") };
  if (bytes instanceof Uint8Array) {
    // It has its own copy.
    const answer = new Response(bytes as BodyBytes, { headers });
    release(bytes);
    return answer;
  }

  const tell = (level: "info" | "error", error: unknown) =>
    log({ level, event: "answer_cut", request_id: c.get("requestId"), ...logError(error) });
  const stream = streamOf(bytes, {
    every,
    onStall: (error) => tell("info", error),
    onFailure(error) {
      tell("error", error);
      // The runtime prints what is thrown here, with its causes, so it is not the foreign error.
      return new ServiceError("internal_error", "The answer broke off; the log line says why.");
    },
  });
  return new Response(stream, { headers });
}

/** The one place that turns an error into a response. */
function respondWithError(error: Error, c: Context<AppEnv>): Response {
  const known = error instanceof ServiceError
    ? error
    : new ServiceError("internal_error", "Something went wrong.");
  const { code, issues, headers, publicMessage } = known;
  return c.json(
    { error: publicMessage, code, request_id: c.var.requestId, ...(issues && { issues }) },
    known.status as 500,
    headers,
  );
}

/** Tells a caller who is known how long the parts of the request took; of others only the log. */
const addServerTiming: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (c.get("caller")) {
    c.res.headers.set("Server-Timing", writeServerTiming(c.get("timings")));
  }
};

/** A request's method, which may be any word of any length. */
function shownMethod(c: Context): string {
  return c.req.method.slice(0, MAX_SHOWN.method);
}

/** One structured line for each request: never a token, a body, or a query string. */
function logRequests(name: string, log: Log): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const start = performance.now();
    const timings: Timings = {};
    c.set("timings", timings);
    const trace = readTraceContext(c.req.raw.headers);
    c.set("trace", trace);
    await next();
    const error = c.get("error");
    const faults = c.get("faults") ?? [];
    log({
      level: c.res.status >= 500 || faults.length > 0 ? "error" : "info",
      event: "request",
      function: name,
      method: shownMethod(c),
      path: c.req.path.slice(0, MAX_SHOWN.path),
      status: c.res.status,
      duration_ms: millisecondsSince(start),
      auth_ms: timings.auth,
      validation_ms: timings.validation,
      database_ms: timings.database,
      caller: c.get("caller")?.kind,
      org_id: c.get("orgId"),
      request_id: c.get("requestId"),
      trace_id: trace?.traceId,
      ...logFaults(faults),
      ...(error && logError(error)),
    });
  };
}
