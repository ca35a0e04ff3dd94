/** What the backfill is measured against. */
import type postgres from "postgres";
import { rowOf, type UpsertInput } from "../../../supabase/functions/_shared/contract/bodies.ts";
import type { DataApi } from "../../../supabase/functions/_shared/data_api/client.ts";
import {
  type Members,
  type RawJson,
  readObject,
} from "../../../supabase/functions/_shared/raw_json.ts";
import { readText } from "../../support/bytes.ts";
import { PAST } from "./backfill_data.ts";

const OUTPUT = "output_payload->operation_result->output";
const COLUMNS = [
  "pipeline_run_id",
  `company_domain:${OUTPUT}->domain`,
  `company_name:${OUTPUT}->company_name`,
  `company_description:${OUTPUT}->company_description`,
  `parallel_run_id:${OUTPUT}->parallel_run_id`,
  `processor:${OUTPUT}->processor`,
  `content:${OUTPUT}->parallel_raw_response->output->content`,
].join(",");

/** How rows of these columns are read. */
const ROWS: Members = { rows: { list: "raw", max: Infinity } };
const ROW: Members = {
  pipeline_run_id: "scalar",
  company_domain: "scalar",
  company_name: "scalar",
  company_description: "scalar",
  parallel_run_id: "scalar",
  processor: "scalar",
  content: "raw",
};

/** The whole work as one statement inside Postgres; nothing is judged in it. */
export async function insertSelect(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into icp_job_titles (org_id, company_domain, company_name, company_description,
      raw_parallel_output, parallel_run_id, processor, source_submission_id,
      source_pipeline_run_id)
    select distinct on (o.output ->> 'domain') result.org_id, o.output ->> 'domain',
      o.output ->> 'company_name', o.output ->> 'company_description',
      o.output #> '{parallel_raw_response,output,content}', o.output ->> 'parallel_run_id',
      o.output ->> 'processor', run.submission_id, run.id
    from pipeline_runs as run
    join step_results as result on result.pipeline_run_id = run.id
    cross join lateral (
      select result.output_payload -> 'operation_result' -> 'output' as output offset 0
    ) as o
    where run.submission_id = ${PAST.submissionId} and run.status = 'succeeded'
      and run.parent_pipeline_run_id is not null and result.status = 'succeeded'
    order by o.output ->> 'domain', run.finished_at desc, run.id desc`;
}

/** Reads step results with their documents and writes them, so many in one request each way. */
export async function carryDocuments(
  dataApi: DataApi,
  runIds: string[],
  { perRequest, concurrency }: { perRequest: number; concurrency: number },
): Promise<void> {
  const parts = Array.from(
    { length: Math.ceil(runIds.length / perRequest) },
    (_, index) => runIds.slice(index * perRequest, (index + 1) * perRequest),
  );
  const carry = async (ids: string[]) => {
    const bytes = await dataApi.bytes((client) =>
      client.from("step_results").select(COLUMNS).in("pipeline_run_id", ids)
    );
    const { rows } = readObject(`{"rows":${await readText(bytes)}}`, ROWS) as {
      rows: RawJson[];
    };
    const inputs = rows.map(({ text }) => {
      const { content, pipeline_run_id, ...texts } = readObject(text, ROW) as
        & { content: RawJson; pipeline_run_id: string }
        & Pick<UpsertInput, "company_domain">;
      return {
        ...texts,
        raw_parallel_output: content,
        source_submission_id: PAST.submissionId,
        source_pipeline_run_id: pipeline_run_id,
      };
    });
    await dataApi.rows(
      (client, document) =>
        client.from("icp_job_titles")
          .upsert(inputs.map((input) => rowOf(PAST.orgId, input, document)), {
            onConflict: "org_id,company_domain",
          })
          .select("id"),
      { documents: inputs.map((input) => input.raw_parallel_output) },
    );
  };
  await Promise.all(Array.from({ length: concurrency }, async () => {
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) await carry(part);
  }));
}
