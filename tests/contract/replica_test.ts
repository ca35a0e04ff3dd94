/** The reads of the contract where a streaming replica answers them. */
import { assert, assertEquals } from "@std/assert";
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { asBearer, createApps, PATHS, post } from "../support/apps.ts";
import { readPage } from "../support/query.ts";
import { pauseReplica, type Replicated, startReplicated } from "../support/replica.ts";
import { asWorker } from "./callers.ts";
import { upsert } from "./requests.ts";
import { testReads, useSubject } from "./suite.ts";
import { allowCredentials, makeTurningKeys, sendToApps, type Target } from "./target.ts";

let replicated: Replicated;

async function openBehindReplica(): Promise<Target> {
  replicated = await startReplicated();
  await allowCredentials(replicated.databases.primary);
  const settings = readQuerySettings({
    ...makeTurningKeys(),
    SUPABASE_URL: replicated.url,
    READS_URL: replicated.readsUrl,
    SUPABASE_SERVICE_ROLE_KEY: replicated.serviceKey,
  });
  const apps = createApps({ ...settings, settings, now: () => new Date() });
  return {
    run: crypto.randomUUID(),
    settings,
    isOurs: true,
    send: sendToApps(apps),
    async stop() {
      await Promise.all(apps.background);
      await replicated[Symbol.asyncDispose]();
    },
  };
}

const subject = useSubject(openBehindReplica);
testReads(subject);

/** What reads rows, and goes to a replica where it can. */
const READS = [
  "icp_job_titles",
  "rpc/page_of_icp_job_titles",
  "rpc/read_icp_job_titles",
  "rpc/find_icp_job_titles",
  "rpc/count_matching_icp_job_titles",
].map((name) => `/rest/v1/${name}`);
/** Characters of arguments from which on a read may go by POST. */
const LONG = 3400;

Deno.test("of the reads the replica answered all but those with long arguments", () => {
  const { routed } = replicated;
  const found = routed.filter(({ line }) => READS.includes(line.split(" ")[1]!));
  const atReplica = new Set(found.filter(({ to }) => to === "replica").map(({ line }) => line));
  assertEquals([...atReplica].sort(), READS.map((path) => `GET ${path}`).sort());
  const long = found.filter(({ to, line }) => to === "primary" && line.includes("/rpc/"));
  assert(long.length > 0);
  for (const { line, body } of long) {
    const { length } = new URLSearchParams(JSON.parse(body)).toString();
    assert(line.startsWith("POST ") && length >= LONG, `${line} of ${length} characters`);
  }
});

Deno.test("what writes, and what tells who may read, went to the primary", () => {
  const lines = new Set(
    replicated.routed.filter(({ to }) => to === "primary").map(({ line }) => line),
  );
  const expected = [
    "POST /rest/v1/icp_job_titles",
    "POST /rest/v1/rpc/write_icp_job_titles",
    "PATCH /rest/v1/api_tokens",
    "POST /rest/v1/rpc/find_api_token",
    "GET /rest/v1/super_admins",
  ];
  assertEquals(expected.filter((line) => !lines.has(line)), []);
});

// The last one: from here on the replica stays behind.
Deno.test("behind a replica that lags a write is seen by who reads from the primary, and a revoked token opens nothing", async () => {
  const { addOrg, addToken, dataApi } = subject();
  const orgId = await addOrg();
  const token = await addToken(orgId);
  const headers = asWorker(subject(), orgId);
  await pauseReplica(replicated);
  const item = { company_domain: "fresh.com", raw_parallel_output: {} };
  const { id } = await upsert(subject(), item, { orgId });
  await dataApi.rows((client) =>
    client.from("api_tokens").update({ revoked_at: new Date().toISOString() }).eq("org_id", orgId)
  );

  const fromPrimary = { ...headers, "x-read-from": "primary" };
  for (
    const body of [
      { company_domain: "fresh.com" },
      { company_domains: ["fresh.com"] },
      { include_total: true },
    ]
  ) {
    const behind = await readPage(subject(), body, { headers });
    const now = await readPage(subject(), body, { headers: fromPrimary });
    assertEquals([behind.data, now.data.map((row) => row.id)], [[], [id]]);
    if ("company_domains" in body) {
      assertEquals([behind.not_found, now.not_found], [["fresh.com"], []]);
    }
    if ("include_total" in body) {
      assertEquals([behind.pagination.total, now.pagination.total], [0, 1]);
    }
  }
  const refused = await subject().fetch("query", post(PATHS.query[0], {}, asBearer(token)));
  assertEquals(refused.status, 401);
});
