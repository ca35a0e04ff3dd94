import { assertEquals, assertRejects } from "@std/assert";
import { StackError, startProcess } from "../../scripts/local/processes.ts";
import { awaitEnd, listDescendants } from "../support/processes.ts";

/** It ignores every signal that asks, as PostgREST does once nobody reads what it writes. */
const STUBBORN = ["sh", "-c", "trap '' TERM INT HUP PIPE; echo ready; while :; do sleep 0.1; done"];

/** Starts the stubborn process under a parent of its own, and returns once it is ready. */
async function startParent() {
  const module = new URL("../../scripts/local/processes.ts", import.meta.url).href;
  const program = `
    const { startProcess } = await import(${JSON.stringify(module)});
    await startProcess({ label: "It", command: ${JSON.stringify(STUBBORN)}, ready: /ready/ });
    console.log("started");`;
  const parent = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = parent.stdout.getReader();
  await reader.read();
  await reader.cancel();
  return parent;
}

Deno.test("a process that ignores TERM and INT is killed when it is stopped", async () => {
  const { pid, stop } = await startProcess({ label: "It", command: STUBBORN, ready: /ready/ });
  const descendants = await listDescendants(pid);
  await stop();
  assertEquals(await awaitEnd([pid, ...descendants]), []);
});

Deno.test("a process that ignores TERM and INT is gone after kill -9 of the one that started it", async () => {
  const parent = await startParent();
  const descendants = await listDescendants(parent.pid);
  assertEquals(descendants.length >= 2, true, "the shell and the process run");
  parent.kill("SIGKILL");
  await parent.status;
  assertEquals(await awaitEnd(descendants), []);
});

Deno.test("a process that does not get ready is ended, and its last lines are told", async () => {
  const command = ["sh", "-c", "echo no such schema; exec sleep 600"];
  const start = startProcess({ label: "It", command, ready: /ready/, readyWithinMs: 300 });
  const error = await assertRejects(() => start, StackError);
  assertEquals(error.message, "It was not ready within 0.3 s, after:\nno such schema");
});

Deno.test("the lines of a process hold no word of its shell, whichever signal ended it", async () => {
  for (const ignored of ["INT", "TERM"]) {
    const lines: string[] = [];
    const { stop } = await startProcess({
      label: "A process",
      command: ["sh", "-c", `trap '' ${ignored}; echo ready; exec sleep 60`],
      ready: /ready/,
      onLine: (line) => lines.push(line),
    });
    await stop();
    assertEquals(lines, []);
  }
});
