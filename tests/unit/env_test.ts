import { assert, assertEquals, assertThrows } from "@std/assert";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import {
  type Env,
  readDataApiSettings,
  readQuerySettings,
  readUpsertSettings,
} from "../../supabase/functions/_shared/env.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";

const FULL = {
  SUPABASE_URL: "https://abc.supabase.co",
  SUPABASE_SECRET_KEYS: '{"default":"value-of-secret-keys","other":"value-of-other"}',
  INTERNAL_API_KEY: "value-of-internal",
  JWT_SECRET: "value-of-jwt-secret",
  SUPER_ADMIN_JWT_SECRET: "value-of-super-admin-jwt-secret",
  SUPER_ADMIN_API_KEY: "value-of-super-admin-api-key",
};
const KEY_NAMES = "SUPABASE_SECRET_KEYS or SUPABASE_SECRET_KEY or SUPABASE_SERVICE_ROLE_KEY or " +
  "SUPABASE_SERVICE_KEY";

/** The settings that an environment is refused for, after checking that no value is shown. */
function faultsOf(env: Env, readSettings: (env: Env) => unknown = readQuerySettings): string[] {
  const error: ServiceError = assertThrows(() => readSettings(env), ServiceError);
  assertEquals([error.code, error.status], ["configuration_error", 500]);
  const shown = error.message + JSON.stringify(error.issues) + String(error.cause);
  for (const value of Object.values(env)) {
    if (value?.includes("value")) assert(!shown.includes(value), shown);
  }
  for (const { path } of error.issues ?? []) assert(error.message.includes(path));
  return (error.issues ?? []).map(({ path }) => path);
}

Deno.test("a full environment is read", () => {
  assertEquals(readQuerySettings(FULL), {
    supabaseUrl: "https://abc.supabase.co",
    serviceKey: "value-of-secret-keys",
    internalApiKeys: ["value-of-internal"],
    jwtSecrets: ["value-of-jwt-secret"],
    superAdminJwtSecrets: ["value-of-super-admin-jwt-secret"],
    superAdminApiKeys: ["value-of-super-admin-api-key"],
  });
});

Deno.test("reads may go to another URL, which is held to the rules of the project's", () => {
  const READS_URL = "https://abc-all.supabase.co/";
  const { readsUrl } = readQuerySettings({ ...FULL, READS_URL });
  assertEquals(readsUrl, "https://abc-all.supabase.co");
  assertEquals(readQuerySettings({ ...FULL, READS_URL: " " }).readsUrl, undefined);
  assertEquals(faultsOf({ ...FULL, READS_URL: "https://user:value@abc.co" }), ["READS_URL"]);
});

Deno.test("every missing name is reported together", () => {
  for (const env of [{}, { JWT_SECRET: "", SUPABASE_URL: " ", SUPABASE_SECRET_KEYS: "\n" }]) {
    assertEquals(faultsOf(env), [
      "SUPABASE_URL",
      KEY_NAMES,
      "INTERNAL_API_KEY",
      "JWT_SECRET",
      "SUPER_ADMIN_JWT_SECRET",
    ]);
  }
});

Deno.test("each reader asks for what it needs and no more", () => {
  assertEquals(faultsOf({}, readDataApiSettings), ["SUPABASE_URL", KEY_NAMES]);
  assertEquals(faultsOf({}, readUpsertSettings), ["SUPABASE_URL", KEY_NAMES, "INTERNAL_API_KEY"]);
});

Deno.test("SUPER_ADMIN_API_KEY is optional, and blank counts as absent", () => {
  for (const value of [undefined, "", "  "]) {
    assertEquals(
      readQuerySettings({ ...FULL, SUPER_ADMIN_API_KEY: value }).superAdminApiKeys,
      [],
    );
  }
});

Deno.test("the service key comes from the first of its names that is set", () => {
  const names = [
    "SUPABASE_SECRET_KEY",
    "SUPABASE_SERVICE_ROLE_KEY",
    "SUPABASE_SERVICE_KEY",
  ];
  const env: Env = { ...FULL };
  for (const name of names) env[name] = `value-of-${name}`;
  assertEquals(readDataApiSettings(env).serviceKey, "value-of-secret-keys");
  env.SUPABASE_SECRET_KEYS = "";
  for (const name of names) {
    assertEquals(readDataApiSettings(env).serviceKey, `value-of-${name}`);
    delete env[name];
  }
  assertEquals(faultsOf(env, readDataApiSettings), [KEY_NAMES]);
});

