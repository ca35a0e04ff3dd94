/** The backfill as a process, as the person at night runs it, and inside a test's own process. */
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { runCommand } from "../../scripts/backfill/command.ts";
import { readFlags } from "../../scripts/backfill/flags.ts";
import { createDataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import type { PastSubmission } from "./pipeline.ts";

/** How it ended and what it printed. */
interface BackfillRun {
  code: number;
  lines: string[];
  errors: string;
}

/** How to run the script. */
export interface ScriptOptions {
  onStart?: (process: Deno.ChildProcess) => void;
  /** Whether its output is a terminal, by `script` of util-linux. */
  onTerminal?: boolean;
  /** A line of a shell that runs it, by `"$0" "$@"`. */
  command?: string;
}

const DEV_NULL = "/dev/null";

/** Runs `scripts/backfill.ts` with nothing in its environment but what is given. */
export async function runBackfillScript(
  args: string[],
  env: Record<string, string>,
  { onStart = () => {}, onTerminal = false, command: shell }: ScriptOptions = {},
): Promise<BackfillRun> {
  const script = fileURLToPath(new URL("../../scripts/backfill.ts", import.meta.url));
  const cache = Object.fromEntries(
    ["HOME", "DENO_DIR", "XDG_CACHE_HOME"].flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const command = [Deno.execPath(), "run", "-A", script, ...args];
  const [program, ...rest] = onTerminal
    ? ["script", "-qec", command.map(quote).join(" "), DEV_NULL]
    : shell === undefined
    ? command
    : ["sh", "-c", shell, ...command];
  const process = new Deno.Command(program!, {
    args: rest,
    env: { ...cache, ...env, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  onStart(process);
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, lines: decoder.decode(stdout).trim().split("\n"), errors: decoder.decode(stderr) };
}

/** Makes one word of a text for the shell that `script` hands its command to. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The totals of the summary, such as `{ processed: 18, upserted: 7, skipped: 11, failed: 0 }`. */
export function readSummary(lines: string[]): Record<string, number> {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, count] = /^total (processed|upserted|skipped|failed): (\d+)/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(count)]];
    }),
  );
}

/** The flags that name a submission. */
export function flagsOf({ orgId, submissionId }: PastSubmission): string[] {
  return ["--org-id", orgId, "--submission-id", submissionId];
}

/** The settings by which the script finds a Data API. */
export function settingsOf({ url, serviceKey }: { url: string; serviceKey: string }) {
  return { SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: serviceKey };
}

/** What a run inside a test is given beside its flags. */
export interface InProcess {
  signal?: AbortSignal;
  /** How long a request may take; the hosted limit when absent. */
  timeoutMs?: number;
  /** Called in place of a wait, with its length. */
  onWait?: (ms: number) => void | Promise<void>;
}

/** How a run inside a test ended. */
interface InProcessRun extends BackfillRun {
  /** The waits between tries, in milliseconds; none of them took any time. */
  waits: number[];
  /** The records that were rejected, by step result. */
  rejects: Map<string, unknown>;
}

/** Does what the script does, with waits that take no time. */
export async function runBackfillHere(
  { url, serviceKey }: { url: string; serviceKey: string },
  args: string[],
  { signal = new AbortController().signal, onWait = () => {}, timeoutMs = 10_000 }: InProcess = {},
): Promise<InProcessRun> {
  const lines: string[] = [];
  const errors: string[] = [];
  const waits: number[] = [];
  const rejects = new Map<string, unknown>();
  let now = Date.UTC(2026, 10, 22);
  const code = await runCommand({
    dataApi: createDataApi({ supabaseUrl: url, serviceKey, timeoutMs }),
    flags: readFlags(args),
    clock: {
      now: () => now,
      random: () => 1,
      async sleep(ms) {
        waits.push(ms);
        now += ms;
        await onWait(ms);
      },
    },
    terminal: undefined,
    saveReport() {},
    reject: (id, error) => void rejects.set(id, error),
    print: (line) => void lines.push(line),
    complain: (line) => void errors.push(line),
    signal,
  });
  return { code, lines, errors: errors.join("\n"), waits, rejects };
}

/** Everything that two runs over the same results must agree on, row by row. */
export async function readTable(sql: postgres.Sql): Promise<unknown[]> {
  return [
    ...await sql`
      select org_id, company_domain, company_name, company_description,
        raw_parallel_output::text as raw, parallel_run_id, processor, source_submission_id,
        source_pipeline_run_id
      from icp_job_titles order by org_id, company_domain`,
  ].map((row) => ({ ...row }));
}
