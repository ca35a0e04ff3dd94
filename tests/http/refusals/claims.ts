/** Requests with a JWT that is signed as it should be and says what it should not. */
import { createForge, signJwt } from "../../support/jwts.ts";
import { type Refusal, SECRET, type Subject } from "../../support/refusals.ts";
import { badToken } from "./unauthorized.ts";

/** Values of no time. */
const NO_TIMES = [null, "", true, [], {}];
/** Values of no org. */
const NO_ORGS = [undefined, null, "", "org-a", 7, true, [], {}, "*", SECRET];
/** Values of no text that names somebody. */
const NO_NAMES = [null, "", 7, true, [], {}];
/** Values of `type` that no session has. */
const NO_TYPES = [null, "", "Session", "session ", "refresh", "access", "super_admin", 1, true, {}];
/** The same of super-admins. */
const NO_ADMIN_TYPES = [undefined, null, "", "Super_Admin", "super-admin", "admin", 1, true];

/** A JWT by the right secret with wrong claims. */
export function claimRefusals(subject: Subject): Refusal[] {
  const { keys, orgA, orgB } = subject;
  const { session, superAdmin, seconds, sessionClaims, superAdminClaims } = createForge(subject);
  const wrong = (name: string, token: () => Promise<string>) =>
    badToken(subject, name, token, "jwt");
  const wrongNow = (name: string, token: () => Promise<string>) =>
    badToken(subject, name, token, "jwt", { needsClock: true });
  /** A kind of JWT with one claim of each value. */
  const each = (kind: string, mint: typeof session, claim: string, values: unknown[]) =>
    values.flatMap((value) =>
      wrong(`a ${kind} whose ${claim} is ${JSON.stringify(value)}`, () => mint({ [claim]: value }))
    );
  const sessionWith = (claim: string, values: unknown[]) => each("session", session, claim, values);
  const superAdminWith = (claim: string, values: unknown[]) =>
    each("super-admin", superAdmin, claim, values);
  const bothWith = (claim: string, values: unknown[]) => [
    ...sessionWith(claim, values),
    ...superAdminWith(claim, values),
  ];
  /** A payload that JSON.stringify cannot write. */
  const raw = (name: string, payload: () => unknown) =>
    wrong(name, () => signJwt({ alg: "HS256" }, payload(), keys.jwtSecret));
  const membersOf = (claims: unknown) => JSON.stringify(claims).slice(1, -1);

  return [
    ...bothWith("exp", [undefined, ...NO_TIMES, 0, -1, -1e300]),
    ...bothWith("nbf", NO_TIMES),
    ...bothWith("iat", NO_TIMES),
    ...wrong("a session whose exp is text", () => session({ exp: String(seconds() + 300) })),
    ...wrong("an expired session", () => session({ exp: seconds() - 60 })),
    ...wrong("an expired super-admin", () => superAdmin({ exp: seconds() - 60 })),
    ...wrong("a session that expired within a second", () => session({ exp: seconds() - 60.5 })),
    ...wrong("a session that is not yet valid", () => session({ nbf: seconds() + 200 })),
    ...wrong("a super-admin that is not yet valid", () => superAdmin({ nbf: seconds() + 200 })),
    ...wrongNow("a session that expires this second", () => session({ exp: seconds() })),
    ...wrongNow("a super-admin that expires this second", () => superAdmin({ exp: seconds() })),
    ...wrongNow(
      "a session that is valid from the next second",
      () => session({ nbf: seconds() + 1 }),
    ),

    ...sessionWith("org_id", [
      ...NO_ORGS,
      [orgA],
      { id: orgA },
      `${orgA} `,
      `{${orgA}}`,
      `urn:uuid:${orgA}`,
      `${orgA},${orgB}`,
      `${orgA},id.gt.0`,
      orgA.replaceAll("-", ""),
    ]),
    ...sessionWith("sub", [undefined, ...NO_NAMES]),
    ...sessionWith("user_id", NO_NAMES),
    ...sessionWith("type", [...NO_TYPES, ["session"]]),
    ...superAdminWith("type", [...NO_ADMIN_TYPES, ["super_admin"], "session"]),
    ...superAdminWith("sub", [undefined, ...NO_NAMES, "1", `${subject.operator.id},or`]),
    ...superAdminWith("email", [undefined, ...NO_NAMES, [subject.operator.email]]),
    ...wrong(
      "a session by the secret of super-admins",
      () => session({ type: "session" }, { secret: keys.superAdminJwtSecret }),
    ),
    ...wrong(
      "a super-admin's claims and a session's type by the secret of super-admins",
      () => superAdmin({ ...sessionClaims(), type: "session" }),
    ),
    ...wrong(
      "a super-admin's claims in a session",
      () => session({ ...superAdminClaims(), org_id: orgA }),
    ),
    ...wrong(
      "an org with a Cyrillic letter",
      () => session({ org_id: orgA.replace(/^./, "\u0430") }),
    ),

    ...raw("a payload that is no JSON", () => "{"),
    ...raw("a payload that is null", () => "null"),
    ...raw("a payload that is a number", () => "7"),
    ...raw("a payload that is text", () => `"${SECRET}"`),
    ...raw("a payload that is a list", () => [sessionClaims()]),
    ...raw("a payload with NaN as exp", () => `{"sub":"u","org_id":"${orgA}","exp":NaN}`),
    ...raw("a payload that is not UTF-8", () => {
      const bytes = new TextEncoder().encode(`{"sub":"x",${membersOf(sessionClaims())}}`);
      return bytes.with(bytes.indexOf(0x78), 0xff);
    }),
    ...raw(
      "a payload in UTF-16",
      () =>
        new Uint8Array(
          Uint16Array.from(JSON.stringify(sessionClaims()), (c) => c.charCodeAt(0)).buffer,
        ),
    ),
    ...raw(
      "type twice, the last one wrong",
      () => `{"type":"session",${membersOf(sessionClaims())},"type":"super_admin"}`,
    ),
    ...raw("exp twice, the last one past", () => `{${membersOf(sessionClaims())},"exp":1}`),
    ...raw(
      "org_id twice, the last one none",
      () => `{${membersOf(sessionClaims())},"org_id":null}`,
    ),
    ...raw(
      "claims under __proto__",
      () => `{"__proto__":${JSON.stringify(sessionClaims())}}`,
    ),
  ];
}
