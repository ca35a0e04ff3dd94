/** The route of `icp-job-titles-mcp`: agents read by the Model Context Protocol, stateless. */
import { type Context, Hono } from "hono";
import type { Caller } from "../_shared/callers/caller.ts";
import { authorizeOrg } from "../_shared/callers/org.ts";
import { createReaderAuthenticator } from "../_shared/callers/readers.ts";
import { MCP } from "../_shared/contract/functions.ts";
import { withTrace } from "../_shared/data_api/client.ts";
import type { QuerySettings } from "../_shared/env.ts";
import { ServiceError } from "../_shared/errors.ts";
import { doAfterAnswer, type WaitUntil } from "../_shared/http/after_answer.ts";
import { addHealth, createApp } from "../_shared/http/app.ts";
import type { AppEnv, AppOptions } from "../_shared/http/app_env.ts";
import { notJson, readJsonText } from "../_shared/http/body.ts";
import { allowBrowsers } from "../_shared/http/browsers.ts";
import { timed } from "../_shared/http/timing.ts";
import { validate } from "../_shared/http/validate.ts";
import { createProtocol } from "./protocol.ts";
import type { Tool } from "./tools/tool.ts";

/** A request has the arguments of one tool: a hundred domains at most. */
const BODY_LIMITS = { maxBytes: 50_000, maxInflatedBytes: 50_000 };
/** Messages of a batch, which the protocol had in one version: each may be a tool's call. */
const MAX_MESSAGES = 5;
/** Faults of a tool's arguments that are told. */
const MAX_ISSUES = 20;

/** What clients in a browser send beside what the query function allows. */
const MCP_HEADERS = ["mcp-protocol-version", "mcp-session-id", "mcp-method", "mcp-name"];

/** What the app is made with. */
interface McpAppOptions extends AppOptions {
  settings: QuerySettings;
  waitUntil: WaitUntil;
  /** The current time, for the expiry of credentials and the age of research. */
  now?: () => Date;
  /** How long an expensive read waits for its turn. */
  turnWaitMs?: number | undefined;
}

/** Makes the app; `fetch` of what it returns answers requests. */
export function createMcpApp(options: McpAppOptions) {
  const { dataApi, every, log, settings, turnWaitMs, waitUntil, now = () => new Date() } = options;
  const authenticate = createReaderAuthenticator(settings);
  const answerMessages = createProtocol();
  const routes = new Hono<AppEnv>();

  /** Answers one call of a tool, for the org that the caller may read. */
  async function callTool(c: Context<AppEnv>, caller: Caller, tool: Tool, args: unknown) {
    const input = validate(tool.input, args, MAX_ISSUES);
    const orgId = authorizeOrg(caller, (input.org_id as string | null) ?? undefined);
    c.set("orgId", orgId);
    const call = {
      dataApi: withTrace(dataApi, c.var.trace),
      orgId,
      cursorSecret: settings.serviceKey,
      turnWaitMs,
      now: now(),
      signal: c.req.raw.signal,
    };
    return await timed(c, "database", () => tool.answer(input as never, call));
  }

  routes.post("/", async (c) => {
    const { headers, signal } = c.req.raw;
    const lookup = { dataApi: withTrace(dataApi, c.var.trace), now: now(), signal };
    const caller = await timed(c, "auth", () => authenticate(headers, lookup));
    c.set("caller", caller);
    const body = await timed(c, "validation", async () => {
      return readMessages(await readJsonText(c.req.raw, { ...BODY_LIMITS, every }));
    });
    const { status, headers: own, text } = await answerMessages(c.req.raw, body, {
      requestId: c.var.requestId,
      call: (tool, args) => callTool(c, caller, tool, args),
      onRefusal: (error) => noteRefusal(c, error),
    });
    doAfterAnswer(c, caller, { waitUntil, log });
    // By the context, so that it gets the headers of every answer.
    return c.newResponse(text, status as 200, own);
  });
  addHealth(routes, dataApi);
  return createApp({ ...MCP, log, middleware: [allowBrowsers(MCP_HEADERS)], routes });
}

/** One message of JSON-RPC, or a few. */
function readMessages(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw notJson("", cause);
  }
  if (!Array.isArray(body) || body.length <= MAX_MESSAGES) return body;
  const message = `Expected at most ${MAX_MESSAGES} messages in a batch.`;
  throw new ServiceError("validation_failed", message, { issues: [{ path: "", message }] });
}

/** Lets the log tell of a tool's refusal, which is no status of HTTP. */
function noteRefusal(c: Context<AppEnv>, error: ServiceError): void {
  if (error.status < 500) c.set("error", error);
  else c.set("faults", [...c.var.faults ?? [], { error, items: 1 }]);
}
