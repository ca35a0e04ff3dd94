/** On what it was measured. */

/** Lines such as `CPU: AMD EPYC, 2 cores`. */
export function describeMachine(engine: string, functionsDeno: string): string[] {
  return [
    `CPU: ${readCpuModel()}, ${navigator.hardwareConcurrency} cores`,
    `memory: ${(Deno.systemMemoryInfo().total / 1e9).toFixed(0)} GB`,
    `system: ${Deno.build.os} ${Deno.osRelease()}, load ${
      Deno.loadavg()[0]!.toFixed(2)
    } when the run began`,
    `Deno ${Deno.version.deno} for the gateway and the callers, ${functionsDeno} for the functions`,
    `Data API: ${engine}; Postgres 17, a throw-away database (fsync off)`,
  ];
}

/** The version of a Deno binary: `2.1.4`. */
export async function readDenoVersion(denoPath: string): Promise<string> {
  const { stdout } = await new Deno.Command(denoPath, { args: ["--version"] }).output();
  return new TextDecoder().decode(stdout).match(/deno (\S+)/)?.[1] ?? "of an unknown version";
}

function readCpuModel(): string {
  try {
    const info = Deno.readTextFileSync("/proc/cpuinfo");
    return info.match(/model name\s*: (.+)/)?.[1] ?? Deno.build.arch;
  } catch {
    return Deno.build.arch;
  }
}
