/**
 * Reads the settings from the environment once and validates them together.
 *
 * One error lists every problem by the name of its setting; it never shows a value.
 */
import { z } from "zod";
import { findDevelopmentKeys, isLoopback } from "./env/development_keys.ts";
import { defaultKey, key, type Keys, keys, trim, url } from "./env/values.ts";
import { type Issue, ServiceError } from "./errors.ts";

export type { Keys };

/** The environment, as `Deno.env.toObject()` gives it. */
export type Env = Record<string, string | undefined>;

const dataApiSettings = z.object({
  /** The project's URL without a trailing slash, such as `https://abc.supabase.co`. */
  supabaseUrl: url,
  /** A secret or legacy service_role key; opaque, never decoded. */
  serviceKey: key,
});

const upsertSettings = dataApiSettings.extend({ internalApiKeys: keys });

const querySettings = upsertSettings.extend({
  jwtSecrets: keys,
  superAdminJwtSecrets: keys,
  /** If empty, super-admins can only use a JWT. */
  superAdminApiKeys: keys.default([]),
  /** Where reads go, such as the load balancer of read replicas; if absent, to `supabaseUrl`. */
  readsUrl: url.optional(),
});

type DataApiSettings = z.output<typeof dataApiSettings>;
type UpsertSettings = z.output<typeof upsertSettings>;
/** The settings of the functions that read. */
export type QuerySettings = z.output<typeof querySettings>;

/** The environment variables; the service key has several, see {@link SERVICE_KEYS}. */
const NAMES: Record<Exclude<keyof QuerySettings, "serviceKey">, string> = {
  supabaseUrl: "SUPABASE_URL",
  internalApiKeys: "INTERNAL_API_KEY",
  jwtSecrets: "JWT_SECRET",
  superAdminJwtSecrets: "SUPER_ADMIN_JWT_SECRET",
  superAdminApiKeys: "SUPER_ADMIN_API_KEY",
  readsUrl: "READS_URL",
};

/** The environment variables of the service key; the first one that is set is used. */
const SERVICE_KEYS = {
  SUPABASE_SECRET_KEYS: defaultKey,
  SUPABASE_SECRET_KEY: key,
  SUPABASE_SERVICE_ROLE_KEY: key,
  SUPABASE_SERVICE_KEY: key,
};

/** The callers' keys and signing secrets; no two kinds may share a value. */
const KINDS = [
  "internalApiKeys",
  "superAdminApiKeys",
  "jwtSecrets",
  "superAdminJwtSecrets",
] as const;

/** Reads the Data API's settings; throws one `configuration_error` that lists every problem. */
export function readDataApiSettings(env: Env): DataApiSettings {
  return read(env, dataApiSettings);
}

/** Reads the upsert's settings; throws one `configuration_error` that lists every problem. */
export function readUpsertSettings(env: Env): UpsertSettings {
  return read(env, upsertSettings);
}

/** Reads {@link QuerySettings}; throws one `configuration_error` that lists every problem. */
export function readQuerySettings(env: Env): QuerySettings {
  return read(env, querySettings, findCommonKeys);
}

function read<Settings extends DataApiSettings>(
  env: Env,
  schema: z.ZodObject & z.ZodType<Settings>,
  check: (settings: Settings) => Issue[] = () => [],
): Settings {
  const get = (name: string) => trim(env[name] ?? "") || undefined;
  const serviceKey = Object.entries(SERVICE_KEYS).find(([name]) => get(name) !== undefined);
  const [serviceKeyName, serviceKeySchema] = serviceKey ??
    [Object.keys(SERVICE_KEYS).join(" or "), key];
  const names: Record<string, string> = { ...NAMES, serviceKey: serviceKeyName };
  const given = Object.entries(names).map(([field, name]) => [field, get(name)])
    .filter(([, value]) => value !== undefined);

  const result = schema.extend({ serviceKey: serviceKeySchema })
    .safeParse(Object.fromEntries(given));
  if (!result.success) {
    // A list of keys can have several issues, but each setting is listed once.
    const messages = new Map(
      result.error.issues.map(({ path: [field], message }) => [names[String(field)]!, message]),
    );
    throw refuse(Array.from(messages, ([path, message]) => ({ path, message })));
  }
  const settings = result.data as Settings;
  const faults = [...check(settings), ...findPublicKeys(settings)];
  if (faults.length > 0) throw refuse(faults);
  return settings;
}

/** Finds keys that are in two settings: their holder could act as another kind of caller. */
function findCommonKeys(settings: QuerySettings): Issue[] {
  return KINDS.flatMap((kind, index) => {
    const other = KINDS.slice(0, index)
      .find((other) => settings[kind].some((key) => settings[other].includes(key)));
    return other ? [{ path: NAMES[kind], message: `must differ from ${NAMES[other]}` }] : [];
  });
}

/** Finds public development keys, which are only allowed on a local stack. */
function findPublicKeys(settings: DataApiSettings): Issue[] {
  if (isLoopback(settings.supabaseUrl)) return [];
  const message = "is a public development key; set one of your own";
  return findDevelopmentKeys(Object.values(settings).flat()).map((path) => ({ path, message }));
}

function refuse(issues: Issue[]): ServiceError {
  const list = issues.map(({ path, message }) => `${path} ${message}`).join("; ");
  const sentence = `The settings are incomplete: ${list}.`;
  return new ServiceError("configuration_error", sentence, { issues });
}
