/** The deployment that the contract tests talk to. */
import postgres from "postgres";
import { startStack } from "../../scripts/local/stack.ts";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import { type QuerySettings, readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { findHostedDeno } from "../../scripts/local/hosted.ts";

/** The uuid of a run against the deployment that the settings name; `tests/remote/run.ts` sets it. */
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
  stop(): Promise<void>;
}

const TURNING = [
  "INTERNAL_API_KEY",
  "JWT_SECRET",
  "SUPER_ADMIN_API_KEY",
  "SUPER_ADMIN_JWT_SECRET",
] as const;

/** The settings of the local stack, as while all of its keys are being changed. */
function makeTurningKeys() {
  const lists = TURNING.map((name) => {
    const keys = [DEVELOPMENT_KEYS[name], `former-${crypto.randomUUID()}`];
    return [name, JSON.stringify(keys)];
  });
  return { ...DEVELOPMENT_KEYS, ...Object.fromEntries(lists) };
}

/** Takes the deployment that the environment names, or starts a local stack at the hosted level. */
export async function openTarget(): Promise<Target> {
  const run = Deno.env.get(RUN_VARIABLE);
  if (run !== undefined) {
    const settings = readQuerySettings(Deno.env.toObject());
    return { run, settings, isOurs: false, stop: () => Promise.resolve() };
  }
  const keys = makeTurningKeys();
  const denoPath = await findHostedDeno();
  const stack = await startStack({ keys, port: 0, sample: false, denoPath });
  const sql = postgres(stack.databaseUrl, { max: 1 });
  await sql`grant select, insert, update, delete on api_tokens, super_admins to service_role`;
  await sql.end();
  const settings = readQuerySettings({
    ...keys,
    SUPABASE_URL: stack.url,
    SUPABASE_SERVICE_ROLE_KEY: stack.serviceKey,
  });
  return { run: crypto.randomUUID(), settings, isOurs: true, stop: stack.stop };
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
