/**
 * Notices when what started us is killed: `npx deno task start` is a chain of processes of which
 * none passes a TERM on, and none could pass on a KILL.
 */

const INTERVAL_MS = 1000;
/** `npm exec deno@2.9.6 task start`, `sh -c 'deno' task start`, `deno task start`. */
const LAUNCHER = /\bdeno\S* (\S+ )*task /;

/** Calls `onGone` once any `deno task` or npx above this process has ended. */
export async function watchLaunchers(onGone: () => void): Promise<void> {
  const atStart = await countLaunchers(Deno.ppid);
  if (atStart === 0) return;
  const timer = setInterval(async () => {
    if (await countLaunchers(Deno.ppid) < atStart) {
      clearInterval(timer);
      onGone();
    }
  }, INTERVAL_MS);
  Deno.unrefTimer(timer);
}

async function countLaunchers(pid: number): Promise<number> {
  const { parent, command } = await inspectProcess(pid);
  return LAUNCHER.test(command) ? 1 + await countLaunchers(parent) : 0;
}

/** The parent and command line of a process; an empty command for one that has ended. */
async function inspectProcess(pid: number): Promise<{ parent: number; command: string }> {
  try {
    if (Deno.build.os === "linux") {
      const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
      const command = await Deno.readTextFile(`/proc/${pid}/cmdline`);
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return { parent: Number(parent), command: command.replaceAll("\0", " ") };
    }
    const args = ["-o", "ppid=,args=", "-p", String(pid)];
    const { stdout } = await new Deno.Command("ps", { args }).output();
    const [, parent, command = ""] = new TextDecoder().decode(stdout).match(/(\d+) (.*)/) ?? [];
    return { parent: Number(parent), command };
  } catch {
    return { parent: 0, command: "" };
  }
}
