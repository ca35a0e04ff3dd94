/** The backfill as a process, with its time and its memory as it goes. */
import { fileURLToPath } from "node:url";
import { hideUserinfo, ToldError } from "../../../scripts/errors/describe.ts";

/** How a run went. */
export interface Measured {
  ms: number;
  /** Resident megabytes by the seconds since the start; empty on systems without `/proc`. */
  memory: { seconds: number; megabytes: number }[];
  /** The most that the kernel saw. */
  peakMegabytes: number;
  /** What it wrote. */
  output: string;
}

const SAMPLE_MS = 250;

/**
 * Runs `scripts/backfill.ts`.
 *
 * @param options.killed Kills the process when it resolves; that end does not throw.
 * @throws {Error} Where it does not end with 0, with what it wrote.
 */
export async function runBackfillProcess(
  args: string[],
  { url, serviceKey }: { url: string; serviceKey: string },
  { sampleMs = SAMPLE_MS, killed }: { sampleMs?: number; killed?: Promise<void> } = {},
): Promise<Measured> {
  const script = fileURLToPath(new URL("../../../scripts/backfill.ts", import.meta.url));
  const began = performance.now();
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...args],
    env: { SUPABASE_URL: url, SUPABASE_SECRET_KEYS: JSON.stringify({ default: serviceKey }) },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const memory: Measured["memory"] = [];
  let peakMegabytes = 0;
  const timer = setInterval(() => {
    const status = readStatus(process.pid);
    const seconds = (performance.now() - began) / 1000;
    const megabytes = readMegabytes(status, "VmRSS");
    if (megabytes > 0) memory.push({ seconds, megabytes });
    peakMegabytes = Math.max(peakMegabytes, readMegabytes(status, "VmHWM"));
  }, sampleMs);
  killed?.then(() => process.kill("SIGKILL"));
  const { code, signal, stdout } = await process.output();
  clearInterval(timer);
  const output = hideUserinfo(new TextDecoder().decode(stdout));
  if (code !== 0 && !(killed && signal === "SIGKILL")) throw new ToldError(output);
  return { ms: performance.now() - began, memory, peakMegabytes, output };
}

/** The status of a process, or nothing where it has ended or there is no `/proc`. */
function readStatus(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/status`);
  } catch {
    return "";
  }
}

function readMegabytes(status: string, field: string): number {
  return Number(status.match(new RegExp(`${field}:\\s+(\\d+) kB`))?.[1] ?? 0) / 1024;
}
