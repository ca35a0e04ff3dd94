/** What a request has around its body: headers, method, path. */
import fc from "fast-check";
import { KEYS, ORG_B } from "../../support/apps.ts";

/** Any value that HTTP takes in a header: Latin-1 without controls. */
const headerText = fc.array(fc.integer({ min: 0x20, max: 0xff }).filter((unit) => unit !== 0x7f))
  .map((units) => String.fromCharCode(...units));

const token = fc.oneof(
  fc.constantFrom(...Object.values(KEYS)),
  fc.constantFrom(...Object.values(KEYS)).map((key) => key.slice(1)),
  fc.stringMatching(/^[A-Za-z0-9_-]{0,20}(\.[A-Za-z0-9_-]{0,20}){0,4}$/),
  fc.record({ alg: fc.constantFrom("HS256", "none", "RS256", 1), kid: fc.string() }, {
    requiredKeys: [],
  }).map((header) => `${btoa(encodeURIComponent(JSON.stringify(header)))}.e30.x`),
  fc.integer({ min: 8180, max: 8200 }).map((length) => "x".repeat(length)),
  headerText,
);

const authorization = fc.oneof(
  fc.tuple(fc.constantFrom("Bearer ", "bearer  ", "Basic ", "Bearer", ""), token)
    .map(([scheme, token]) => scheme + token),
  headerText,
);

const type = fc.oneof(
  fc.constantFrom("application/json; charset=utf-8", 'Application/JSON;charset="UTF-8";'),
  fc.constantFrom("text/plain", "application/json; charset=utf-16", "multipart/form-data", ""),
  fc.constantFrom('application/json; a=";"; charset=utf8', "application/json, application/json"),
  fc.constantFrom("application/jsonp", "application/json; boundary=x", "application/json, text/x"),
  headerText,
);

const encoding = fc.oneof(
  fc.constantFrom("", "identity", "gzip", "br", "deflate", "zstd", "gzip, gzip", "aws-chunked"),
  headerText,
);

const length = fc.oneof(
  fc.constantFrom("0", "-1", "1e9", "0x10", "99999999999999999999", "NaN", "Infinity", "1,2", " "),
  fc.integer({ min: 0, max: 20_000_000 }).map(String),
);

const id = fc.oneof(fc.stringMatching(/^[\w=-]{1,260}$/), fc.uuid(), headerText);

const orgId = fc.oneof(
  fc.uuid(),
  fc.constantFrom(ORG_B, ORG_B.toUpperCase(), ` ${ORG_B} `, `{${ORG_B}}`, `${ORG_B},${ORG_B}`, ""),
  headerText,
);

/** One or several headers in the place of good ones. */
export const headers = fc.subarray(
  [
    ["authorization", authorization],
    ["content-type", type],
    ["content-encoding", encoding],
    ["content-length", length],
    ["x-request-id", id],
    ["x-internal-org-id", orgId],
    ["apikey", headerText],
    ["accept", headerText],
    ["prefer", headerText],
    ["x-http-method-override", fc.constantFrom("DELETE", "GET")],
    ["origin", headerText],
    ["range", fc.constantFrom("0-1", "bytes=0-1", "items=0-")],
  ] as [string, fc.Arbitrary<string>][],
  { minLength: 1, maxLength: 3 },
).chain((chosen) => fc.record(Object.fromEntries(chosen)));

const METHODS = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "get", "x"];

const tail = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("", "/", "/health", "/openapi.json", "/batch") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("//", "/..", "/../..", "/.", "/%2e%2e", "%2f", ";x", "%00", "%"),
  },
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => `/${text}`),
  fc.string({ unit: "binary" }).map((text) => `/${encodeURIComponent(text)}`),
  fc.integer({ min: 100, max: 20_000 }).map((length) => `/${"a".repeat(length)}`),
);

const search = fc.oneof(
  fc.constantFrom("", "?select=*", "?org_id=eq.x&or=(a.eq.1)", "?apikey=x", "?", "?%", "?a=1&a=2"),
  fc.webQueryParameters().map((parameters) => `?${parameters}`),
);

/** A method, and a path that begins with that of a route or with none, with a query string. */
export function routesFrom(path: string): fc.Arbitrary<{ method: string; path: string }> {
  const start = fc.oneof(
    { weight: 5, arbitrary: fc.constant(path) },
    { weight: 1, arbitrary: fc.webPath().map((path) => `/${path}`) },
  );
  return fc.record({
    method: fc.oneof(fc.constant("POST"), fc.constantFrom(...METHODS)),
    path: fc.tuple(start, tail, search).map((parts) => parts.join("")),
  });
}
