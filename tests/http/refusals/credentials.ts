/** Requests refused for their credentials, or for the org that they ask for. */
import {
  asBearer,
  asInternal,
  KEYS,
  mintJwt,
  mintSession,
  mintSuperAdmin,
  NOW_SECONDS,
  OPERATOR,
  ORG_A,
  ORG_B,
} from "../../support/apps.ts";
import { forBoth, type Refusal, SECRET } from "../../support/refusals.ts";

const CHALLENGE = { "www-authenticate": "Bearer" };
const NO_TOKEN = {
  status: 401,
  code: "unauthorized",
  sentence: "Give credentials as the header Authorization: Bearer <token>.",
  responseHeaders: CHALLENGE,
};
const BAD_TOKEN = {
  ...NO_TOKEN,
  sentence: "The credentials are not valid. Check the token, and that it has not expired.",
};
const NO_ORG = { ...NO_TOKEN, sentence: "Give the org's id as the header x-internal-org-id." };
const BAD_ORG = {
  status: 422,
  code: "validation_failed",
  sentence: "The header x-internal-org-id must be a uuid.",
  issues: ["x-internal-org-id: Expected a uuid."],
};
const OTHER_ORG = {
  status: 403,
  code: "org_forbidden",
  sentence: "The credentials belong to another org. Leave out org_id, or give your own.",
  body: `{"org_id":"${ORG_B}"}`,
};
const SUPER_ADMIN_WITHOUT_ORG = {
  status: 400,
  code: "org_id_required",
  sentence: /^org_id is required for super-admin ICP job title queries$/,
};
const LOOKS_UP_TOKEN = ["GET /rest/v1/api_tokens"];
const LOOKS_UP_OPERATOR = ["GET /rest/v1/super_admins"];

const key = KEYS.internalApiKey;
const json = { "content-type": "application/json" };
const authorization = (value: string) => ({ ...json, ...asInternal(), authorization: value });
const org = (id: string) => ({ ...json, ...asInternal(id) });
const withoutOrg = { ...json, ...asBearer(key) };

/** One credential that the query function refuses. */
function query(
  name: string,
  token: () => string | Promise<string>,
  expected: Omit<Refusal, "name" | "function" | "headers">,
): Refusal {
  const headers = async () => ({ ...json, ...asBearer(await token()) });
  return { name, function: "query", headers, ...expected };
}

