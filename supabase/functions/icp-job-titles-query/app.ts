/** The routes of `icp-job-titles-query`: tenants and super-admins read. */
import { Hono } from "hono";
import { authorizeOrg } from "../_shared/callers/org.ts";
import { createReaderAuthenticator } from "../_shared/callers/readers.ts";
import { QUERY } from "../_shared/contract/functions.ts";
import { readFromPrimary, withTrace } from "../_shared/data_api/client.ts";
import type { QuerySettings } from "../_shared/env.ts";
import { addHealth, createApp, respondWithBytes } from "../_shared/http/app.ts";
import type { AppEnv, AppOptions } from "../_shared/http/app_env.ts";
import { allowBrowsers } from "../_shared/http/browsers.ts";
import { doAfterAnswer, type WaitUntil } from "../_shared/http/after_answer.ts";
import { addOpenApi } from "../_shared/http/openapi.ts";
import { readJsonBody } from "../_shared/http/body.ts";
import { QUERY_MEMBERS, queryBody } from "../_shared/contract/query.ts";
import { validate } from "../_shared/http/validate.ts";
import { queryIcpJobTitles } from "../_shared/research/query.ts";
import { timed } from "../_shared/http/timing.ts";

const BODY_LIMITS = { maxBytes: 1_000_000, maxInflatedBytes: 1_000_000 };

/** The options of the query app. */
interface QueryAppOptions extends AppOptions {
  settings: QuerySettings;
  waitUntil: WaitUntil;
  /** The current time, which decides whether credentials have expired. */
  now?: () => Date;
  /** How long an expensive read waits for its turn. */
  turnWaitMs?: number | undefined;
}

/** Makes the app; its `fetch` answers requests. */
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
      const source = c.req.header("x-read-from") === "primary" ? readFromPrimary(traced) : traced;
      const page = await queryIcpJobTitles(source, orgId, query, {
        cursorSecret,
        turnWaitMs,
        signal,
      });
      return respondWithBytes(c, page, { log, every });
    });
    doAfterAnswer(c, caller, { waitUntil, log });
    return answer;
  });
  addHealth(routes, dataApi);
  addOpenApi(routes, () => import("./openapi.json", { with: { type: "json" } }));
  return createApp({ ...QUERY, log, middleware: [allowBrowsers()], routes });
}
