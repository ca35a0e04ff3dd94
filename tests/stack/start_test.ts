import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { findFreePort } from "../../scripts/local/postgres.ts";
import { awaitEnd, listDescendants } from "../support/processes.ts";
import { takeShare } from "../../scripts/local/share.ts";

const START = ["run", "-A", "scripts/start.ts"];

function spawnDeno(args: string[]) {
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" });
}

async function runStart(...flags: string[]) {
  const { code, stdout, stderr } = await spawnDeno([...START, ...flags]).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Starts a throw-away stack and returns once it says that it is ready. */
async function startUntilReady(...args: string[]) {
  const port = String(findFreePort());
  const stack = spawnDeno([...args, "--memory", "--no-sample", "--port", port]).spawn();
  const errors = new Response(stack.stderr).text();
  const ready = Promise.withResolvers<string>();
  const output = (async () => {
    let text = "";
    for await (const part of stack.stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.includes("is ready after")) ready.resolve(text);
    }
    ready.reject(new Error(`The stack ended before it was ready:\n${text}\n${await errors}`));
  })();
  await ready.promise;
  return { port, stack, ended: () => Promise.all([stack.status, output, errors]) };
}

for (const signal of takeShare(["SIGTERM", "SIGINT", "SIGKILL"] as const)) {
  Deno.test(`${signal} leaves no process behind`, async () => {
    const { stack, ended } = await startUntilReady(...START);
    const descendants = await listDescendants(stack.pid);
    assertEquals(descendants.length >= 4, true, "Postgres, the Data API and two functions run");
    stack.kill(signal);
    assertEquals(await awaitEnd(descendants), []);
    await ended();
  });
}

Deno.test("killing the deno task that started the stack leaves no process behind", async () => {
  const { stack, ended } = await startUntilReady("task", "start");
  const descendants = await listDescendants(stack.pid);
  stack.kill("SIGKILL");
  assertEquals(await awaitEnd(descendants), []);
  await ended();
});

Deno.test("starting it twice says so in one sentence", async () => {
  const { port, stack, ended } = await startUntilReady(...START);
  const second = await runStart("--memory", "--port", port);
  stack.kill("SIGTERM");
  await ended();
  assertEquals(second, {
    code: 1,
    stdout: "",
    stderr: `The local stack runs on port ${port} already. Use that one, or stop it first.\n`,
  });
});

Deno.test("a port that another program has is refused with what to do", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const other = listener.accept().then((connection) => connection.close());
  const { code, stderr } = await runStart("--memory", "--port", String(port));
  await other;
  assertEquals(code, 1);
  assertEquals(
    stderr,
    `Port ${port} is not free (another program listens on it). Pass --port with another.\n`,
  );
});

Deno.test("an unknown flag and a port that is none are named", async () => {
  const unknown = await runStart("--prot", "1");
  assertEquals(unknown.code, 2);
  assertStringIncludes(unknown.stderr, "--prot");
  const port = await runStart("--port", "65536");
  assertEquals(port.code, 2);
  assertMatch(port.stderr, /^"65536" is not a port: .*See --help\.\n$/);
});

Deno.test("--help names every flag", async () => {
  const { code, stdout } = await runStart("--help");
  assertEquals(code, 0);
  for (const flag of ["--port", "--data-dir", "--memory", "--no-sample"]) {
    assertStringIncludes(stdout, flag);
  }
});
