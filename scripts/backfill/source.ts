/**
 * Reads the past results of a submission: its succeeded child runs, newest first, and their
 * succeeded step results, of which only the paths that are needed travel.
 */
import type { DataApi } from "../../supabase/functions/_shared/data_api.ts";
import {
  parseKeepingRaw,
  type RawJson,
  splitRawArray,
} from "../../supabase/functions/_shared/raw_json.ts";

/** One succeeded child run. */
export interface Run {
  id: string;
  /** RFC 3339, or null where the pipeline has not recorded it. */
  finished_at: string | null;
}

/** What is read of one succeeded step result; nothing in it is trusted to have its type. */
export interface StepResult {
  id: string;
  pipeline_run_id: string;
  operation_id: unknown;
  domain: unknown;
  company_name: unknown;
  company_description: unknown;
  parallel_run_id: unknown;
  processor: unknown;
  /** The text of `null` where there is none; then `raw_output` tells why. */
  content: RawJson;
  /** The parent of `content`; read only where that is null. */
  raw_output?: unknown;
}

/** One run with its step results, possibly none. */
export interface RunResults {
  run: Run;
  results: StepResult[];
}

const RUNS_PER_PAGE = 50;
const RESULTS_PER_READ = 200;

const OUTPUT = "output_payload->operation_result->output";
const RAW_OUTPUT = `${OUTPUT}->parallel_raw_response->output`;
const RESULT_COLUMNS = [
  "id",
  "pipeline_run_id",
  "operation_id:output_payload->operation_result->operation_id",
  `domain:${OUTPUT}->domain`,
  `company_name:${OUTPUT}->company_name`,
  `company_description:${OUTPUT}->company_description`,
  `parallel_run_id:${OUTPUT}->parallel_run_id`,
  `processor:${OUTPUT}->processor`,
  `content:${RAW_OUTPUT}->content`,
].join(",");

/** Tells the org of a submission, or undefined where there is no such submission. */
export async function readOrgOfSubmission(
  dataApi: DataApi,
  submissionId: string,
): Promise<string | undefined> {
  const [found] = await dataApi.rows((client) =>
    client.from("submissions").select("org_id").eq("id", submissionId).limit(1)
  );
  return found?.org_id;
}

/**
 * Reads a submission's results, newest run first, a page of runs at a time.
 *
 * @throws {ServiceError} When the Data API refuses a read or is away.
 */
export async function* readRunResults(
  dataApi: DataApi,
  { orgId, submissionId }: { orgId: string; submissionId: string },
): AsyncGenerator<RunResults> {
  for await (const runs of pages((last?: Run) => readRuns(dataApi, orgId, submissionId, last))) {
    const ids = runs.map(({ id }) => id);
    const results: StepResult[] = [];
    for await (const page of pages((last?: StepResult) => readResults(dataApi, ids, last))) {
      results.push(...page);
    }
    await addRawOutputs(dataApi, results);
    const ofRun = Map.groupBy(results, (result) => result.pipeline_run_id);
    for (const run of runs) yield { run, results: ofRun.get(run.id) ?? [] };
  }
}

/** Reads on until a page is empty: the Data API cuts a page at its max_rows without a word. */
async function* pages<Row>(read: (last?: Row) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let page = await read();
  while (page.length > 0) {
    yield page;
    page = await read(page.at(-1));
  }
}

function readRuns(
  dataApi: DataApi,
  orgId: string,
  submissionId: string,
  last: Run | undefined,
): Promise<Run[]> {
  return dataApi.rows((client) => {
    const runs = client.from("pipeline_runs").select("id,finished_at")
      .eq("org_id", orgId).eq("submission_id", submissionId).eq("status", "succeeded")
      .not("parent_pipeline_run_id", "is", null)
      .order("finished_at", { ascending: false, nullsFirst: false })
      .order("id", { ascending: false }).limit(RUNS_PER_PAGE);
    if (last === undefined) return runs;
    const { id, finished_at } = last;
    if (finished_at === null) return runs.is("finished_at", null).lt("id", id);
    const at = `"${finished_at}"`;
    return runs.or(
      `finished_at.lt.${at},finished_at.is.null,and(finished_at.eq.${at},id.lt.${id})`,
    );
  });
}

async function readResults(
  dataApi: DataApi,
  runIds: string[],
  last: StepResult | undefined,
): Promise<StepResult[]> {
  const bytes = await dataApi.bytes((client) => {
    const results = client.from("step_results").select(RESULT_COLUMNS)
      .in("pipeline_run_id", runIds).eq("status", "succeeded")
      .order("id", { ascending: false }).limit(RESULTS_PER_READ);
    return last === undefined ? results : results.lt("id", last.id);
  });
  return splitRawArray(await new Response(bytes).text())
    .map(({ text }) => parseKeepingRaw(text, ["content"]) as StepResult);
}

/** A path in JSON reads as null both where it is missing and where it holds null. */
async function addRawOutputs(dataApi: DataApi, results: StepResult[]): Promise<void> {
  const unclear = results.filter(({ content }) => content.text === "null");
  for (let start = 0; start < unclear.length; start += RUNS_PER_PAGE) {
    const part = unclear.slice(start, start + RUNS_PER_PAGE);
    const rows = await dataApi.rows((client) =>
      client.from("step_results").select(`id,raw_output:${RAW_OUTPUT}`)
        .in("id", part.map(({ id }) => id))
    ) as unknown as { id: string; raw_output: unknown }[];
    const byId = new Map(rows.map((row) => [row.id, row.raw_output]));
    for (const result of part) result.raw_output = byId.get(result.id);
  }
}
