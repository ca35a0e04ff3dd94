/** The keys of a stack: from the environment where set, else the fixed development keys. */
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/development_keys.ts";

/** The name of a key, as the environment spells it. */
export type KeyName = keyof typeof DEVELOPMENT_KEYS;
/** A value for each name. */
export type Keys = Record<KeyName, string>;

/** The names in the order in which they are shown. */
export const KEY_NAMES = Object.keys(DEVELOPMENT_KEYS) as KeyName[];

/** Takes each key from `env`, or the development key where it is absent or empty. */
export function chooseKeys(env: Record<string, string>): Keys {
  return Object.fromEntries(
    KEY_NAMES.map((name) => [name, env[name] || DEVELOPMENT_KEYS[name]]),
  ) as Keys;
}

/** The environment of both functions: what the platform injects, and the project's own secrets. */
export function createFunctionEnvironment(keys: Keys, url: string): Record<string, string> {
  const { SUPABASE_SERVICE_ROLE_KEY, ...secrets } = keys;
  return {
    SUPABASE_URL: url,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: SUPABASE_SERVICE_ROLE_KEY }),
    SUPABASE_SERVICE_ROLE_KEY,
    ...secrets,
  };
}
