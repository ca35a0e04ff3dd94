/**
 * The settings, read from the environment once and validated together.
 *
 * Every fault is named in one error, by the name of the setting; no value is ever shown.
 */
import { findDevelopmentKeys, isLoopback } from "./env/development_keys.ts";
import { type Issue, ServiceError } from "./errors.ts";
import { createReader, type Env, isKey, type Keys, type Reader, trim } from "./env/reader.ts";

export type { Env, Keys };

/** What the Data API needs. */
interface DataApiSettings {
  /** The project's URL without a trailing slash, such as `https://abc.supabase.co`. */
  supabaseUrl: string;
  /** A secret or legacy service_role key; opaque, never decoded. */
  serviceKey: string;
}

/** What `icp-job-titles-upsert` needs. */
interface UpsertSettings extends DataApiSettings {
  internalApiKeys: Keys;
}

/** What `icp-job-titles-query` needs. */
export interface QuerySettings extends UpsertSettings {
  jwtSecrets: Keys;
  superAdminJwtSecrets: Keys;
  /** Empty: no key makes a super-admin, only a JWT does. */
  superAdminApiKeys: Keys;
}

const SERVICE_KEY_NAMES = [
  "SUPABASE_SECRET_KEY",
  "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_SERVICE_KEY",
];

/** Reads {@link DataApiSettings}; throws `configuration_error` that names every fault. */
export function readDataApiSettings(env: Env): DataApiSettings {
  return read(env, dataApiSettings);
}

/** Reads {@link UpsertSettings}; throws `configuration_error` that names every fault. */
export function readUpsertSettings(env: Env): UpsertSettings {
  return read(env, upsertSettings);
}

/** Reads {@link QuerySettings}; throws `configuration_error` that names every fault. */
export function readQuerySettings(env: Env): QuerySettings {
  return read(env, (reader) => {
    const settings = {
      ...upsertSettings(reader),
      jwtSecrets: reader.requiredKeys("JWT_SECRET"),
      superAdminJwtSecrets: reader.requiredKeys("SUPER_ADMIN_JWT_SECRET"),
      superAdminApiKeys: reader.keys("SUPER_ADMIN_API_KEY"),
    };
    const kinds: [name: string, keys: Keys][] = [
      ["INTERNAL_API_KEY", settings.internalApiKeys],
      ["SUPER_ADMIN_API_KEY", settings.superAdminApiKeys],
      ["JWT_SECRET", settings.jwtSecrets],
      ["SUPER_ADMIN_JWT_SECRET", settings.superAdminJwtSecrets],
    ];
    // Whoever holds a key of one kind could else act, or sign, as another.
    for (const [index, [name, keys]] of kinds.entries()) {
      const other = kinds.slice(0, index).find(([, others]) => haveCommon(keys, others));
      if (other) reader.fault(name, `must differ from ${other[0]}`);
    }
    return settings;
  });
}

function upsertSettings(reader: Reader): UpsertSettings {
  return { ...dataApiSettings(reader), internalApiKeys: reader.requiredKeys("INTERNAL_API_KEY") };
}

function dataApiSettings(reader: Reader): DataApiSettings {
  return { supabaseUrl: reader.url("SUPABASE_URL"), serviceKey: serviceKey(reader) };
}

function serviceKey(reader: Reader): string {
  const name = "SUPABASE_SECRET_KEYS";
  const keys = reader.optional(name);
  if (keys !== undefined) {
    const key = readDefaultKey(keys);
    if (key === undefined) {
      reader.fault(name, 'must be a JSON object with a key "default", such as {"default":"…"}');
    } else if (!isKey(key)) {
      reader.refuseKey(name);
    }
    return key ?? "";
  }
  for (const name of SERVICE_KEY_NAMES) {
    const key = reader.key(name);
    if (key !== undefined) return key;
  }
  return reader.required([name, ...SERVICE_KEY_NAMES].join(" or "));
}

function haveCommon(some: Keys, others: Keys): boolean {
  return some.some((key) => others.includes(key));
}

function readDefaultKey(keys: string): string | undefined {
  try {
    const key: unknown = JSON.parse(keys)?.default;
    return typeof key === "string" ? trim(key) || undefined : undefined;
  } catch {
    return undefined;
  }
}

function read<Settings extends DataApiSettings>(
  env: Env,
  readSettings: (reader: Reader) => Settings,
): Settings {
  const faults: Issue[] = [];
  const settings = readSettings(createReader(env, faults));
  if (!isLoopback(settings.supabaseUrl)) {
    for (const path of findDevelopmentKeys(Object.values(settings).flat())) {
      faults.push({ path, message: "is a public development key; set one of your own" });
    }
  }
  if (faults.length > 0) {
    const list = faults.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new ServiceError("configuration_error", `The settings are incomplete: ${list}.`, {
      issues: faults,
    });
  }
  return settings;
}
