/** Requests whose credentials are missing, or not in the form of `Authorization: Bearer <token>`. */
import {
  forBoth,
  jsonHeaders,
  type Refusal,
  SECRET,
  type Subject,
} from "../../support/refusals.ts";
import { NO_TOKEN } from "./unauthorized.ts";

/** Characters of the header `Authorization` that are looked at. */
export const MAX_HEADER_LENGTH = 8192;

/** The header's whole value, each with the internal key in it where that is of use. */
const VALUES: [name: string, value: (key: string) => string][] = [
  ["an empty header", () => ""],
  ["a header of white space", () => " \t "],
  ["the scheme alone", () => "Bearer"],
  ["an empty token", () => "Bearer "],
  ["a key without a scheme", (key) => key],
  ["a key before its scheme", (key) => `${key} Bearer`],
  ["the scheme Basic", (key) => `Basic ${btoa(key)}`],
  ["the scheme Basic with the key as a password", (key) => `Basic ${btoa(`internal:${key}`)}`],
  ["the scheme Basic with the key as it is", (key) => `Basic ${key}`],
  ["the scheme Digest", (key) => `Digest response="${key}"`],
  ["the scheme Token", (key) => `Token ${key}`],
  ["the scheme ApiKey", (key) => `ApiKey ${key}`],
  ["the scheme Bearer twice", (key) => `Bearer Bearer ${key}`],
  ["a scheme with a letter more", (key) => `Bearers ${key}`],
  ["a scheme with a letter less", (key) => `Beare ${key}`],
  ["a scheme in quotes", (key) => `"Bearer" ${key}`],
  ["no space after the scheme", (key) => `Bearer${key}`],
  ["a colon after the scheme", (key) => `Bearer: ${key}`],
  ["an equals sign after the scheme", (key) => `Bearer=${key}`],
  ["two tokens", (key) => `Bearer ${key} ${key}`],
  ["two tokens in a list", (key) => `Bearer ${key}, ${key}`],
  ["a parameter behind the token", (key) => `Bearer ${key} realm=x`],
  ["a blank in the token", (key) => `Bearer ${key.slice(0, 4)} ${key.slice(4)}`],
  ["a tab after the scheme", (key) => `Bearer\t${key}`],
  ["a tab in the token", (key) => `Bearer ${key.slice(0, 4)}\t${key.slice(4)}`],
  ["a no-break space after the scheme", (key) => `Bearer\u00a0${key}`],
  ["a no-break space before the scheme", (key) => `\u00a0Bearer ${key}`],
  ["a no-break space before the token", (key) => `Bearer \u00a0${key}`],
  ["a no-break space behind the token", (key) => `Bearer ${key}\u00a0`],
  ["a next line (U+0085) behind the token", (key) => `Bearer ${key}\u0085`],
  ["a letter of Latin-1", (key) => `Bearer ${key}\u00e9`],
  ["a byte order mark in Latin-1", (key) => `\u00ef\u00bb\u00bfBearer ${key}`],
  [
    "a key behind blanks up to over the limit",
    (key) => "Bearer ".padEnd(MAX_HEADER_LENGTH + 1 - key.length) + key,
  ],
  ["a header of one character over the limit", () => "Bearer ".padEnd(MAX_HEADER_LENGTH + 1, "x")],
];

/** Characters that HTTP itself takes in no header. */
const CONTROLS: [name: string, value: (key: string) => string][] = [
  ["a vertical tab after the scheme", (key) => `Bearer\v${key}`],
  ["a form feed before the scheme", (key) => `\fBearer ${key}`],
  ["a control character behind the token", (key) => `Bearer ${key}\u001f`],
  ["a delete behind the token", (key) => `Bearer ${key}\u007f`],
];

const EMPTY_LINE = "Clients leave out an empty line of a header that has another.";

/** Where else a caller may put a good key. */
const ELSEWHERE: [name: string, request: (key: string) => Partial<Refusal>][] = [
  ["in apikey", (key) => ({ headers: { apikey: key } })],
  ["in x-api-key", (key) => ({ headers: { "x-api-key": key } })],
  ["in x-authorization", (key) => ({ headers: { "x-authorization": `Bearer ${key}` } })],
  ["in x-forwarded-authorization", (key) => ({
    headers: { "x-forwarded-authorization": `Bearer ${key}` },
  })],
  ["in a cookie", (key) => ({ headers: { cookie: `authorization=${key}; token=${key}` } })],
  ["as apikey of the query string", (key) => ({ search: `?apikey=${key}` })],
  ["as access_token of the query string", (key) => ({ search: `?access_token=${key}` })],
  ["as Authorization of the query string", (key) => ({ search: `?Authorization=Bearer%20${key}` })],
  ["in the body", (key) => ({
    body: JSON.stringify({ company_domain: "acme.com", access_token: key, authorization: key }),
  })],
];

/** A header `Authorization` that gives no token. */
export function headerRefusals(subject: Subject): Refusal[] {
  const { internalApiKey: key } = subject.keys;
  const { authorization, ...withOrg } = jsonHeaders(subject);
  const lines = (...values: string[]): [string, string][] => [
    ...Object.entries(withOrg),
    ...values.map((value): [string, string] => ["authorization", value]),
  ];
  const refused = (name: string, more: Partial<Refusal>) =>
    forBoth({ name, headers: withOrg, ...more, ...NO_TOKEN });

  return [
    ...refused("no credentials", {}),
    ...refused("no credentials and no body", { headers: {}, body: "" }),
    ...VALUES.flatMap(([name, value]) => refused(name, { headers: lines(value(key)) })),
    ...CONTROLS.flatMap(([name, value]) =>
      refused(name, {
        headers: lines(value(key)),
        cannotTravel: "Clients and servers refuse the character.",
      })
    ),
    ...refused("a header of 1 MB", {
      headers: lines(`Bearer ${SECRET.repeat(100_000)}`),
      cannotTravel: "Servers refuse headers of this size.",
    }),
    ...refused("two headers", { headers: lines(authorization, authorization) }),
    ...refused("two headers, the first one empty", {
      headers: lines("", authorization),
      cannotTravel: EMPTY_LINE,
    }),
    ...refused("two headers, the second one empty", {
      headers: lines(authorization, ""),
      cannotTravel: EMPTY_LINE,
    }),
    ...refused("two headers, the first one wrong", { headers: lines("Bearer x", authorization) }),
    ...refused("two headers, the second one Basic", { headers: lines(authorization, "Basic x") }),
    ...ELSEWHERE.flatMap(([place, request]) => {
      const { headers, ...rest } = request(key);
      return refused(`a key ${place}`, {
        headers: { ...withOrg, ...headers as Record<string, string> },
        ...rest,
      });
    }),
  ];
}
