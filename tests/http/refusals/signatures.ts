/** Requests with a JWT whose algorithm, secret, signature or form is not ours. */
import { createForge, encodePart, signJwt, signParts } from "../../support/jwts.ts";
import type { Refusal, Subject } from "../../support/refusals.ts";
import { forgedHeaders } from "./jwt_headers.ts";
import { badToken, type Token } from "./unauthorized.ts";

/** Names of algorithms that a token may claim over an HMAC by the right secret. */
const ALGORITHMS: unknown[] = [
  ...["none", "None", "nOnE", "NONE", "", "hs256", "HS256 ", "HS-256", "HMAC", "A256GCM", "dir"],
  ...["HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES256K", "EdDSA"],
  ...["ML-DSA-44", null, true, 256, ["HS256"], { name: "HS256" }, undefined],
];

/** Exchanges one character of a text for its neighbour of the alphabet. */
function alter(text: string, at: number): string {
  const other = text.at(at) === "A" ? "B" : "A";
  return text.slice(0, at) + other + (at === -1 ? "" : text.slice(at + 1));
}

/** Signs until the signature has a character that the two alphabets of base64 write otherwise. */
async function inStandardAlphabet(sign: (jti: number) => Promise<string>): Promise<string> {
  for (let jti = 0;; jti++) {
    const [header, payload, signature] = (await sign(jti)).split(".");
    const standard = signature!.replaceAll("-", "+").replaceAll("_", "/");
    if (standard !== signature) return `${header}.${payload}.${standard}`;
  }
}