for (
  const keys of ["not json", "{", "null", "[]", '"text"', "{}", '{"default":""}', '{"default":7}']
    .concat('{"default":" "}', '{"other":"value"}', '{"default":null}', '{"default":{"a":"b"}}')
) {
  Deno.test(`SUPABASE_SECRET_KEYS ${keys} is refused and no other key is taken instead`, () => {
    const env = { ...FULL, SUPABASE_SECRET_KEYS: keys, SUPABASE_SECRET_KEY: "value-of-another" };
    assertEquals(faultsOf(env), ["SUPABASE_SECRET_KEYS"]);
  });
}

const KEY_SETTINGS = {
  INTERNAL_API_KEY: "internalApiKeys",
  JWT_SECRET: "jwtSecrets",
  SUPER_ADMIN_JWT_SECRET: "superAdminJwtSecrets",
  SUPER_ADMIN_API_KEY: "superAdminApiKeys",
} as const;

for (const [name, key] of Object.entries(KEY_SETTINGS)) {
  Deno.test(`${name} may be a JSON array of keys`, () => {
    const value = ' ["value-new", " value-old "]\n';
    const settings = readQuerySettings({ ...FULL, [name]: value });
    assertEquals(settings[key], ["value-new", "value-old"]);
  });

  Deno.test(`${name} that begins as an array and is none of keys is refused`, () => {
    for (const value of ["[", "[]", '[""]', '["value", 7]', '["value",""]', "[value]", "[null]"]) {
      assertEquals(faultsOf({ ...FULL, [name]: value }), [name], value);
    }
  });
}

Deno.test("a key that stands in two settings is refused, wherever it stands in their lists", () => {
  const lists = {
    ...FULL,
    JWT_SECRET: '["value-a","value-b"]',
    SUPER_ADMIN_JWT_SECRET: '["value-c","value-b"]',
    INTERNAL_API_KEY: '["value-d","value-e"]',
    SUPER_ADMIN_API_KEY: '["value-e","value-f"]',
  };
  assertEquals(faultsOf(lists), ["SUPER_ADMIN_API_KEY", "SUPER_ADMIN_JWT_SECRET"]);
});

Deno.test("JWT_SECRET equal to SUPER_ADMIN_JWT_SECRET is refused", () => {
  assertEquals(
    faultsOf({ ...FULL, SUPER_ADMIN_JWT_SECRET: FULL.JWT_SECRET }),
    ["SUPER_ADMIN_JWT_SECRET"],
  );
  assertEquals(
    faultsOf({ ...FULL, SUPER_ADMIN_JWT_SECRET: ` ${FULL.JWT_SECRET}\n` }),
    ["SUPER_ADMIN_JWT_SECRET"],
  );
});

Deno.test("SUPER_ADMIN_API_KEY equal to INTERNAL_API_KEY is refused", () => {
  const env = { ...FULL, SUPER_ADMIN_API_KEY: FULL.INTERNAL_API_KEY };
  assertEquals(faultsOf(env), ["SUPER_ADMIN_API_KEY"]);
});

Deno.test("a key of one kind that is a secret of the other is refused", () => {
  for (const name of ["JWT_SECRET", "SUPER_ADMIN_JWT_SECRET"] as const) {
    for (const key of [FULL.INTERNAL_API_KEY, FULL.SUPER_ADMIN_API_KEY]) {
      assertEquals(faultsOf({ ...FULL, [name]: key }), [name]);
    }
  }
});

Deno.test("SUPABASE_URL must be a web URL, and a trailing slash is dropped", () => {
  for (const url of ["abc.supabase.co", "ftp://abc.supabase.co", "postgres://db", "https://"]) {
    assertEquals(faultsOf({ ...FULL, SUPABASE_URL: url }), ["SUPABASE_URL"]);
  }
  const { supabaseUrl } = readDataApiSettings({ ...FULL, SUPABASE_URL: "https://abc.test//" });
  assertEquals(supabaseUrl, "https://abc.test");
  const below = readDataApiSettings({ ...FULL, SUPABASE_URL: "https://abc.test:8443/data/" });
  assertEquals(below.supabaseUrl, "https://abc.test:8443/data");
});

const BESIDE_A_KEY = {
  "a line break": "\n",
  "a carriage return": "\r",
  "a tab": "\t",
  "a space": " ",
  "a NUL": "\0",
  "a no-break space": "\u00a0",
  "a byte order mark": "\ufeff",
  "a zero-width space": "\u200b",
  "a letter outside ASCII": "ä",
  "a surrogate": "\ud83d",
};