export const CREDENTIAL_REFUSALS: Refusal[] = [
  ...forBoth({ name: "no credentials", headers: json, ...NO_TOKEN }),
  ...forBoth({ name: "no credentials and no body", headers: {}, body: "", ...NO_TOKEN }),
  ...forBoth({ name: "an empty header", headers: authorization(""), ...NO_TOKEN }),
  ...forBoth({ name: "an empty token", headers: authorization("Bearer "), ...NO_TOKEN }),
  ...forBoth({ name: "a key without a scheme", headers: authorization(key), ...NO_TOKEN }),
  ...forBoth({ name: "another scheme", headers: authorization(`Basic ${btoa(key)}`), ...NO_TOKEN }),
  ...forBoth({ name: "two tokens", headers: authorization(`Bearer ${key} ${key}`), ...NO_TOKEN }),
  ...forBoth({ name: "a tab", headers: authorization(`Bearer\t${key}`), ...NO_TOKEN }),
  ...forBoth({ name: "a letter of Latin-1", headers: authorization("Bearer \u00e9"), ...NO_TOKEN }),
  ...forBoth({
    name: "two headers",
    headers: [...Object.entries(org(ORG_A)), ["authorization", `Bearer ${key}`]],
    ...NO_TOKEN,
  }),
  ...forBoth({
    name: "a token of 1 MB",
    headers: authorization(`Bearer ${SECRET.repeat(100_000)}`),
    ...NO_TOKEN,
  }),
  ...["", " ", SECRET].flatMap((id) =>
    forBoth({
      name: `an org of "${id}"`,
      headers: org(id),
      ...(id.trim() === "" ? NO_ORG : BAD_ORG),
    })
  ),
  ...forBoth({ name: "no org", headers: withoutOrg, ...NO_ORG }),
  ...forBoth({
    name: "two orgs",
    headers: [...Object.entries(org(ORG_A)), ["x-internal-org-id", ORG_B]],
    ...BAD_ORG,
  }),
  ...[`x${key}`, `${key}x`, key.slice(0, -1), key.toUpperCase(), `"${key}"`, `${key},${key}`]
    .flatMap((token) =>
      forBoth({ name: `the key ${token}`, headers: authorization(`Bearer ${token}`), ...BAD_TOKEN })
        .map((refusal) =>
          refusal.function === "query" ? { ...refusal, sent: LOOKS_UP_TOKEN } : refusal
        )
    ),
  {
    name: "a key of super-admins",
    function: "upsert",
    headers: authorization(`Bearer ${KEYS.superAdminApiKey}`),
    ...BAD_TOKEN,
  },
  {
    name: "a session",
    function: "upsert",
    headers: async () => authorization(`Bearer ${await mintSession()}`),
    ...BAD_TOKEN,
  },
  query("an unknown API token", () => "unknown", { ...BAD_TOKEN, sent: LOOKS_UP_TOKEN }),
  query("a revoked API token", () => "revoked", { ...BAD_TOKEN, sent: LOOKS_UP_TOKEN }),
  query("an expired API token", () => "expired", { ...BAD_TOKEN, sent: LOOKS_UP_TOKEN }),
  query("an API token that expires now", () => "expires-now", {
    ...BAD_TOKEN,
    sent: LOOKS_UP_TOKEN,
  }),
  query("an API token with a filter in it", () => "x,revoked_at.not.is.null)", {
    ...BAD_TOKEN,
    sent: LOOKS_UP_TOKEN,
  }),
  query(
    "an expired session",
    () => mintJwt({ sub: "u", org_id: ORG_A, exp: NOW_SECONDS }),
    BAD_TOKEN,
  ),
  query("a session by another secret", () =>
    mintJwt({ sub: "u", org_id: ORG_A }, {
      secret: "x".repeat(40),
    }), BAD_TOKEN),
  query("a session of no org", () => mintJwt({ sub: "u" }), BAD_TOKEN),
  query("a refresh token", () => mintJwt({ sub: "u", org_id: ORG_A, type: "refresh" }), BAD_TOKEN),
  query("an API token in three parts", () => "three.part.token", BAD_TOKEN),
  query(
    "a super-admin by the secret of sessions",
    () => mintJwt({ type: "super_admin", sub: OPERATOR.id, email: OPERATOR.email }),
    BAD_TOKEN,
  ),
  query("a super-admin that is gone", () => mintSuperAdmin({ sub: ORG_A }), {
    ...BAD_TOKEN,
    sent: LOOKS_UP_OPERATOR,
  }),
  query(
    "a super-admin with the email of another",
    () => mintSuperAdmin({ email: "former@example.com" }),
    { ...BAD_TOKEN, sent: LOOKS_UP_OPERATOR },
  ),
  query("a super-admin whose email is a pattern", () => mintSuperAdmin({ email: "%" }), {
    ...BAD_TOKEN,
    sent: LOOKS_UP_OPERATOR,
  }),
  query("an inactive super-admin", () => mintSuperAdmin({ sub: FORMER.id, email: FORMER.email }), {
    ...BAD_TOKEN,
    sent: LOOKS_UP_OPERATOR,
  }),
  ...["undefined", "null", ""].map((email) =>
    query(
      `a super-admin that is gone and whose email is "${email}"`,
      () => mintSuperAdmin({ sub: ORG_A, email }),
      {
        ...BAD_TOKEN,
        sent: email === "" ? [] : LOOKS_UP_OPERATOR,
      },
    )
  ),
  query(
    "a super-admin by key without org_id",
    () => KEYS.superAdminApiKey,
    SUPER_ADMIN_WITHOUT_ORG,
  ),
  query("a super-admin by JWT without org_id", () => mintSuperAdmin(), {
    ...SUPER_ADMIN_WITHOUT_ORG,
    sent: LOOKS_UP_OPERATOR,
  }),
  query("a super-admin with a null org_id", () => KEYS.superAdminApiKey, {
    ...SUPER_ADMIN_WITHOUT_ORG,
    body: `{"org_id":null}`,
  }),
  { name: "another org by the internal key", function: "query", headers: org(ORG_A), ...OTHER_ORG },
  query("another org by a session", () => mintSession(), OTHER_ORG),
  query("another org by an API token", () => "good", { ...OTHER_ORG, sent: LOOKS_UP_TOKEN }),
];

/** An operator who was shut out. */
export const FORMER = {
  id: "5a5a5a5a-0000-4000-8000-000000000004",
  email: "former@example.com",
} as const;
