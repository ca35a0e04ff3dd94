/** Requests with a JWT whose header brings its own key, or asks for other rules. */
import { createForge, encodePart, signJwt } from "../../support/jwts.ts";
import type { Refusal, Subject } from "../../support/refusals.ts";
import { badToken } from "./unauthorized.ts";

const FORGERS_SECRET = "a-forgers-secret-of-thirty-two-bytes";

/** Headers that name a key of the forger's, and what each may make a careless reader take. */
const OWN_KEYS: [name: string, header: Record<string, unknown>, secret: string][] = [
  ["jwk", { jwk: { kty: "oct", k: encodePart(FORGERS_SECRET) } }, FORGERS_SECRET],
  ["jku", { jku: "https://example.com/jwks.json", kid: "1" }, FORGERS_SECRET],
  ["x5u", { x5u: "https://example.com/cert.pem" }, FORGERS_SECRET],
  ["x5c", { x5c: [btoa(FORGERS_SECRET)] }, FORGERS_SECRET],
  ["x5t", { "x5t#S256": encodePart(FORGERS_SECRET) }, FORGERS_SECRET],
  ["a kid that is a path to an empty file", { kid: "../../../../dev/null" }, "\0"],
  ["a kid that is a URL", { kid: "https://example.com/key" }, FORGERS_SECRET],
  ["a kid that is SQL", { kid: `x' union select '${FORGERS_SECRET}` }, FORGERS_SECRET],
  ["a kid that is a command", { kid: `|echo ${FORGERS_SECRET}` }, FORGERS_SECRET],
  ["a kid that is the secret itself", { kid: FORGERS_SECRET }, FORGERS_SECRET],
  ["a kid that names no key", { kid: "undefined" }, "undefined"],
];

/** Pairs of keys that sign as their algorithms demand, with the public half in the header. */
const KEY_PAIRS: Record<string, EcKeyGenParams | RsaHashedKeyGenParams | { name: "Ed25519" }> = {
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  RS256: {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  },
  EdDSA: { name: "Ed25519" },
};

async function generate(alg: string) {
  const pair = await crypto.subtle.generateKey(KEY_PAIRS[alg]!, true, ["sign", "verify"]);
  const { privateKey, publicKey } = pair as CryptoKeyPair;
  return { privateKey, publicKey, jwk: await crypto.subtle.exportKey("jwk", publicKey) };
}

async function signByPair(alg: string, claims: unknown): Promise<string> {
  const { privateKey, jwk } = await generate(alg);
  const text = `${encodePart({ alg, jwk })}.${encodePart(claims)}`;
  const algorithm = { ...KEY_PAIRS[alg]!, hash: "SHA-256" };
  const bytes = new TextEncoder().encode(text);
  const signature = await crypto.subtle.sign(algorithm, privateKey, bytes);
  return `${text}.${encodePart(new Uint8Array(signature))}`;
}

/** A public key as text, by which a reader that confuses the algorithms checks an HMAC. */
async function publicPem(): Promise<string> {
  const { publicKey } = await generate("ES256");
  const der = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
  return `-----BEGIN PUBLIC KEY-----\n${der.toBase64()}\n-----END PUBLIC KEY-----\n`;
}

/** A JWT whose header is not to be followed. */
export function forgedHeaders(subject: Subject): Refusal[] {
  const { keys } = subject;
  const { session, superAdmin, sessionClaims, superAdminClaims } = createForge(subject);
  const wrong = (name: string, token: () => Promise<string>) =>
    badToken(subject, name, token, "jwt");
  const headed = (name: string, header: Record<string, unknown>) =>
    wrong(`a session with ${name}`, () => session({}, { header }));

  return [
    ...OWN_KEYS.flatMap(([name, header, secret]) => [
      ...wrong(`a session with a key of its own by ${name}`, () => session({}, { header, secret })),
      ...wrong(
        `a super-admin with a key of its own by ${name}`,
        () => superAdmin({}, { header, secret }),
      ),
    ]),
    ...Object.keys(KEY_PAIRS).flatMap((alg) => [
      ...wrong(`a session of ${alg} with its jwk`, () => signByPair(alg, sessionClaims())),
      ...wrong(`a super-admin of ${alg} with its jwk`, () => signByPair(alg, superAdminClaims())),
    ]),
    ...["HS256", "ES256"].flatMap((alg) =>
      wrong(
        `a session of ${alg} whose secret is a public key`,
        async () => await session({}, { header: { alg }, secret: await publicPem() }),
      )
    ),
    ...headed("an unknown crit", { crit: ["x"], x: 1 }),
    ...headed("an empty crit", { crit: [] }),
    ...headed("a crit that is text", { crit: "exp" }),
    ...headed("a crit of a name that is not in the header", { crit: ["exp"] }),
    ...headed("a crit of alg", { crit: ["alg"] }),
    ...headed("b64 false", { crit: ["b64"], b64: false }),
    ...headed("b64 that is text", { crit: ["b64"], b64: "false" }),
    ...wrong("a payload that is deflated", async () => {
      const stream = new Blob([JSON.stringify(sessionClaims())]).stream()
        .pipeThrough(new CompressionStream("deflate-raw"));
      const payload = await new Response(stream).bytes();
      return await signJwt({ alg: "HS256", zip: "DEF" }, payload, keys.jwtSecret);
    }),
    ...wrong(
      "a JWT within a JWT",
      async () => await signJwt({ alg: "HS256", cty: "JWT" }, await session(), keys.jwtSecret),
    ),
  ];
}
