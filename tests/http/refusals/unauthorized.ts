/** How the two functions refuse credentials: in one way each, whatever is wrong with them. */
import { forBoth, jsonHeaders, type Refusal, type Subject } from "../../support/refusals.ts";

const UNAUTHORIZED = {
  status: 401,
  code: "unauthorized",
  responseHeaders: { "www-authenticate": "Bearer" },
};

/** No credentials, or none in a form that is looked at. */
export const NO_TOKEN = {
  ...UNAUTHORIZED,
  cause: "no_token",
  sentence: "Give credentials as the header Authorization: Bearer <token>.",
};

/** The internal key without an org. */
export const NO_ORG = {
  ...UNAUTHORIZED,
  cause: "no_org",
  sentence: "Give the org's id as the header x-internal-org-id.",
};

const BAD_TOKEN = {
  ...UNAUTHORIZED,
  sentence: "The credentials are not valid. Check the token, and that it has not expired.",
};

/** As what the query function judges a token, and what it looks up for that. */
export const LOOKED_UP = {
  api_token: ["POST /rest/v1/rpc/find_api_token"],
  jwt: [],
  super_admin: ["GET /rest/v1/super_admins"],
} as const;

/** A kind of token, by the name that the log gives it. */
type Kind = keyof typeof LOOKED_UP;

/** A token, or what makes it. */
export type Token = string | (() => string | Promise<string>);

/** The headers of a caller with one token, made once, who names org A besides. */
export function withToken(subject: Subject, token: Token): () => Promise<Record<string, string>> {
  const make = async () => ({
    ...jsonHeaders(subject),
    authorization: `Bearer ${typeof token === "string" ? token : await token()}`,
  });
  let made: ReturnType<typeof make> | undefined;
  return () => made ??= make();
}

/**
 * A token that both functions refuse.
 *
 * @param kind As what the query judges it; to the upsert every token is a wrong internal key.
 */
export function badToken(
  subject: Subject,
  name: string,
  token: Token,
  kind: Kind,
  more: Pick<Refusal, "needsClock" | "cannotTravel"> = {},
): Refusal[] {
  const headers = withToken(subject, token);
  const [upsert, query] = forBoth({ name, headers, ...BAD_TOKEN, ...more });
  return [
    { ...upsert!, cause: "internal_key" },
    { ...query!, cause: kind, sent: [...LOOKED_UP[kind]] },
  ];
}
