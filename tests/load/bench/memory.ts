/** The memory of the query function while 1000 rows of 50 kB flow through it. */
import type { Benchmark } from "./context.ts";
import { ORGS } from "./data.ts";
import { domainOf } from "./documents.ts";
import { findProcess } from "./process.ts";
import { formatTime, type Row } from "./row.ts";

const LIMIT_MB = 48;
/** `/proc/<pid>/clear_refs`: starts the kernel's high-water mark anew (proc(5)). */
const RESET_PEAK = "5";

/**
 * The most resident memory during a page of 50 MB, beside that of the idle function.
 *
 * Both are read from `/proc/<pid>/status`: `VmRSS` for idle, and `VmHWM`, the kernel's own maximum,
 * reset before each page, so that no peak falls between two samples.
 */
export const benchMemory: Benchmark = async ({ direct, gateway, samples }) => {
  const pid = await findProcess("query");
  if (pid === undefined) {
    return { rows: [{ ...describe(), floor: "-", measured: "-" }], breakdowns: [] };
  }
  for (let round = 0; round < 20; round++) {
    await direct.query(ORGS.usual, { company_domain: domainOf(round) });
  }
  const idle = await readMegabytes(pid, "VmRSS");

  const lines: string[][] = [];
  const peaks: number[] = [];
  const runs = Math.max(2, samples(6));
  for (let run = 1; run <= runs; run++) {
    const before = await readMegabytes(pid, "VmRSS");
    await Deno.writeTextFile(`/proc/${pid}/clear_refs`, RESET_PEAK);
    const start = performance.now();
    const bytes = await direct.query(ORGS.large, { limit: 1000 });
    const ms = performance.now() - start;
    const peak = await readMegabytes(pid, "VmHWM");
    peaks.push(peak);
    lines.push([
      `page ${run}`,
      `${(bytes.length / 1e6).toFixed(1)} MB in ${formatTime(ms)}`,
      `${before.toFixed(1)} MB`,
      `${peak.toFixed(1)} MB`,
      `${(peak - idle).toFixed(1)} MB`,
    ]);
  }
  const start = performance.now();
  await gateway.read(`select=*&org_id=eq.${ORGS.large}&order=created_at.desc,id.desc&limit=1000`);
  lines.push(["straight", `in ${formatTime(performance.now() - start)}`, "", "", ""]);

  const peak = Math.max(...peaks);
  return {
    rows: [{
      ...describe(),
      floor: `${idle.toFixed(1)} MB`,
      measured: `${peak.toFixed(1)} MB`,
      value: peak - idle,
      limit: LIMIT_MB,
    }],
    breakdowns: [{
      title: `Memory of the query function, idle at ${idle.toFixed(1)} MB`,
      columns: ["page of 1000 rows of 50 kB", "answer", "before", "peak", "over idle"],
      lines,
    }],
  };
};

function describe(): Pick<Row, "what" | "toReach" | "unit"> {
  return {
    what: "memory of the function during 1000 rows of 50 kB",
    toReach: `at most ${LIMIT_MB} MB more`,
    unit: "MB more",
  };
}

/** Reads a field of `/proc/<pid>/status` in units of 2^20 bytes. */
export async function readMegabytes(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(status.match(new RegExp(`${field}:\\s+(\\d+) kB`))?.[1]) / 1024;
}
