/** Whether the service works on a database whose pipeline tables another service has made. */
import { assert, assertEquals } from "@std/assert";
import { asBearer, asInternal, createApps, PATHS, post } from "./apps.ts";
import { flagsOf, runBackfillHere } from "./backfill.ts";
import { startTestDataApi } from "./database.ts";
import { compareLines, describePipeline, type ExistingPipeline } from "./existing_pipeline.ts";
import { createApiToken } from "./live_apps.ts";

const TOKEN = "an-existing-token";

/** Writes, reads as the worker and as a tenant, and backfills; none of it touches past work. */
export async function checkService(database: ExistingPipeline): Promise<void> {
  const { sql, past } = database;
  await createApiToken(database, TOKEN);
  const { data: before } = await describePipeline(sql);
  await using dataApi = await startTestDataApi(database);
  const apps = createApps({ supabaseUrl: dataApi.url, serviceKey: dataApi.serviceKey });
  const ask = async (name: "upsert" | "query", body: unknown, headers: HeadersInit) => {
    const response = await apps.fetch(name, post(PATHS[name][0], body, headers));
    assertEquals(response.status, 200);
    return await response.json();
  };

  const source = {
    source_submission_id: past.submissionId,
    source_pipeline_run_id: past.runIds[0],
  };
  const row = { company_domain: "www.written.example", raw_parallel_output: {}, ...source };
  const { data: stored } = await ask("upsert", row, asInternal());
  assertEquals(stored.source_submission_id, past.submissionId);
  const found = await ask("query", { company_domain: "written.example" }, asBearer(TOKEN));
  assertEquals(found.data, [stored]);
  await Promise.all(apps.background);
  const [token] = await sql`select last_used_at from api_tokens`;
  assert(token!.last_used_at !== null);

  const backfill = await runBackfillHere(dataApi, flagsOf(past));
  assertEquals(backfill.code, 0, backfill.errors);
  const listed = await ask("query", { fields: ["company_domain"] }, asInternal());
  const domains = listed.data.map((row: { company_domain: string }) => row.company_domain);
  assertEquals(domains.sort(), ["acme.com", "beta.example", "written.example"]);
  const { lost } = compareLines(before, (await describePipeline(sql)).data);
  assertEquals(lost.map((line) => line.split(":")[0]), ["api_tokens"]);
}
