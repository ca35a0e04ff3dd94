/** Where a contract suite sends its requests, and what it may do there. */
import postgres from "postgres";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import {
  type FunctionKey,
  FUNCTIONS,
} from "../../supabase/functions/_shared/contract/functions.ts";
import type { Apps } from "../support/apps.ts";
import type { QuerySettings } from "../../supabase/functions/_shared/env.ts";

/** The uuid of a run against the deployment that the settings name; `run.ts` sets it. */
export const RUN_VARIABLE = "CONTRACT_TEST_RUN";
/** Set where the rows of the run are to stay. */
export const KEEP_VARIABLE = "CONTRACT_TEST_KEEP";
/** `no` where the service key may not write the tables of credentials. */
export const CREDENTIALS_VARIABLE = "CONTRACT_TEST_CREDENTIALS";

/** Where to send requests, and by which keys. */
export interface Target {
  /** Names what this run makes. */
  run: string;
  settings: QuerySettings;
  /** Whether nothing else is in the database and nobody else writes to it. */
  isOurs: boolean;
  /** Sends a request to a path below `/functions/v1`; its answer may be of anything on the way. */
  send(path: string, init?: RequestInit | Request): Promise<Response>;
  stop(): Promise<void>;
}

/** Sends by HTTP, to a project's URL. */
export function sendTo(supabaseUrl: string): Target["send"] {
  return async (path, init = {}) => {
    const request = new Request(`${supabaseUrl}/functions/v1${path}`, init);
    const response = await fetch(request, { redirect: "manual" });
    // Whole, so that a test that looks at its status only leaves no connection open.
    return new Response(await response.text() || null, response);
  };
}

const NAMES = Object.entries(FUNCTIONS) as [FunctionKey, { name: string }][];

/** Sends to the apps of this process. */
export function sendToApps(apps: Apps): Target["send"] {
  return async (path, init = {}) => {
    const [key] = NAMES.find(([, { name }]) => `${path}/`.startsWith(`/${name}/`)) ?? [];
    // As a gateway answers for a function that is not there.
    if (key === undefined) return new Response(null, { status: 404 });
    const request = new Request(`http://functions.test${path}`, init);
    const response = await apps.fetch(key, request);
    return new Response(await response.text() || null, response);
  };
}

const TURNING = [
  "INTERNAL_API_KEY",
  "JWT_SECRET",
  "SUPER_ADMIN_API_KEY",
  "SUPER_ADMIN_JWT_SECRET",
] as const;

/** The settings of a subject of our own, as while all of its keys are being changed. */
export function makeTurningKeys() {
  const lists = TURNING.map((name) => {
    const keys = [DEVELOPMENT_KEYS[name], `former-${crypto.randomUUID()}`];
    return [name, JSON.stringify(keys)];
  });
  return { ...DEVELOPMENT_KEYS, ...Object.fromEntries(lists) };
}

/** Lets the service key of a database of our own write the tables of credentials. */
export async function allowCredentials(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql`grant select, insert, update, delete on api_tokens, super_admins to service_role`;
  await sql.end();
}

/**
 * Whether API tokens and super-admins can be made for the run: on a project that our own migrations
 * made the service key may only read them. Known before any test runs.
 */
export function mayMakeCredentials(): boolean {
  return Deno.env.get(CREDENTIALS_VARIABLE) !== "no";
}

/** Whether the deployment has the one key that is optional, known before any test runs. */
export function hasSuperAdminKey(): boolean {
  return !Deno.env.has(RUN_VARIABLE) || Boolean(Deno.env.get("SUPER_ADMIN_API_KEY")?.trim());
}

/** Whether the rows of the run are to stay for a look. */
export function keepsRows(): boolean {
  return Deno.env.has(KEEP_VARIABLE);
}
