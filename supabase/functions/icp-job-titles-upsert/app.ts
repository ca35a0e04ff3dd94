/** The routes of `icp-job-titles-upsert`: pipeline workers write. */
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { createAuthenticator } from "../_shared/callers/authenticate.ts";
import { authorizeOrg } from "../_shared/callers/org.ts";
import { internalKey } from "../_shared/callers/internal_key.ts";
import { UPSERT } from "../_shared/contract/functions.ts";
import { withTrace } from "../_shared/data_api/client.ts";
import { answerCut } from "../_shared/data_api/refusals.ts";
import type { Keys } from "../_shared/env.ts";
import { addHealth, createApp, respondWithBytes } from "../_shared/http/app.ts";
import type { AppEnv, AppOptions } from "../_shared/http/app_env.ts";
import { JsonScanner } from "../_shared/json/scanner.ts";
import type { Fault } from "../_shared/log.ts";
import { addOpenApi } from "../_shared/http/openapi.ts";
import type { Members } from "../_shared/raw_json.ts";
import { readJsonBody } from "../_shared/http/body.ts";
import {
  BATCH_MEMBERS,
  batchBody,
  UPSERT_MEMBERS,
  upsertBody,
} from "../_shared/contract/bodies.ts";
import { validate } from "../_shared/http/validate.ts";
import { upsertIcpJobTitles } from "./write_one.ts";
import { type Bytes, rewrite } from "../_shared/streams.ts";
import { timed } from "../_shared/http/timing.ts";
import { writeBatch } from "./batch.ts";

/** What a body may be: 500 items of the usual 20 kB, and what a hosted function has memory for. */
const BODY_LIMITS = { maxBytes: 16_000_000, maxInflatedBytes: 20_000_000 };

const ENCODER = new TextEncoder();

/** Makes the app; `fetch` of what it returns answers requests. */
export function createUpsertApp(options: AppOptions & { internalApiKeys: Keys }) {
  const { dataApi, every, log, internalApiKeys } = options;
  const authenticate = createAuthenticator([internalKey], { internalApiKeys }, "internal_key");
  const routes = new Hono<AppEnv>();

  /** Who writes, and what: the caller's org, and its body if that is valid. */
  async function receive<Schema extends z.ZodType>(
    c: Context<AppEnv>,
    schema: Schema,
    members: Members,
  ) {
    const { headers, signal } = c.req.raw;
    const lookup = { dataApi, now: new Date(), signal };
    const caller = await timed(c, "auth", () => authenticate(headers, lookup));
    const orgId = authorizeOrg(caller, undefined);
    c.set("caller", caller);
    c.set("orgId", orgId);
    return await timed(c, "validation", async () => {
      const body = await readJsonBody(c.req.raw, { ...BODY_LIMITS, members, every });
      return { orgId, input: validate(schema, body) };
    });
  }

  routes.post("/", async (c) => {
    const { orgId, input } = await receive(c, upsertBody, UPSERT_MEMBERS);
    const { signal } = c.req.raw;
    return await timed(c, "database", async () => {
      const row = await upsertIcpJobTitles(withTrace(dataApi, c.var.trace), orgId, input, {
        signal,
      });
      return respondWithBytes(c, await wrapInData(row), { log, every });
    });
  });
  routes.post("/batch", async (c) => {
    const { orgId, input } = await receive(c, batchBody, BATCH_MEMBERS);
    const faults: Fault[] = [];
    c.set("faults", faults);
    const data = await timed(
      c,
      "database",
      () =>
        writeBatch(withTrace(dataApi, c.var.trace), orgId, input.items, {
          signal: c.req.raw.signal,
          onFault: (error, items) => void faults.push({ error, items }),
        }),
    );
    return c.json({ data }, data.failed > 0 ? 207 : 200);
  });
  addHealth(routes, dataApi);
  addOpenApi(routes, () => import("./openapi.json", { with: { type: "json" } }));
  return createApp({ ...UPSERT, log, routes });
}

/** Wraps the bytes of a row; fails if they end before the row does. */
async function wrapInData(row: Bytes): Promise<Bytes> {
  const scanner = new JsonScanner();
  let isBegun = false;
  return await rewrite(row, {
    start: ENCODER.encode('{"data":'),
    read(bytes) {
      const next = (at: number) => scanner.next(bytes, at, false);
      for (let at = next(0); at < bytes.length; at = next(at + 1)) isBegun = true;
      return [bytes];
    },
    isDone: () => false,
    end() {
      if (!isBegun || scanner.depth > 0) throw answerCut();
      return Promise.resolve(ENCODER.encode("}"));
    },
  });
}
