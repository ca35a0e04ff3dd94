/** The routes of `icp-job-titles-upsert`, by which pipeline workers write. */
import { authenticateInternal } from "../_shared/auth.ts";
import {
  addHealth,
  addRoute,
  type AppOptions,
  createApp,
  respondWithBytes,
} from "../_shared/http.ts";
import { readJsonBody } from "../_shared/request_body.ts";
import { upsertBody, validate } from "../_shared/schemas.ts";
import { upsertIcpJobTitles } from "../_shared/service.ts";
import { streamFrom } from "../_shared/streams.ts";

const PATHS = ["", "/api/internal/icp-job-titles/upsert"];

/** The largest body in bytes; the largest research seen so far is 0.3 MB. */
const MAX_BODY_BYTES = 10_000_000;

/** Makes the app; `fetch` of what it returns answers requests. */
export function createUpsertApp(options: AppOptions & { internalApiKey: string }) {
  const { dataApi, log, internalApiKey } = options;
  const app = createApp("icp-job-titles-upsert", options);

  addRoute(app, "POST", PATHS, async (c) => {
    const { signal } = c.req.raw;
    const caller = await authenticateInternal(c.req.raw.headers, internalApiKey);
    c.set("caller", caller);
    c.set("orgId", caller.orgId);
    const body = await readJsonBody(c.req.raw, {
      maxBytes: MAX_BODY_BYTES,
      keepRaw: ["raw_parallel_output"],
    });
    const input = validate(upsertBody, body);
    const row = await upsertIcpJobTitles(dataApi, caller.orgId, input, { signal });
    return respondWithBytes(c, streamFrom(row, wrapInData), log);
  });
  addHealth(app, PATHS, dataApi);
  return app;
}

async function* wrapInData(row: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode('{"data":');
  yield* row;
  yield encoder.encode("}");
}
