import { assertEquals, assertStringIncludes } from "@std/assert";
import { findFreePort } from "../../scripts/local/postgres.ts";
import { SAMPLE } from "../../scripts/local/hosted.ts";

/** Starts the stack as the README says, on a port of its own; tells what it prints until and since. */
async function startByTask() {
  const stack = new Deno.Command(Deno.execPath(), {
    args: ["task", "start", "--memory", "--port", String(findFreePort())],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const ready = Promise.withResolvers<string>();
  const output = (async () => {
    let text = "";
    for await (const part of stack.stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (/# Read as a super-admin\n.+\n/.test(text)) ready.resolve(text);
    }
    ready.reject(new Error(`The stack ended before it was ready:\n${text}`));
    return text;
  })();
  const printed = await ready.promise;
  return {
    printed,
    async stop(): Promise<string> {
      stack.kill("SIGTERM");
      return (await output).slice(printed.length);
    },
  };
}

/** Pastes a line into a shell, and parses what it prints. */
async function paste(line: string) {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", line] }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Runs the backfill with the settings that the start prints, from a `.env`. */
async function backfillBy(settings: string) {
  const file = await Deno.makeTempFile({ suffix: ".env" });
  await Deno.writeTextFile(file, settings);
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", `--env-file=${file}`, "-A", "scripts/backfill.ts"],
  }).output();
  await Deno.remove(file);
  return { code, text: new TextDecoder().decode(stdout) };
}

Deno.test("the lines that the start prints work when pasted, and are logged without other words", async () => {
  const { printed, stop } = await startByTask();
  let printedSince = "";
  try {
    const lines = printed.split("\n").filter((line) => line.startsWith("curl "));
    const [written, readBack, asTenant, asSuperAdmin] = await Promise.all([
      await paste(lines[0]!),
      ...lines.slice(1).map(paste),
    ]);
    assertEquals(lines.length, 4);
    assertEquals(written.data.company_domain, "example.com");
    assertEquals(readBack.data, [written.data]);
    assertEquals(asTenant.pagination.returned, 3);
    assertEquals(asSuperAdmin.data, asTenant.data);

    const settings = printed.split("\n").filter((line) => /^[A-Z_]+=\S+$/.test(line));
    const { code, text } = await backfillBy(settings.join("\n"));
    assertEquals([code, settings.length], [0, 6], text);
    assertStringIncludes(text, `upserted: ${SAMPLE.companies}`);
  } finally {
    printedSince = await stop();
  }
  const others = printedSince.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  assertEquals(others, ["Stopping."]);
  const [secret] = /sb_secret_\w+/.exec(printed)!;
  assertEquals(`${printed}${printedSince}`.split(secret).length - 1, 1, "It is printed once.");
});
