/** What the system tells of the processes that are measured. */
import { MARK, type Marked } from "./stack.ts";

/** Milliseconds of a clock tick: `sysconf(_SC_CLK_TCK)` is 100 on every Linux. */
const TICK_MS = 10;

/** The process that the bench started under this name; undefined on systems without `/proc`. */
export async function findProcess(name: Marked): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const read = async (path: string) => (await Deno.readTextFile(path).catch(() => "")).split("\0");
  for (const { name: pid } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    // The shell that supervises it has the same environment.
    const [program = ""] = await read(`/proc/${pid}/cmdline`);
    const environment = await read(`/proc/${pid}/environ`);
    if (environment.includes(`${MARK}=${name}`) && !program.endsWith("/sh")) return Number(pid);
  }
  return undefined;
}

/** The CPU that a process has used in all its threads, user and system, in milliseconds (proc(5)). */
export function readCpuMs(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // Behind the name, which may hold blanks; utime and stime are the 14th and 15th fields.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
