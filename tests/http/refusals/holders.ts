/** Requests with a credential that is in order, whose holder is not. */
import { createForge } from "../../support/jwts.ts";
import type { Refusal, Subject } from "../../support/refusals.ts";
import { hashToken } from "../../support/tokens.ts";
import { badToken, LOOKED_UP, withToken } from "./unauthorized.ts";

/** API tokens that are no longer good, or never were, and super-admins who are none. */
export function holderRefusals(subject: Subject): Refusal[] {
  const { tokens, former, operator, orgA } = subject;
  const { superAdmin } = createForge(subject);
  const token = (name: string, text: string | (() => Promise<string>)) =>
    badToken(subject, name, text, "api_token");
  const admin = (name: string, claims: Record<string, unknown>) =>
    badToken(subject, name, () => superAdmin(claims), "super_admin");
  const sub = orgA;

  return [
    ...token("an unknown API token", "an-api-token-that-is-unknown"),
    ...token("a revoked API token", tokens.revoked),
    ...token("an expired API token", tokens.expired),
    ...badToken(subject, "an API token that expires now", tokens.expiresNow, "api_token", {
      needsClock: true,
    }),
    ...token("an API token of a deleted org", tokens.ofDeletedOrg),
    ...token("the hash of an API token", () => hashToken(tokens.good)),
    ...token("the hash of an API token as bytea", async () => `\\x${await hashToken(tokens.good)}`),
    ...token("an API token in capitals", tokens.good.toUpperCase()),
    ...token("an API token with a letter behind it", `${tokens.good}x`),
    ...token("an API token without its last character", tokens.good.slice(0, -1)),
    ...token("the start of an API token and a wildcard", `${tokens.good.slice(0, 8)}%`),
    ...token("two API tokens in one", tokens.good + tokens.good),
    ...badToken(subject, "a good API token in three parts", tokens.likeJwt, "jwt"),
    ...badToken(subject, "an unknown token in three parts", "three.part.token", "jwt"),

    ...admin("a super-admin that is gone", { sub }),
    ...admin("a super-admin that is inactive", { sub: former.id, email: former.email }),
    ...admin("an inactive super-admin's id with an active one's email", { sub: former.id }),
    ...admin("an active super-admin's id with an inactive one's email", { email: former.email }),
    ...admin("a super-admin with a blank behind the email", { email: `${operator.email} ` }),
    ...admin("a super-admin with the start of the email", { email: operator.email.slice(0, -1) }),
    ...["%", "*", "null", "undefined", "ilike.*"].flatMap((email) => [
      ...admin(`a super-admin whose email is "${email}"`, { email }),
      ...admin(`a super-admin that is gone and whose email is "${email}"`, { sub, email }),
    ]),
    ...badToken(
      subject,
      "a super-admin whose type is a session's",
      () => superAdmin({ type: "session", org_id: orgA }),
      "jwt",
    ),
    {
      name: "a super-admin's JWT with an org in its claims, which is not the body's",
      function: "query",
      headers: withToken(subject, () => superAdmin({ org_id: orgA, user_id: "u" })),
      status: 400,
      code: "org_id_required",
      sentence: "org_id is required for super-admin ICP job title queries",
      sent: [...LOOKED_UP.super_admin],
    },
  ];
}
