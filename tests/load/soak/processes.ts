/** The processes of the stack and their memory, by Linux's `/proc`. */
import { listDescendants } from "../../support/processes.ts";
import { readMegabytes } from "../bench/memory.ts";
import { ToldError } from "../../../scripts/errors/describe.ts";
import type { Stack } from "../../../scripts/local/stack.ts";

/** A part of the stack: `"upsert"`, `"query"`, `"dataApi"`, `"gateway"`, `"postgres"`. */
export type Part = keyof Stack["parts"];

/** The resident memory at one time, in units of 2^20 bytes; `NaN` where a process is gone. */
export interface MemorySample {
  second: number;
  megabytes: Record<Part, number>;
}

/** Makes what reads the memory of the processes that run now, and not of any after them. */
export async function createMemoryReader(
  { postgres, ...others }: Stack["parts"],
): Promise<() => Promise<MemorySample["megabytes"]>> {
  const server = postgres.current().pid;
  const single = await Promise.all(
    Object.entries(others).map(async ([part, { current }]) => {
      const [pid] = await listPrograms(current().pid);
      if (pid !== undefined) return { part, pid };
      throw new ToldError(
        `The process of "${part}" is not found. Run this on Linux, which has /proc.`,
      );
    }),
  );
  return async () => {
    const read = single.map(async ({ part, pid }) => [part, await readResident(pid)]);
    const entries = await Promise.all(read);
    return { ...Object.fromEntries(entries), postgres: await readShares(server) };
  };
}

/** What runs below a shell that supervises, but for that shell's own helper. */
async function listPrograms(shell: number): Promise<number[]> {
  const pids = await listDescendants(shell);
  const programs = await Promise.all(pids.map(async (pid) => {
    const command = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    return command.startsWith("/bin/sh\0") ? [] : [pid];
  }));
  return programs.flat();
}

async function readResident(pid: number): Promise<number> {
  return await readMegabytes(pid, "VmRSS").catch(() => NaN);
}

/** All of Postgres's processes; what they share counts once (`Pss` of proc_pid_smaps(5)). */
async function readShares(shell: number): Promise<number> {
  const shares = await Promise.all((await listPrograms(shell)).map(async (pid) => {
    const rollup = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`).catch(() => "");
    return Number(rollup.match(/^Pss:\s+(\d+) kB/m)?.[1] ?? 0) / 1024;
  }));
  return shares.reduce((sum, share) => sum + share, 0);
}
