import { assertEquals } from "@std/assert";
import { SignJWT } from "jose";
import { looksLikeJwt, verifyJwt } from "../../supabase/functions/_shared/jwt.ts";
import {
  KEYS,
  mintJwt,
  mintSuperAdmin,
  NOW,
  NOW_SECONDS,
  OPERATOR,
  ORG_A,
  SETTINGS,
} from "../support/apps.ts";

const SUPER = { secret: KEYS.superAdminJwtSecret };
const session = { sub: "a-user", org_id: ORG_A };
const superAdmin = { type: "super_admin", sub: OPERATOR.id, email: OPERATOR.email };

const judge = async (token: string | Promise<string>) =>
  await verifyJwt(await token, SETTINGS, NOW);

const encode = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value))
    .toBase64({ alphabet: "base64url", omitPadding: true });

/** Signs any header and payload as HS256 would, whatever they say. */
async function sign(header: unknown, payload: unknown, secret: string = KEYS.jwtSecret) {
  const text = `${encode(header)}.${encode(payload)}`;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const bytes = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text));
  const tail = new Uint8Array(signature).toBase64({ alphabet: "base64url", omitPadding: true });
  return `${text}.${tail}`;
}

const HS256 = { alg: "HS256" };
const exp = NOW_SECONDS + 300;

Deno.test("a session is taken with sub or user_id, and with type session or none", async () => {
  const org = { kind: "session", orgId: ORG_A } as const;
  assertEquals(await judge(mintJwt(session)), org);
  assertEquals(await judge(mintJwt({ ...session, type: "session" })), org);
  assertEquals(await judge(mintJwt({ user_id: "u", org_id: ORG_A.toUpperCase() })), org);
  assertEquals(await judge(mintJwt({ ...session, user_id: "u", iat: NOW_SECONDS })), org);
  assertEquals(await judge(mintJwt(session, { header: { typ: "JWT", kid: "1" } })), org);
  assertEquals(await judge(mintJwt({ ...session, nbf: NOW_SECONDS })), org);
  assertEquals(await judge(mintJwt({ ...session, exp: NOW_SECONDS + 1 })), org);
});

Deno.test("a super-admin is taken with its type, id and email", async () => {
  assertEquals(await judge(mintSuperAdmin()), { kind: "super_admin", ...OPERATOR });
});

