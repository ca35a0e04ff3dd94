/** Requests of every kind of caller in which every part that a caller writes is marked. */
import { asBearer, BATCH_PATHS, type FunctionName, ORG_A, PATHS, post } from "./apps.ts";
import { createForge } from "./jwts.ts";
import { jsonHeaders } from "./refusals.ts";
import { SUBJECT } from "./subject.ts";
import { hashToken } from "./tokens.ts";

/** Stands in every value that a caller sends, credentials aside; no log line may show it. */
export const MARK = "zq7";

/** Every header that a caller may send, besides its credentials. */
const HEADERS = Object.fromEntries(
  [
    ...["apikey", "baggage", "cookie", "forwarded", "if-none-match", "origin", "prefer", "range"],
    ...["referer", "traceparent", "user-agent", "x-client-info", "x-forwarded-for", "x-real-ip"],
  ].map((name) => [name, `${MARK}-${name}`]),
);

/** The document of every upsert and filter. */
export const DOCUMENT = { [`${MARK}-key`]: [`${MARK}-value`, { [MARK]: "select zq7 from zq7" }] };
const ROW = {
  company_domain: `https://www.${MARK}-domain.com/${MARK}?${MARK}#${MARK}`,
  company_name: `${MARK} name`,
  company_description: `${MARK} description`,
  raw_parallel_output: DOCUMENT,
  parallel_run_id: `${MARK}-run`,
  processor: `${MARK}-processor`,
};
const BATCH = {
  items: [
    ROW,
    { ...ROW, company_domain: `${MARK}-other.com` },
    { ...ROW, company_domain: `${MARK}-other.com` },
    { ...ROW, company_domain: `${MARK}@${MARK}.com` },
    { [MARK]: MARK },
    { ...ROW, source_submission_id: SUBJECT.sources.submissionId },
  ],
};
const QUERIES = [
  { company_domain: ROW.company_domain, fields: ["company_name"] },
  { company_domains: [`${MARK}-a.com`, `${MARK} none`], include_total: true },
  { processor: ROW.processor, parallel_run_id: ROW.parallel_run_id, contains: DOCUMENT },
  { contains: { [`${MARK}'"\\,(){}*%`]: MARK }, updated_since: "2026-01-01T00:00:00Z" },
  { limit: 1 },
  { search: `${MARK} "${MARK} &!"`, pointer: `/${MARK}` },
  { search: `"${MARK}` },
  { pointer: MARK },
  { cursor: `${MARK}-cursor` },
  { [`${MARK}-field`]: MARK },
].map((body) => ({ org_id: ORG_A, ...body }));

const forge = createForge(SUBJECT);
/** The credentials of each kind of caller of the query, and of some who are refused. */
const callers = async () => [
  jsonHeaders(SUBJECT),
  ...[
    SUBJECT.keys.superAdminApiKey,
    SUBJECT.tokens.good,
    SUBJECT.tokens.revoked,
    await forge.session(),
    await forge.superAdmin(),
    await forge.session({ [MARK]: MARK, exp: 1 }),
    `${MARK}-unknown-token`,
  ].map(asBearer),
];

/** Every request of every caller, each part of it marked. */
export async function listRequests(): Promise<[FunctionName, Request][]> {
  const search = `?${MARK}=${MARK}&apikey=${MARK}`;
  const marked = (path: string, body: unknown, headers: Record<string, string>) =>
    post(path + search, body, { ...HEADERS, ...headers });
  const internal = jsonHeaders(SUBJECT);
  return [
    ...PATHS.upsert.map((path): [FunctionName, Request] => ["upsert", marked(path, ROW, internal)]),
    ["upsert", marked(PATHS.upsert[0], { ...ROW, [MARK]: MARK }, internal)],
    ["upsert", marked(PATHS.upsert[0], `{"${MARK}`, internal)],
    ["upsert", marked(PATHS.upsert[0], ROW, asBearer(`${MARK}-wrong-key`))],
    ...BATCH_PATHS.map((path): [FunctionName, Request] => [
      "upsert",
      marked(path, BATCH, internal),
    ]),
    ...(await callers()).flatMap((headers) =>
      QUERIES.map((body): [FunctionName, Request] => [
        "query",
        marked(PATHS.query[0], body, headers),
      ])
    ),
    ...(["upsert", "query"] as const).map((name): [FunctionName, Request] => [
      name,
      new Request(`http://functions.test${PATHS[name][0]}/health${search}`, { headers: HEADERS }),
    ]),
  ];
}

/** The keys, the credentials of all requests, and the hashes that the database has of them. */
export async function listSecrets(serviceKey: string): Promise<string[]> {
  const tokens = Object.values(SUBJECT.tokens);
  const hashes = await Promise.all(tokens.map(hashToken));
  const given = (await callers()).map(({ authorization }) => authorization!.split(" ")[1]!);
  return [serviceKey, ...Object.values(SUBJECT.keys), ...tokens, ...hashes, ...given];
}
