/** The reads of the contract where a streaming replica answers them. */
import { assert, assertEquals } from "@std/assert";
import { readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { createApps } from "../support/apps.ts";
import { type Replicated, startReplicated } from "../support/replica.ts";
import { testReads, useSubject } from "./suite.ts";
import { allowCredentials, makeTurningKeys, sendToApps, type Target } from "./target.ts";

let replicated: Replicated;

async function openBehindReplica(): Promise<Target> {
  replicated = await startReplicated();
  await allowCredentials(replicated.databases.primary);
  const settings = readQuerySettings({
    ...makeTurningKeys(),
    SUPABASE_URL: replicated.url,
    SUPABASE_SERVICE_ROLE_KEY: replicated.serviceKey,
  });
  const { supabaseUrl, serviceKey } = settings;
  const apps = createApps({ supabaseUrl, serviceKey, settings, now: () => new Date() });
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

const READS = [
  "/rest/v1/icp_job_titles",
  "/rest/v1/rpc/page_of_icp_job_titles",
  "/rest/v1/rpc/read_icp_job_titles",
  "/rest/v1/rpc/find_icp_job_titles",
  "/rest/v1/rpc/count_matching_icp_job_titles",
  "/rest/v1/super_admins",
];
/** Characters in a URL from which on a read may go by POST. */
const LONG = 3400;

Deno.test("the lookup, listings, searches and counts reached the replica, and writes the primary", () => {
  const { routed } = replicated;
  const linesTo = (place: string) =>
    new Set(routed.filter(({ to }) => to === place).map(({ line }) => line));
  const atReplica = linesTo("replica");
  assertEquals(READS.filter((path) => !atReplica.has(`GET ${path}`)), []);
  const atPrimary = linesTo("primary");
  for (
    const write of [
      "POST /rest/v1/icp_job_titles",
      "POST /rest/v1/rpc/write_icp_job_titles",
      "PATCH /rest/v1/api_tokens",
    ]
  ) {
    assert(atPrimary.has(write), `${write} did not reach the primary.`);
  }
});

Deno.test("of the reads only those with long arguments went to the primary, and the look-up of tokens", () => {
  const read = replicated.routed.filter(({ line, to }) =>
    to === "primary" && READS.slice(1).includes(line.split(" ")[1]!)
  );
  const short = read.filter(({ line, body }) =>
    !line.includes("super_admins") && new URLSearchParams(JSON.parse(body)).toString().length < LONG
  );
  assertEquals(short, []);
});
