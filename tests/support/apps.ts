/** Both functions as apps in memory, with known keys, and credentials for every kind of caller. */
import { assert } from "@std/assert";
import { SignJWT } from "jose";
import {
  type FunctionKey,
  type FunctionPaths,
  QUERY,
  UPSERT,
} from "../../supabase/functions/_shared/contract/functions.ts";
import {
  createDataApi,
  type DataApiOptions,
} from "../../supabase/functions/_shared/data_api/client.ts";
import type { QuerySettings } from "../../supabase/functions/_shared/env.ts";
import type { LogLine } from "../../supabase/functions/_shared/log.ts";
import type { Every } from "../../supabase/functions/_shared/patience.ts";
import { createQueryApp } from "../../supabase/functions/icp-job-titles-query/app.ts";
import { createUpsertApp } from "../../supabase/functions/icp-job-titles-upsert/app.ts";
import { checkLogs } from "./silence.ts";

/** The keys that the apps are made with. */
export const KEYS = {
  internalApiKey: "test-internal-api-key",
  jwtSecret: "test-jwt-secret-of-thirty-two-bytes-or-more",
  superAdminJwtSecret: "test-super-admin-jwt-secret-of-thirty-two-bytes",
  superAdminApiKey: "test-super-admin-api-key",
} as const;

/** The settings that each hold keys of one kind. */
export type KeySetting =
  | "internalApiKeys"
  | "jwtSecrets"
  | "superAdminJwtSecrets"
  | "superAdminApiKeys";

/** The same as the settings that a function reads. */
export const SETTINGS: Pick<QuerySettings, KeySetting> = {
  internalApiKeys: [KEYS.internalApiKey],
  jwtSecrets: [KEYS.jwtSecret],
  superAdminJwtSecrets: [KEYS.superAdminJwtSecret],
  superAdminApiKeys: [KEYS.superAdminApiKey],
};

/** The two orgs of every test, and the operator in `super_admins`. */
export const ORG_A = "aaaaaaaa-0000-4000-8000-000000000001";
export const ORG_B = "bbbbbbbb-0000-4000-8000-000000000002";
export const OPERATOR = {
  id: "5a5a5a5a-0000-4000-8000-000000000003",
  email: "operator@example.com",
} as const;

/** The moment at which the apps judge credentials, unless a test sets another. */
export const NOW = new Date("2026-11-22T12:00:00.500Z");
/** {@link NOW} in whole seconds, as JWTs count. */
const NOW_SECONDS = Math.floor(NOW.getTime() / 1000);

/** The resource of each function: its own path, and the older service's below it. */
export const PATHS = { upsert: pathsOf(UPSERT), query: pathsOf(QUERY) };

/** The batch below each path of the upsert. */
export const BATCH_PATHS = PATHS.upsert.map((path) => `${path}/batch`);

/** Which of the functions that answer by JSON of their own; `tests/mcp` has the third. */
export type FunctionName = Exclude<FunctionKey, "mcp">;

function pathsOf({ name, paths: [own, older = own] }: FunctionPaths) {
  return [`/${name}${own}`, `/${name}${older}`] as const;
}

/** Characters that a URL of ours may have; on the hosted platform those over 8,000 fail. */
const MAX_URL_LENGTH = 4096;

/** Both apps, and what they leave behind. */
export interface Apps {
  /** Answers a request whose path begins with the function's name; fails on a key in the log. */
  fetch(functionName: FunctionKey, request: Request): Promise<Response>;
  /** The routes that an app has, middleware left out. */
  routesOf(functionName: FunctionName): Route[];
  /** Every log line so far, oldest first. */
  logs: LogLine[];
  /** What was left to do after the answers. */
  background: Promise<void>[];
  /** The requests that went to the Data API, such as `GET /rest/v1/api_tokens`. */
  sent: string[];
  /** Their URLs. */
  urls: string[];
}

/** What a request has to have to come to a handler. */
export interface Route {
  method: string;
  /** From the function's name on. */
  path: string;
}

/** What a test may set otherwise. */
export interface AppsOptions {
  /** The clock by which credentials expire. */
  now?: () => Date;
  /** How long an expensive read waits for its turn. */
  turnWaitMs?: number;
  /** The clock by which bodies and readers are late. */
  every?: Every;
  settings?: Partial<QuerySettings>;
}