const REFUSED: [criterion: string, token: () => Promise<string>][] = [
  ["another secret", () => mintJwt(session, { secret: "x".repeat(40) })],
  ["no exp", () => sign(HS256, session)],
  ["exp as text", () => sign(HS256, { ...session, exp: String(exp) })],
  ["exp null", () => sign(HS256, { ...session, exp: null })],
  ["exp this second", () => mintJwt({ ...session, exp: NOW_SECONDS })],
  ["exp in the past", () => mintJwt({ ...session, exp: NOW_SECONDS - 1 })],
  ["exp zero", () => mintJwt({ ...session, exp: 0 })],
  ["nbf in the next second", () => mintJwt({ ...session, nbf: NOW_SECONDS + 1 })],
  ["nbf as text", () => sign(HS256, { ...session, exp, nbf: "0" })],
  ["type null", () => mintJwt({ ...session, type: null })],
  ["an empty type", () => mintJwt({ ...session, type: "" })],
  ["type Session", () => mintJwt({ ...session, type: "Session" })],
  ["type refresh", () => mintJwt({ ...session, type: "refresh" })],
  ["type as a list", () => mintJwt({ ...session, type: ["session"] })],
  ["type super_admin by the secret of sessions", () => mintJwt(superAdmin)],
  [
    "a session by the secret of super-admins",
    () => mintJwt({ ...session, type: "session" }, SUPER),
  ],
  [
    "no type by the secret of super-admins",
    () => mintJwt({ ...superAdmin, type: undefined }, SUPER),
  ],
  ["super-admin and session at once", () => mintJwt({ ...superAdmin, ...session }, SUPER)],
  ["an expired super-admin", () => mintSuperAdmin({ exp: NOW_SECONDS })],
  ["a super-admin without an email", () => mintSuperAdmin({ email: undefined })],
  ["a super-admin with an empty email", () => mintSuperAdmin({ email: "" })],
  ["a super-admin without an id", () => mintSuperAdmin({ sub: undefined })],
  ["a super-admin whose id is no uuid", () => mintSuperAdmin({ sub: "1" })],
  ["neither sub nor user_id", () => mintJwt({ org_id: ORG_A })],
  ["an empty sub", () => mintJwt({ ...session, sub: "" })],
  ["sub as a number", () => sign(HS256, { ...session, exp, sub: 7 })],
  ["no org_id", () => mintJwt({ sub: "u" })],
  ["org_id null", () => mintJwt({ ...session, org_id: null })],
  ["org_id that is no uuid", () => mintJwt({ ...session, org_id: "org-a" })],
  ["org_id as a list", () => mintJwt({ ...session, org_id: [ORG_A] })],
  ["org_id with a filter behind it", () => mintJwt({ ...session, org_id: `${ORG_A},id.gt.0` })],
  ["an unknown crit", () => sign({ ...HS256, crit: ["x"], x: 1 }, { ...session, exp })],
  ["an empty crit", () => sign({ ...HS256, crit: [] }, { ...session, exp })],
  ["a crit that names no header", () => sign({ ...HS256, crit: ["exp"] }, { ...session, exp })],
  ["b64 false", () => sign({ ...HS256, crit: ["b64"], b64: false }, { ...session, exp })],
  [
    "alg none without a signature",
    () => Promise.resolve(`${encode({ alg: "none" })}.${encode({ ...session, exp })}.`),
  ],
  ["alg none with a signature", () => sign({ alg: "none" }, { ...session, exp })],
  ["alg None", () => sign({ alg: "None" }, { ...session, exp })],
  ["alg hs256", () => sign({ alg: "hs256" }, { ...session, exp })],
  ["no alg", () => sign({ typ: "JWT" }, { ...session, exp })],
  ["alg RS256 over an HMAC", () => sign({ alg: "RS256" }, { ...session, exp })],
  ["HS384", () => mintJwt(session, { alg: "HS384", secret: KEYS.jwtSecret })],
  ["HS512", () => mintJwt(session, { alg: "HS512", secret: KEYS.jwtSecret })],
  ["a payload that is a list", () => sign(HS256, [session])],
  ["a payload that is null", () => sign(HS256, "null")],
  ["a payload that is no JSON", () => sign(HS256, "{")],
  ["a header that is no JSON", () => sign("{", { ...session, exp })],
  ["a header that is null", () => sign("null", { ...session, exp })],
  ["an empty signature", async () => (await mintJwt(session)).replace(/\.[^.]*$/, ".")],
  ["a cut signature", async () => (await mintJwt(session)).slice(0, -4)],
  [
    "a payload exchanged under its signature",
    async () =>
      (await mintJwt(session)).replace(
        /\.[^.]*\./,
        `.${encode({ ...session, exp, org_id: OPERATOR.id })}.`,
      ),
  ],
  ["three empty parts", () => Promise.resolve("..")],
  ["three parts of no base64", () => Promise.resolve("!.§.%".replace("§", "~"))],
];

for (const [criterion, token] of REFUSED) {
  Deno.test(`a JWT is refused with ${criterion}`, async () => {
    assertEquals(await judge(token()), undefined);
  });
}

Deno.test("a JWT signed by a key pair is refused, also with the key in its header", async () => {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const token = new SignJWT(session).setExpirationTime(exp)
    .setProtectedHeader({ alg: "ES256", jwk: jwk as never, jku: "https://example.com" })
    .sign(pair.privateKey);
  assertEquals(await judge(token), undefined);
});

Deno.test("a key given in the header of a JWT is not used", async () => {
  const secret = "an-attackers-secret-of-thirty-two-bytes";
  const jwk = { kty: "oct", k: encode(secret) };
  const header = { alg: "HS256", jwk, kid: "../../dev/null", jku: "https://example.com" };
  assertEquals(await judge(sign(header, { ...session, exp }, secret)), undefined);
});

Deno.test("a token is judged as a JWT when it has three parts", async () => {
  const token = await mintJwt(session);
  assertEquals([token, "a.b.c", ".."].map(looksLikeJwt), [true, true, true]);
  const others = [`${token}.`, `${token}.a.b`, token.replace(".", ""), "opaque", ""];
  assertEquals(others.map(looksLikeJwt), others.map(() => false));
});
