import { assertEquals, assertRejects } from "@std/assert";
import { createJwtVerifier, jwt } from "../../supabase/functions/_shared/callers/jwt.ts";
import { createDataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { KEYS, NOW, OPERATOR, ORG_A, ORG_B, SETTINGS } from "../support/apps.ts";
import { createForge, signJwt } from "../support/jwts.ts";

// What is refused is in tests/http/refusals: signatures.ts, jwt_headers.ts and claims.ts.
const { session, superAdmin, seconds, sessionClaims } = createForge({
  keys: KEYS,
  now: () => NOW,
  orgA: ORG_A,
  operator: OPERATOR,
});
const OF_ORG_A = { kind: "session", orgId: ORG_A } as const;
const OF_OPERATOR = { kind: "super_admin", ...OPERATOR } as const;

/** A session needs no lookup. */
const NO_DATA_API = createDataApi({
  supabaseUrl: "http://127.0.0.1:1",
  serviceKey: "key",
  fetch: () => Promise.reject(new Error("No lookup was expected.")),
});

const judge = async (token: string | Promise<string>) =>
  await createJwtVerifier(SETTINGS)(await token, NOW);

Deno.test("a session is taken with sub or user_id, and with type session or none", async () => {
  assertEquals(await judge(session()), OF_ORG_A);
  assertEquals(await judge(session({ type: "session" })), OF_ORG_A);
  assertEquals(await judge(session({ sub: undefined, user_id: "u" })), OF_ORG_A);
  assertEquals(await judge(session({ user_id: "u" })), OF_ORG_A);
});

Deno.test("a session is of its org, in small letters", async () => {
  assertEquals(await judge(session({ org_id: ORG_A.toUpperCase() })), OF_ORG_A);
  assertEquals(await judge(session({ org_id: ORG_B })), { kind: "session", orgId: ORG_B });
});

Deno.test("a JWT is taken from the second of nbf to the one before exp", async () => {
  for (const times of [{ nbf: seconds() }, { exp: seconds() + 1 }]) {
    assertEquals(await judge(session(times)), OF_ORG_A);
    assertEquals(await judge(superAdmin(times)), OF_OPERATOR);
  }
});

Deno.test("a super-admin is taken with its type, id and email, whatever else it claims", async () => {
  assertEquals(await judge(superAdmin()), OF_OPERATOR);
  assertEquals(await judge(superAdmin({ org_id: ORG_A, user_id: "u", role: "x" })), OF_OPERATOR);
});

Deno.test("what RFC 7519 lets a signer say besides is no reason to refuse", async () => {
  // `iat` tells a JWT's age, for which there is no rule; a time may have fractions.
  const claims = [
    { iat: seconds() + 3600 },
    { exp: seconds() + 0.5 },
    { exp: 1e300 },
    { iss: "x", aud: ["y"], jti: "z", role: "anon" },
  ];
  for (const more of claims) assertEquals(await judge(session(more)), OF_ORG_A);
  for (const header of [{ typ: "JWT", kid: "1" }, { typ: "at+jwt" }, { cty: "x" }]) {
    assertEquals(await judge(session({}, { header })), OF_ORG_A);
  }
});

Deno.test("of a claim that a signer writes twice the last one holds, as in JSON.parse", async () => {
  const payload = `{"org_id":"${ORG_B}",${JSON.stringify(sessionClaims()).slice(1)}`;
  assertEquals(await judge(signJwt({ alg: "HS256" }, payload, KEYS.jwtSecret)), OF_ORG_A);
});

Deno.test("a token is judged as a JWT when it has three parts", async () => {
  const recognize = jwt.create(SETTINGS);
  const lookup = { dataApi: NO_DATA_API, now: NOW, signal: new AbortController().signal };
  const recognizeToken = (token: string) =>
    recognize({ token, digest: new Uint8Array(), headers: new Headers() }, lookup);
  const token = await session();
  assertEquals(await recognizeToken(token), OF_ORG_A);
  for (const broken of ["a.b.c", ".."]) {
    await assertRejects(() => recognizeToken(broken), ServiceError, "not valid");
  }
  for (const other of [`${token}.`, `${token}.a.b`, token.replace(".", ""), "opaque", ""]) {
    assertEquals(await recognizeToken(other), undefined);
  }
});
