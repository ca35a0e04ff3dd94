/** The backfill as a process, as the person at night runs it. */

/** How it ended and what it printed. */
export interface BackfillRun {
  code: number;
  lines: string[];
  errors: string;
}

/** Runs `scripts/backfill.ts` with nothing in its environment but what is given. */
export async function runBackfillScript(
  args: string[],
  env: Record<string, string>,
  onStart: (process: Deno.ChildProcess) => void = () => {},
): Promise<BackfillRun> {
  const script = new URL("../../scripts/backfill.ts", import.meta.url).pathname;
  const cache = Object.fromEntries(
    ["HOME", "DENO_DIR", "XDG_CACHE_HOME"].flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...args],
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

/** The totals of the summary, such as `{ processed: 18, upserted: 7, skipped: 11, failed: 0 }`. */
export function readSummary(lines: string[]): Record<string, number> {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, count] = /^(processed|upserted|skipped|failed): (\d+)/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(count)]];
    }),
  );
}
