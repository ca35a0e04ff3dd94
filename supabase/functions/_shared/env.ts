/**
 * The settings, read from the environment once and validated together.
 *
 * Every fault is named in one error, by the name of the setting; no value is ever shown.
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
  /** Empty: no key makes a super-admin, only a JWT does. */
  superAdminApiKeys: keys.default([]),
});

type DataApiSettings = z.output<typeof dataApiSettings>;
type UpsertSettings = z.output<typeof upsertSettings>;
/** What the functions need that read. */
export type QuerySettings = z.output<typeof querySettings>;

/** The names in the environment; the service key has several. */
const NAMES: Record<Exclude<keyof QuerySettings, "serviceKey">, string> = {
  supabaseUrl: "SUPABASE_URL",
  internalApiKeys: "INTERNAL_API_KEY",
  jwtSecrets: "JWT_SECRET",
  superAdminJwtSecrets: "SUPER_ADMIN_JWT_SECRET",
  superAdminApiKeys: "SUPER_ADMIN_API_KEY",
};

/** The names of the service key; the first that is set counts. */
const SERVICE_KEYS = {
  SUPABASE_SECRET_KEYS: defaultKey,
  SUPABASE_SECRET_KEY: key,
  SUPABASE_SERVICE_ROLE_KEY: key,
  SUPABASE_SERVICE_KEY: key,
};

/** The keys of callers, and what signs for them: no two kinds may have one in common. */
const KINDS = [
  "internalApiKeys",
  "superAdminApiKeys",
  "jwtSecrets",
  "superAdminJwtSecrets",
] as const;

/** Reads what the Data API needs; throws `configuration_error` that names every fault. */
export function readDataApiSettings(env: Env): DataApiSettings {
  return read(env, dataApiSettings);
}

/** Reads what the upsert needs; throws `configuration_error` that names every fault. */
export function readUpsertSettings(env: Env): UpsertSettings {
  return read(env, upsertSettings);
}

/** Reads {@link QuerySettings}; throws `configuration_error` that names every fault. */
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
  const given = Object.entries(names).map(([field, name]) => [field, get(name)]);

  const result = schema.extend({ serviceKey: serviceKeySchema })
    .safeParse(Object.fromEntries(given));
  if (!result.success) {
    // A list has an issue for each of its keys; the setting is named once.
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

/** Finds the keys that everybody knows, which are for this machine alone. */
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
