import { assertEquals } from "@std/assert";
import {
  type Apps,
  asBearer,
  asInternal,
  BATCH_PATHS,
  createApps,
  mintSuperAdmin,
  ORG_A,
  PATHS,
  post,
} from "../support/apps.ts";
import { startFailingProxy } from "../support/failing_proxy.ts";
import { startStandIn, writeRows } from "../support/stand_in.ts";

const HEAD = `{"id":"${ORG_A}","created_at":"2026-01-01T00:00:00+00:00","company_domain":"a.com"}`;
const NAMED = { company_domain: "b.com", company_name: "B", raw_parallel_output: {} };
const UNNAMED = { company_domain: "a.com", raw_parallel_output: {} };

type Send = (apps: Apps, init: RequestInit) => Promise<Response>;

/** Asks for something as an internal caller. */
function query(body: unknown): Send {
  return (apps, init) => apps.fetch("query", post(PATHS.query[0], body, asInternal(), init));
}

/** Each call to the Data API during which a caller may leave: its path, and what asks for it. */
const CALLS: [name: string, path: string, send: Send][] = [
  [
    "the lookup of an API token",
    "rpc/find_api_token",
    (apps, init) => apps.fetch("query", post(PATHS.query[0], {}, asBearer("token"), init)),
  ],
  [
    "the lookup of a super-admin",
    "super_admins",
    async (apps, init) => {
      const headers = asBearer(await mintSuperAdmin());
      return await apps.fetch("query", post(PATHS.query[0], { org_id: ORG_A }, headers, init));
    },
  ],
  [
    "the first request of a batch",
    "rpc/write_icp_job_titles",
    (apps, init) =>
      apps.fetch("upsert", post(BATCH_PATHS[0]!, { items: [UNNAMED, NAMED] }, asInternal(), init)),
  ],
  ["the lookup of one company", "icp_job_titles", query({ company_domain: "a.com" })],
  ["the count", "rpc/count_matching_icp_job_titles", query({ include_total: true })],
  ["the page", "rpc/page_of_icp_job_titles", query({})],
  [
    "the look for what is not found",
    "rpc/read_icp_job_titles",
    query({ company_domains: ["a.com"], offset: 1 }),
  ],
];

for (const [name, path, send] of CALLS) {
  Deno.test(`a caller that leaves during ${name} ends that call, and no other follows`, async () => {
    await using dataApi = startStandIn((_request, { path }) =>
      new Response(path.includes("page_of") ? writeRows([HEAD]) : `[[${HEAD}]]`)
    );
    const arrived = Promise.withResolvers<void>();
    await using proxy = await startFailingProxy(dataApi.supabaseUrl, {
      before(request) {
        const place = request.path + (request.count > 1 ? `, ${request.count}` : "");
        if (place !== `/rest/v1/${path}`) return undefined;
        arrived.resolve();
        return "hang";
      },
    });
    const apps = createApps({ ...dataApi, supabaseUrl: proxy.url });
    const caller = new AbortController();
    const answer = send(apps, { signal: caller.signal });
    await arrived.promise;
    const sent = apps.sent.length;
    caller.abort();
    // What hangs there ends when its connection does.
    await proxy.settle();
    const { status } = await answer;
    assertEquals([status, apps.sent.length], [499, sent]);
    assertEquals(apps.logs.map(({ level, code }) => [level, code]), [["info", "caller_left"]]);
  });
}
