/** Whether the service works on a database whose pipeline tables another service has made. */
import { assert, assertEquals } from "@std/assert";
import { asBearer, asInternal, createApps, ORG_B, PATHS, post } from "./apps.ts";
import { flagsOf, runBackfillHere } from "./backfill.ts";
import { startTestDataApi } from "./database.ts";
import { compareLines, describePipeline, type ExistingPipeline } from "./existing_pipeline.ts";
import { createApiToken } from "./live_apps.ts";

const TOKEN = "an-existing-token";
const NO_ORG = "00000000-0000-4000-8000-00000000dead";
const NO_SOURCE = { source_submission_id: null, source_pipeline_run_id: null };

/**
 * Writes, reads as the worker and as a tenant, and backfills; none of it touches past work.
 *
 * @param options.there The domains of rows that are there already.
 * @param options.backfilled The domains that the backfill brings in.
 */
export async function checkService(
  database: ExistingPipeline,
  { there = [] as string[], backfilled = ["acme.com", "beta.example"] } = {},
): Promise<void> {
  const { sql, past } = database;
  await createApiToken(database, TOKEN);
  await sql`insert into orgs (id, name, slug) values (${ORG_B}, 'B', 'org-b') on conflict do nothing`;
  const { data: before } = await describePipeline(sql);
  await using dataApi = await startTestDataApi(database);
  const apps = createApps({ supabaseUrl: dataApi.url, serviceKey: dataApi.serviceKey });
  const ask = async (
    name: "upsert" | "query",
    body: unknown,
    headers: HeadersInit,
    status = 200,
  ) => {
    const response = await apps.fetch(name, post(PATHS[name][0], body, headers));
    assertEquals(response.status, status);
    return await response.json();
  };

  const source = {
    source_submission_id: past.submissionId,
    source_pipeline_run_id: past.runIds[0],
  };
  const row = { company_domain: "www.written.example", raw_parallel_output: {}, ...source };
  const { data: stored } = await ask("upsert", row, asInternal());
  assertEquals(stored.source_submission_id, past.submissionId);
  // Over the stored row: the same one, later.
  const { data: again } = await ask("upsert", row, asInternal());
  assertEquals([again.id, again.created_at], [stored.id, stored.created_at]);
  assert(again.updated_at > stored.updated_at);
  const found = await ask("query", { company_domain: "written.example" }, asBearer(TOKEN));
  assertEquals(found.data, [again]);
  // The same domain in another org is another row, and the org has to be there.
  const other = await ask("upsert", { ...row, ...NO_SOURCE }, asInternal(ORG_B));
  assert(other.data.id !== stored.id);
  const unknown = await ask("upsert", { ...row, ...NO_SOURCE }, asInternal(NO_ORG), 422);
  assertEquals(unknown.code, "unknown_org");
  const foreign = await ask("upsert", row, asInternal(ORG_B), 422);
  assertEquals(foreign.code, "source_not_in_org");
  await Promise.all(apps.background);
  const [token] = await sql`select last_used_at from api_tokens`;
  assert(token!.last_used_at !== null);

  const backfill = await runBackfillHere(dataApi, flagsOf(past));
  assertEquals(backfill.code, 0, backfill.errors);
  const listed = await ask("query", { fields: ["company_domain"] }, asInternal());
  const domains = listed.data.map((row: { company_domain: string }) => row.company_domain);
  assertEquals(domains.sort(), [...backfilled, "written.example", ...there].sort());
  const { lost } = compareLines(before, (await describePipeline(sql)).data);
  assertEquals(lost.map((line) => line.split(":")[0]), ["api_tokens"]);
}
