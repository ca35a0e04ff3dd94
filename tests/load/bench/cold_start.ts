/** Cold starts: from the import of a function to its first answer, and what each import costs. */
import { fileURLToPath } from "node:url";
import { DEVELOPMENT_KEYS } from "../../../supabase/functions/_shared/env/development_keys.ts";
import { hideUserinfo, ToldError } from "../../../scripts/errors/describe.ts";
import type { ColdStart } from "./cold_start_probe.ts";
import type { Benchmark, Context } from "./context.ts";
import { ORGS } from "./data.ts";
import { domainOf } from "./documents.ts";
import { percentile } from "./measure.ts";
import { compareTimes, formatTime } from "./row.ts";
import { makeItem } from "./writes.ts";

const FUNCTIONS = new URL("../../../supabase/functions/", import.meta.url);
const RUNS = 7;

/** One module that fresh processes import. */
interface Subject {
  label: string;
  specifier: string;
  /** The folder under `supabase/functions/` by whose `deno.json` it is resolved. */
  config: string;
  request?: string;
}

/** Each function beside an empty one on Hono, and each of its packages alone; median of 7. */
export const benchColdStart: Benchmark = async (context) => {
  const subjects = await listSubjects();
  const { environment } = context.subjects;
  // What the packages are imported by is no file, and the functions import all of them.
  for (const { specifier, config } of subjects.filter(({ request }) => request !== undefined)) {
    await runDeno(context, ["cache", "--quiet", ...packagesOf(config), specifier], {});
  }
  const times = new Map<Subject, ColdStart[]>(subjects.map((subject) => [subject, []]));
  for (let run = 0; run < RUNS; run++) {
    for (const subject of run % 2 === 0 ? subjects : [...subjects].reverse()) {
      times.get(subject)!.push(await probe(context, subject, environment));
    }
  }
  const measured = [...times].map(([{ label, request }, all]) => ({
    label,
    isFunction: request !== undefined,
    import: percentile(all.map((time) => time.import), 50),
    total: percentile(all.map((time) => time.import + time.answer), 50),
  }));
  const [empty, ...functions] = measured.filter(({ isFunction }) => isFunction);
  return {
    rows: functions.map(({ label, total }) =>
      compareTimes(`cold start of ${label}: import to first answer`, {
        floor: empty!.total,
        measured: total,
        limit: 5,
      })
    ),
    breakdowns: [{
      title: `Cold start, each in a fresh process (median of ${RUNS})`,
      columns: ["import", "import alone", "import to first answer"],
      lines: measured.map(({ label, isFunction, import: alone, total }) => [
        label,
        formatTime(alone),
        isFunction ? formatTime(total) : "",
      ]),
    }],
  };
};

/** The empty function first, then the functions, then what they import from npm. */
async function listSubjects(): Promise<Subject[]> {
  const ask = (name: string, org: string, body: object) =>
    JSON.stringify({
      url: `http://localhost/${name}`,
      method: "POST",
      headers: {
        "accept": "application/json, text/event-stream",
        "authorization": `Bearer ${DEVELOPMENT_KEYS.INTERNAL_API_KEY}`,
        "content-type": "application/json",
        "x-internal-org-id": org,
      },
      body: JSON.stringify(body),
    });
  const query = "icp-job-titles-query";
  const upsert = "icp-job-titles-upsert";
  const mcp = "icp-job-titles-mcp";
  const call = {
    ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
    params: { name: "read_company_research", arguments: { company_domain: domainOf(1) } },
  };
  const requests: [label: string, specifier: string, config: string, request: string][] = [
    ["an empty function on Hono", "./empty_function.ts", query, ask("", ORGS.usual, {})],
    [query, `${query}/index.ts`, query, ask(query, ORGS.usual, { company_domain: domainOf(1) })],
    [upsert, `${upsert}/index.ts`, upsert, ask(upsert, ORGS.written, makeItem(1))],
    [mcp, `${mcp}/index.ts`, mcp, ask(mcp, ORGS.usual, call)],
  ];
  const { imports } = JSON.parse(await Deno.readTextFile(new URL(`${mcp}/deno.json`, FUNCTIONS)));
  return [
    ...requests.map(([label, specifier, config, request]) => ({
      label,
      specifier: new URL(specifier, specifier.startsWith(".") ? import.meta.url : FUNCTIONS).href,
      config,
      request,
    })),
    ...Object.keys(imports).map((specifier) => ({
      label: `\`${specifier}\``,
      specifier,
      config: mcp,
    })),
  ];
}

async function probe(
  context: Context,
  { specifier, config, request }: Subject,
  env: Record<string, string>,
): Promise<ColdStart> {
  const program = fileURLToPath(new URL("cold_start_probe.ts", import.meta.url));
  // Without V8's cache of compiled code: a function may start where it has never run.
  const flags = ["-A", "--no-prompt", "--no-code-cache"];
  const args = ["run", ...flags, ...packagesOf(config), program, specifier];
  const output = await runDeno(context, request === undefined ? args : [...args, request], env);
  return JSON.parse(output.trim().split("\n").at(-1)!);
}

function packagesOf(config: string): string[] {
  const path = fileURLToPath(new URL(`${config}/deno.json`, FUNCTIONS));
  return ["--no-lock", "--node-modules-dir=none", `--config=${path}`];
}

async function runDeno(
  { denoPath }: Context,
  args: string[],
  env: Record<string, string>,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(denoPath, { args, env }).output();
  if (!success) throw new ToldError(hideUserinfo(new TextDecoder().decode(stderr)));
  return new TextDecoder().decode(stdout);
}
