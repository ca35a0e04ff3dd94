import { assertEquals, assertStringIncludes } from "@std/assert";
import { createService } from "../../client/explorer/service.js";
import { findFreePort } from "../../scripts/local/postgres.ts";
import { SAMPLE } from "../../scripts/local/hosted.ts";

const THORNBURY = "thornbury.example";
const SPELLINGS = [THORNBURY, "https://www.Thornbury.example/about", "WWW.THORNBURY.EXAMPLE."];

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

/** Finds a company as the page at `/` does; tests/explorer has the page itself, in a browser. */
async function findOnPage(url: string): Promise<void> {
  assertStringIncludes(await (await fetch(url)).text(), "<title>ICP job titles</title>");
  const { token } = await (await fetch(`${url}/settings.json`)).json();
  const service = createService({ url, token });
  const filters = [
    ...SPELLINGS.map((spelling) => ({ company_domains: [spelling] })),
    { search: "paralegal" },
  ];
  for (const filter of filters) {
    const { data } = await service.list(filter, undefined);
    assertEquals(data.map((row: { company_domain: string }) => row.company_domain), [THORNBURY]);
  }
  const { data: [row] } = await service.read(THORNBURY);
  assertStringIncludes(row.raw_parallel_output.text, '"Paralegal"');
}

/** Exports it by the command that docs/EXPLORER.md names. */
async function exportByTask(url: string): Promise<void> {
  const out = await Deno.makeTempFile();
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "export", "--url", url, "--company-domain", SPELLINGS[1]!, "--out", out],
    env: { ICP_JOB_TITLES_TOKEN: SAMPLE.apiToken },
  }).output();
  const [line, end] = (await Deno.readTextFile(out)).split("\n");
  await Deno.remove(out);
  assertEquals([code, end], [0, ""]);
  assertEquals(JSON.parse(line!).company_domain, THORNBURY);
}

Deno.test("the lines that the start prints work when pasted, so do its page and an export, and all is logged without other words", async () => {
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

    const [, url] = /(http:\S+) is ready/.exec(printed)!;
    await findOnPage(url!);
    await exportByTask(url!);
  } finally {
    printedSince = await stop();
  }
  const others = printedSince.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  assertEquals(others, ["Stopping."]);
  const [secret] = /sb_secret_\w+/.exec(printed)!;
  assertEquals(`${printed}${printedSince}`.split(secret).length - 1, 1, "It is printed once.");
});