/** A JWT that no secret of ours has signed as HS256. */
export function signatureRefusals(subject: Subject): Refusal[] {
  const { keys, orgB } = subject;
  const forge = createForge(subject);
  const good = forge.session;
  const claims = forge.sessionClaims;
  const HS256 = { alg: "HS256" };
  const wrong = (name: string, token: Token) => badToken(subject, name, token, "jwt");
  const unlike = (name: string, token: Token) => badToken(subject, name, token, "api_token");
  /** A good session with its parts exchanged for others. */
  const changed = (change: (header: string, payload: string, signature: string) => string) => {
    return async () => {
      const [header, payload, signature] = (await good()).split(".");
      return change(header!, payload!, signature!);
    };
  };
  const bySecret = (name: string, secret: string) =>
    wrong(`a session signed by ${name}`, () => good({}, { secret }));

  return [
    ...ALGORITHMS.flatMap((alg) =>
      wrong(
        `a session whose alg is ${JSON.stringify(alg)}`,
        () => good({}, { header: { alg } }),
      )
    ),
    ...["none", "nOnE", "HS256"].flatMap((alg) =>
      wrong(
        `a session of ${alg} without a signature`,
        () => `${encodePart({ alg })}.${encodePart(claims())}.`,
      )
    ),
    ...["SHA-384", "SHA-512"].flatMap((hash) =>
      wrong(
        `a session signed as HS${hash.slice(-3)}`,
        () => good({}, { header: { alg: `HS${hash.slice(-3)}` }, hash }),
      )
    ),
    ...wrong("a session signed by SHA-512 as HS256", () => good({}, { hash: "SHA-512" })),
    ...bySecret("another secret", "x".repeat(40)),
    // HMAC fills its key up with zeros: one zero signs as no key at all does.
    ...bySecret("an empty secret", "\0"),
    ...bySecret("the secret of super-admins", keys.superAdminJwtSecret),
    ...bySecret("the internal key", keys.internalApiKey),
    ...bySecret("the super-admins' key", keys.superAdminApiKey),
    ...bySecret("the secret and a line end", `${keys.jwtSecret}\n`),
    ...bySecret("the first half of the secret", keys.jwtSecret.slice(0, keys.jwtSecret.length / 2)),
    ...bySecret("the secret in base64", btoa(keys.jwtSecret)),
    ...bySecret("a list of the secret in JSON", JSON.stringify([keys.jwtSecret])),
    ...bySecret("the word undefined", "undefined"),
    ...wrong(
      "a super-admin signed by the secret of sessions",
      () => forge.superAdmin({}, { secret: keys.jwtSecret }),
    ),
    ...wrong(
      "a super-admin signed by another secret",
      () => forge.superAdmin({}, { secret: "x".repeat(40) }),
    ),

    ...wrong(
      "another org under a session's signature",
      changed((header, _, signature) =>
        `${header}.${encodePart({ ...claims(), org_id: orgB })}.${signature}`
      ),
    ),
    ...wrong(
      "another header under a session's signature",
      changed((_, payload, signature) =>
        `${encodePart({ ...HS256, typ: "JWT" })}.${payload}.${signature}`
      ),
    ),
    ...wrong("a session with the signature of another", async () => {
      const [[header, payload], [, , signature]] = [
        (await good()).split("."),
        (await good({ sub: "another-user" })).split("."),
      ];
      return `${header}.${payload}.${signature}`;
    }),
    ...wrong("an altered payload", changed((h, p, s) => `${h}.${alter(p, 5)}.${s}`)),
    ...wrong("an altered start of the signature", changed((h, p, s) => `${h}.${p}.${alter(s, 0)}`)),
    ...wrong("an altered end of the signature", changed((h, p, s) => `${h}.${p}.${alter(s, -2)}`)),
    ...wrong("a cut signature", changed((h, p, s) => `${h}.${p}.${s.slice(0, -4)}`)),
    ...wrong("a signature with more behind it", changed((h, p, s) => `${h}.${p}.${s}AAAA`)),
    ...wrong("a signature twice", changed((h, p, s) => `${h}.${p}.${s}${s}`)),
    ...wrong("an empty signature", changed((h, p) => `${h}.${p}.`)),
    ...wrong("a signature of zeros", changed((h, p) => `${h}.${p}.${"A".repeat(43)}`)),
    ...wrong("an empty second part", changed((h, _, s) => `${h}..${s}`)),
    ...wrong("an empty first part", changed((_, p, s) => `.${p}.${s}`)),
    ...wrong("three empty parts", ".."),
    ...wrong("parts in another order", changed((h, p, s) => `${p}.${h}.${s}`)),
    ...wrong("the payload in base64 with padding", changed((h, p, s) => `${h}.${p}=.${s}`)),
    ...wrong("a signature in base64 with padding", changed((h, p, s) => `${h}.${p}.${s}=`)),
    ...wrong(
      "a signature in the standard alphabet",
      () => inStandardAlphabet((jti) => good({ jti })),
    ),
    ...wrong("a percent sign in the signature", changed((h, p, s) => `${h}.${p}.%${s}`)),
    ...wrong("parts that are no base64", "!.~.!"),

    ...unlike("a JWT without its signature", changed((h, p) => `${h}.${p}`)),
    ...unlike("a JWT with a fourth part", changed((h, p, s) => `${h}.${p}.${s}.`)),
    ...unlike("a JWE of five parts", changed((h, p, s) => `${h}.${p}.${s}.${p}.${s}`)),
    ...unlike(
      "a JWS as JSON",
      changed((h, payload, signature) => JSON.stringify({ protected: h, payload, signature })),
    ),

    ...wrong("a header that is no JSON", () => signJwt("{", claims(), keys.jwtSecret)),
    ...wrong("a header that is null", () => signJwt("null", claims(), keys.jwtSecret)),
    ...wrong("a header that is a list", () => signJwt([HS256], claims(), keys.jwtSecret)),
    ...wrong(
      "a header that is not UTF-8",
      () => signJwt(new Uint8Array([0x7b, 0xff, 0x7d]), claims(), keys.jwtSecret),
    ),
    ...wrong(
      "alg twice, none last",
      () => signJwt(`{"alg":"HS256","alg":"none"}`, claims(), keys.jwtSecret),
    ),
    ...wrong(
      "parts that are signed without being encoded",
      () => signParts(`{"alg":"HS256"}`, `{}`, keys.jwtSecret),
    ),
    ...forgedHeaders(subject),
  ];
}
