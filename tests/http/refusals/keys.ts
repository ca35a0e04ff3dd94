/** Requests with a key that is nearly right, or right for something else. */
import type { Refusal, Subject } from "../../support/refusals.ts";
import { createForge } from "../../support/jwts.ts";
import { MAX_HEADER_LENGTH } from "./headers.ts";
import { badToken } from "./unauthorized.ts";

const percentEncode = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => `%${byte.toString(16)}`).join("");

/** Ways to write a key otherwise. */
const SPELLINGS: [name: string, spell: (key: string) => string][] = [
  ["with a letter before it", (key) => `x${key}`],
  ["with a letter behind it", (key) => `${key}x`],
  ["without its first character", (key) => key.slice(1)],
  ["without its last character", (key) => key.slice(0, -1)],
  ["its first character", (key) => key.slice(0, 1)],
  ["its first half", (key) => key.slice(0, key.length / 2)],
  ["its second half", (key) => key.slice(key.length / 2)],
  ["twice", (key) => key + key],
  ["twice, with a comma between", (key) => `${key},${key}`],
  ["backwards", (key) => Array.from(key).reverse().join("")],
  ["with two characters exchanged", (key) => key[1]! + key[0]! + key.slice(2)],
  ["with another last character", (key) => key.slice(0, -1) + (key.endsWith("0") ? "1" : "0")],
  ["in capitals", (key) => key.toUpperCase()],
  ["in small letters", (key) => key.toLowerCase()],
  ["with a capital first", (key) => key[0]!.toUpperCase() + key.slice(1)],
  ["in double quotes", (key) => `"${key}"`],
  ["in single quotes", (key) => `'${key}'`],
  ["in angle brackets", (key) => `<${key}>`],
  ["as a list in JSON", (key) => JSON.stringify([key])],
  ["with a semicolon behind it", (key) => `${key};`],
  ["with an equals sign behind it", (key) => `${key}=`],
  ["with a percent-encoded first character", (key) => percentEncode(key[0]!) + key.slice(1)],
  ["percent-encoded", percentEncode],
  ["with a percent-encoded blank before it", (key) => `%20${key}`],
  ["with a percent-encoded line end behind it", (key) => `${key}%0d%0a`],
  ["with a percent-encoded null behind it", (key) => `${key}%00`],
  ["with its scheme percent-encoded before it", (key) => `Bearer%20${key}`],
  ["in base64", (key) => btoa(key)],
  ["in hexadecimal", (key) => new TextEncoder().encode(key).toHex()],
  ["as a user's password", (key) => `internal:${key}`],
];

/** Tokens that nobody holds; empty values and wildcards of other systems. */
const NONSENSE = [
  ...["null", "undefined", "true", "0", "*", "%", "%25", ".", "..x.", "{}", "[]", "''", "NaN"],
  ...["INTERNAL_API_KEY", "<token>", "$INTERNAL_API_KEY", "sb_secret_x", "anon", "service_role"],
  ...["'OR'1'='1", "x,revoked_at.not.is.null)", "eq.x", "in.(x)", "../../etc/passwd", "%00"],
];

/** A key that is none of this function's. */
export function keyRefusals(subject: Subject): Refusal[] {
  const { keys } = subject;
  const forge = createForge(subject);
  const wrong = (name: string, token: string) => badToken(subject, name, token, "api_token");
  const spelled = (owner: string, key: string) =>
    SPELLINGS.map(([name, spell]): [string, string] => [`the ${owner} key ${name}`, spell(key)])
      .filter(([, token]) => token !== key)
      .flatMap(([name, token]) => wrong(name, token));
  const ofTheOther = (name: string, token: string | (() => Promise<string>)) =>
    badToken(subject, `${name}, which the upsert does not take`, token, "jwt")
      .filter((refusal) => refusal.function === "upsert");

  return [
    ...spelled("internal", keys.internalApiKey),
    ...spelled("super-admins'", keys.superAdminApiKey),
    ...wrong("both keys in one", keys.internalApiKey + keys.superAdminApiKey),
    ...wrong("the secret of sessions as a key", keys.jwtSecret),
    ...wrong("the secret of super-admins as a key", keys.superAdminJwtSecret),
    ...NONSENSE.flatMap((token) => wrong(`the token ${token}`, token)),
    ...wrong("a token that fills the header to its limit", "x".repeat(MAX_HEADER_LENGTH - 7)),
    ...ofTheOther("the super-admins' key", keys.superAdminApiKey),
    ...ofTheOther("a good session", () => forge.session()),
    ...ofTheOther("a good super-admin's JWT", () => forge.superAdmin()),
    ...ofTheOther("a good API token", subject.tokens.good),
  ];
}
