/** Reads single settings of an environment, and collects what is wrong with them by their names. */
import type { Issue } from "../errors.ts";

/** The environment, as `Deno.env.toObject()` gives it. */
export type Env = Record<string, string | undefined>;

/** The keys of one setting: one, or all that are good while they are being changed. */
export type Keys = readonly string[];

/** Reads settings; made by {@link createReader}. */
export type Reader = ReturnType<typeof createReader>;

/** Tells whether a text can be a key: one line of visible ASCII, which every header can carry. */
export function isKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/** Leaves out spaces and line breaks around a setting; anything else there is part of it. */
export function trim(value: string): string {
  return value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
}

/** Makes a reader, which adds to `faults` the name of each setting that is wrong; never a value. */
export function createReader(env: Env, faults: Issue[]) {
  const fault = (path: string, message: string) => void faults.push({ path, message });
  const refuseKey = (name: string) =>
    fault(name, "must be one line of visible ASCII characters, without spaces");
  const optional = (name: string) => trim(env[name] ?? "") || undefined;
  const required = (name: string) => optional(name) ?? (fault(name, "is missing"), "");

  /** One key, opaque; undefined where the setting is absent. */
  const key = (name: string) => {
    const value = optional(name);
    if (value !== undefined && !isKey(value)) refuseKey(name);
    return value;
  };

  /** One key or a JSON array of keys; none where the setting is absent. */
  const keys = (name: string): Keys => {
    const value = optional(name);
    if (value === undefined) return [];
    const found = readKeys(value);
    if (found === undefined) {
      fault(name, 'must be one key, or a JSON array of keys such as ["new","old"]');
    } else if (!found.every(isKey)) {
      refuseKey(name);
    }
    return found ?? [];
  };
  const requiredKeys = (name: string) => required(name) === "" ? [] : keys(name);

  /** A web URL without a trailing slash. What could hide a password in it is refused. */
  const url = (name: string) => {
    const value = required(name);
    if (value === "") return "";
    const found = URL.parse(value);
    if (!found || !/^https?:$/.test(found.protocol) || /[\s\p{Cc}]/u.test(value)) {
      fault(name, "must be an http or https URL");
      return "";
    }
    if (found.username || found.password || found.search || found.hash) {
      fault(name, "must be a URL without user name, password, query and fragment");
    }
    return (found.origin + found.pathname).replace(/\/+$/, "");
  };
  return { fault, refuseKey, optional, required, key, keys, requiredKeys, url };
}

/** One key, or the keys of a JSON array such as `["new","old"]`; undefined if it is neither. */
function readKeys(value: string): Keys | undefined {
  if (!value.startsWith("[")) return [value];
  try {
    const keys: unknown[] = JSON.parse(value);
    const texts = keys.map((key) => typeof key === "string" ? trim(key) : "");
    return texts.length > 0 && texts.every((key) => key !== "") ? texts : undefined;
  } catch {
    return undefined;
  }
}
