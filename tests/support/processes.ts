/** What a test needs to see of other processes: who descends from one, and that it is gone. */

const ATTEMPTS = 500;
const PAUSE_MS = 20;

/** The ids of all processes that `pid` started, and those that they started. */
export async function listDescendants(pid: number): Promise<number[]> {
  const parents = await readParents();
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return [...children, ...(await Promise.all(children.map(listDescendants))).flat()];
}

/** Returns those of `pids` that do not end, or an empty list as soon as all have. */
export async function awaitEnd(pids: number[]): Promise<number[]> {
  for (let attempt = 0;; attempt++) {
    const running = await readParents();
    const left = pids.filter((pid) => running.has(pid));
    if (left.length === 0 || attempt === ATTEMPTS) return left;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Each running process with its parent; a zombie has ended and does not count. */
async function readParents(): Promise<Map<number, number>> {
  const lines = Deno.build.os === "linux" ? await readProc() : await readPs();
  const rows = lines.map((line) => line.trim().split(/\s+/));
  return new Map(
    rows.filter(([, , state]) => state && !state.startsWith("Z"))
      .map(([pid, parent]) => [Number(pid), Number(parent)]),
  );
}

async function readProc(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir("/proc"));
  return await Promise.all(
    entries.filter(({ name }) => /^\d+$/.test(name)).map(async ({ name }) => {
      const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return `${name} ${parent} ${state}`;
    }),
  );
}

async function readPs(): Promise<string[]> {
  const args = ["-axo", "pid=,ppid=,state="];
  const { stdout } = await new Deno.Command("ps", { args }).output();
  return new TextDecoder().decode(stdout).trim().split("\n");
}