for (const [name, character] of Object.entries(BESIDE_A_KEY)) {
  Deno.test(`a key with ${name} inside is refused in every setting that holds one`, () => {
    const bad = `value${character}value`;
    const settings = ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SERVICE_KEY"];
    for (const setting of settings) {
      assertEquals(faultsOf({ ...FULL, SUPABASE_SECRET_KEYS: "", [setting]: bad }), [setting]);
    }
    for (const setting of Object.keys(KEY_SETTINGS)) {
      assertEquals(faultsOf({ ...FULL, [setting]: bad }), [setting]);
      assertEquals(faultsOf({ ...FULL, [setting]: JSON.stringify(["value-a", bad]) }), [setting]);
    }
    const keys = JSON.stringify({ default: bad });
    assertEquals(faultsOf({ ...FULL, SUPABASE_SECRET_KEYS: keys }), ["SUPABASE_SECRET_KEYS"]);
  });
}

Deno.test("a key that begins or ends with more than spaces and line breaks is refused", () => {
  for (const bad of ["\u00a0value", "value\ufeff", "\u2028value", "value\v", "\u00a0"]) {
    assertEquals(faultsOf({ ...FULL, INTERNAL_API_KEY: bad }), ["INTERNAL_API_KEY"]);
  }
  const { internalApiKeys } = readQuerySettings({ ...FULL, INTERNAL_API_KEY: " \tvalue\r\n" });
  assertEquals(internalApiKeys, ["value"]);
});

Deno.test("a SUPABASE_URL that could hold a password is refused, and not shown", () => {
  for (
    const url of ["https://value:value-b@abc.co", "https://value@abc.co", "https://:value@abc.co"]
      .concat("https://abc.co?apikey=value", "https://abc.co/#value", "https:\\\\value@abc.co")
      .concat("https://abc.co/ value", "https://abc.co\nvalue", "postgres://value:value-b@abc.co")
  ) {
    assertEquals(faultsOf({ ...FULL, SUPABASE_URL: url }), ["SUPABASE_URL"], url);
  }
});

const development: Env = { ...DEVELOPMENT_KEYS, SUPABASE_SERVICE_ROLE_KEY: "value-of-service" };

Deno.test("development keys are taken on a loopback address", () => {
  const urls = ["http://127.0.0.1:54321", "http://localhost", "http://[::1]:1", "http://127.1.2.3"];
  for (const SUPABASE_URL of urls) {
    const { internalApiKeys } = readQuerySettings({ ...development, SUPABASE_URL });
    assertEquals(internalApiKeys, [DEVELOPMENT_KEYS.INTERNAL_API_KEY]);
  }
});

Deno.test("every development key is refused by name off loopback", () => {
  const urls = ["https://abc.supabase.co", "http://127.0.0.1.example.com", "http://localhost.com"]
    .concat("http://10.0.0.1", "http://0.0.0.0");
  for (const SUPABASE_URL of urls) {
    assertEquals(faultsOf({ ...development, SUPABASE_URL }), Object.keys(DEVELOPMENT_KEYS));
  }
});

Deno.test("a development key is refused off loopback in whichever setting it stands", () => {
  for (const [name, key] of Object.entries(DEVELOPMENT_KEYS)) {
    for (const value of [key, JSON.stringify(["value", key])]) {
      assertEquals(faultsOf({ ...FULL, SUPER_ADMIN_API_KEY: value }), [name]);
    }
    const keys = JSON.stringify({ default: key });
    assertEquals(faultsOf({ ...FULL, SUPABASE_SECRET_KEYS: keys }), [name]);
  }
});

/** Ways to write a key that a comparison of texts takes for another. */
const SPELLINGS: Record<string, (key: string) => string> = {
  "in upper case": (key) => key.toUpperCase(),
  "with one letter in upper case": (key) => key.replace("d", "D"),
  "with a zero width space": (key) => key.replace("-", "-\u200b"),
  "with a soft hyphen and a word joiner": (key) => `\u2060${key.slice(0, 4)}\u00ad${key.slice(4)}`,
  "after a byte order mark": (key) => `\ufeff${key}`,
  "with a variation selector and a tag": (key) => `${key}\ufe0f\u{e0041}`,
  "with a Hangul filler": (key) => `${key}\u3164`,
  "with a line break": (key) => `${key.slice(0, 5)}\n${key.slice(5)}`,
  "with no-break spaces": (key) => key.replaceAll("-", "\u00a0-"),
  "with no-break hyphens": (key) => key.replaceAll("-", "\u2011"),
  "in full width": (key) =>
    key.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0)),
  "in quotes": (key) => `'${key}'`,
};

for (const [name, spell] of Object.entries(SPELLINGS)) {
  Deno.test(`a development key ${name} is refused off loopback`, () => {
    for (const [path, key] of Object.entries(DEVELOPMENT_KEYS)) {
      const faults = faultsOf({ ...FULL, [path]: spell(key) });
      assert(faults.includes(path), `${path} is not refused.`);
    }
  });
}