/** Makes both apps on one Data API. */
export function createApps(options: DataApiOptions & AppsOptions): Apps {
  const { now = () => NOW, every, turnWaitMs, settings: own, ...dataApiOptions } = options;
  const settings = { ...dataApiOptions, ...SETTINGS, ...own };
  const logs: LogLine[] = [];
  const background: Promise<void>[] = [];
  const sent: string[] = [];
  const urls: string[] = [];
  const dataApi = createDataApi({
    ...dataApiOptions,
    fetch: (request, init) => {
      const url = String(request);
      sent.push(`${init?.method} ${new URL(url).pathname}`);
      urls.push(url);
      assert(url.length <= MAX_URL_LENGTH, `A URL has ${url.length} characters.`);
      return fetch(request, init);
    },
  });
  const log = (line: LogLine) => void logs.push(line);
  // A service key of one letter stands in any text by chance.
  const { internalApiKeys, jwtSecrets, superAdminJwtSecrets, superAdminApiKeys } = settings;
  const keys = [internalApiKeys, jwtSecrets, superAdminJwtSecrets, superAdminApiKeys].flat();
  const hidden = [...Object.values(KEYS), ...keys, dataApiOptions.serviceKey].filter((key) =>
    key.length > 1
  );
  const apps = {
    upsert: createUpsertApp({ dataApi, every, log, internalApiKeys: settings.internalApiKeys }),
    query: createQueryApp({
      dataApi,
      every,
      turnWaitMs,
      log,
      now,
      settings,
      waitUntil: (work) => void background.push(work),
    }),
  };
  /** Few tests want it, and its library takes its time to load. */
  const createMcp = async () => {
    const { createMcpApp } = await import("../../supabase/functions/icp-job-titles-mcp/app.ts");
    const waitUntil = (work: Promise<void>) => void background.push(work);
    return createMcpApp({ dataApi, every, turnWaitMs, log, now, settings, waitUntil });
  };
  return {
    fetch: async (functionName, request) => {
      const before = logs.length;
      const app = functionName === "mcp" ? await createMcp() : apps[functionName];
      const response = await app.fetch(request);
      checkLogs(logs.slice(before), hidden);
      return response;
    },
    routesOf: (functionName) =>
      apps[functionName].routes.filter(({ method }) => method !== "ALL")
        .map(({ method, path }) => ({ method, path })),
    logs,
    background,
    sent,
    urls,
  };
}

/** The headers of an internal caller who acts for an org. */
export function asInternal(orgId: string = ORG_A): Record<string, string> {
  return { authorization: `Bearer ${KEYS.internalApiKey}`, "x-internal-org-id": orgId };
}

/** The headers of a caller with one token. */
export function asBearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Makes a request with a JSON body; text and bytes are sent as they are. */
export function post(
  path: string,
  body: unknown,
  headers: HeadersInit = {},
  init: RequestInit = {},
): Request {
  const all = new Headers(headers);
  if (!all.has("content-type")) all.set("content-type", "application/json");
  return new Request(`http://functions.test${path}`, {
    method: "POST",
    headers: all,
    body: typeof body === "string" || body instanceof Uint8Array
      ? body as BodyInit
      : JSON.stringify(body),
    ...init,
  });
}

/** The bytes of a text after gzip. */
export async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Signs a JWT with HS256, good for five minutes from {@link NOW} unless its claims say otherwise. */
export async function mintJwt(
  claims: Record<string, unknown>,
  { secret = KEYS.jwtSecret as string, header = {}, alg = "HS256" } = {},
): Promise<string> {
  return await new SignJWT({ exp: NOW_SECONDS + 300, ...claims })
    .setProtectedHeader({ alg, ...header })
    .sign(new TextEncoder().encode(secret));
}

/** Signs a session of an org. */
export async function mintSession(orgId: string = ORG_A): Promise<string> {
  return await mintJwt({ sub: "a-user", org_id: orgId, type: "session" });
}

/** Signs a super-admin's JWT; the operator's unless the claims say otherwise. */
export async function mintSuperAdmin(claims: Record<string, unknown> = {}): Promise<string> {
  const { id: sub, email } = OPERATOR;
  return await mintJwt({ type: "super_admin", sub, email, ...claims }, {
    secret: KEYS.superAdminJwtSecret,
  });
}
