/** Requests with good credentials and no org, or one that they do not reach. */
import { createForge } from "../../support/jwts.ts";
import {
  forBoth,
  jsonHeaders,
  type Refusal,
  SECRET,
  type Subject,
} from "../../support/refusals.ts";
import { badToken, LOOKED_UP, NO_ORG, type Token, withToken } from "./unauthorized.ts";

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
};
const WITHOUT_ORG = {
  status: 400,
  code: "org_id_required",
  sentence: /^org_id is required for super-admin ICP job title queries$/,
};

/** Values of the org's header that are no uuid. */
const badOrgs = (orgA: string, orgB: string) => [
  ...[SECRET, "*", "null", "undefined", "0", "eq.x", "in.(x)", "../x", "\u00a0x"],
  ...[`{${orgA}}`, `urn:uuid:${orgA}`, `"${orgA}"`, `${orgA},${orgB}`, `${orgA} ${orgB}`],
  ...[orgA.slice(0, -1), `${orgA}0`, orgA.replaceAll("-", ""), `${orgA},id.gt.0`],
  ...["g".repeat(8), `${orgA}%00`, `${orgA}\u00e9`],
];

/** An org that is missing, is none, or is another's. */
export function orgRefusals(subject: Subject): Refusal[] {
  const { keys, orgA, orgB, tokens } = subject;
  const forge = createForge(subject);
  const { "x-internal-org-id": _, ...orgless } = jsonHeaders(subject);
  const asOrg = (orgId: string) => jsonHeaders(subject, orgId);
  const query = (
    name: string,
    token: Token,
    expected: Omit<Refusal, "name" | "function" | "headers">,
  ): Refusal => ({ name, function: "query", headers: withToken(subject, token), ...expected });
  const askingForB = { ...OTHER_ORG, body: `{"org_id":"${orgB}"}` };

  return [
    ...forBoth({ name: "no org", headers: orgless, ...NO_ORG }),
    ...["", " ", "\t", "\u00a0"].flatMap((orgId) =>
      forBoth({ name: `an org of ${JSON.stringify(orgId)}`, headers: asOrg(orgId), ...NO_ORG })
    ),
    ...badOrgs(orgA, orgB).flatMap((orgId) =>
      forBoth({ name: `the org ${JSON.stringify(orgId)}`, headers: asOrg(orgId), ...BAD_ORG })
    ),
    ...forBoth({
      name: "two orgs",
      headers: [...Object.entries(asOrg(orgA)), ["x-internal-org-id", orgB]],
      ...BAD_ORG,
    }),
    ...forBoth({
      name: "the same org twice",
      headers: [...Object.entries(asOrg(orgA)), ["x-internal-org-id", orgA]],
      ...BAD_ORG,
    }),
    ...forBoth({
      name: "an org in the query string",
      search: `?x-internal-org-id=${orgA}&org_id=${orgA}`,
      headers: orgless,
      ...NO_ORG,
    }),
    ...forBoth({
      name: "an org in the body alone",
      headers: orgless,
      body: `{"org_id":"${orgA}"}`,
      ...NO_ORG,
    }),
    ...badToken(subject, "a wrong key with no org that is one", "a-wrong-key", "api_token")
      .map((refusal) => ({
        ...refusal,
        headers: { ...asOrg(SECRET), authorization: "Bearer a-wrong-key" },
      })),

    query("the super-admins' key without org_id", keys.superAdminApiKey, WITHOUT_ORG),
    query("the super-admins' key with a null org_id", keys.superAdminApiKey, {
      ...WITHOUT_ORG,
      body: `{"org_id":null}`,
    }),
    query("a super-admin's JWT without org_id", () => forge.superAdmin(), {
      ...WITHOUT_ORG,
      sent: [...LOOKED_UP.super_admin],
    }),
    query("another org by the internal key", keys.internalApiKey, askingForB),
    query("another org by a session", () => forge.session(), askingForB),
    {
      ...query("another org by a session that names it in the header too", "", askingForB),
      headers: async () => ({
        ...asOrg(orgB),
        authorization: `Bearer ${await forge.session()}`,
      }),
    },
    query("another org by an API token", tokens.good, {
      ...askingForB,
      sent: [...LOOKED_UP.api_token],
    }),
  ];
}
