/** `deno task explore` as a process. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../scripts/explore.ts", import.meta.url));
const PROJECT = "https://abc.supabase.co";

function start(args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", SCRIPT, ...args],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("explore serves the page to this machine alone, for the project and without a token", async () => {
  const process = start(["--url", `${PROJECT}/`, "--port", "0"]);
  const [said] = await Array.fromAsync(take(process.stdout, 1));
  try {
    const [, url] = /Open (http:\/\/127\.0\.0\.1:\d+) to explore/.exec(said!)!;
    const page = await fetch(url!);
    assertStringIncludes(await page.text(), "<title>ICP job titles</title>");
    const policy = page.headers.get("content-security-policy")!;
    assertStringIncludes(policy, `connect-src 'self' ${PROJECT};`);
    assertEquals(await (await fetch(`${url}/settings.json`)).json(), { url: PROJECT });
    const client = await fetch(`${url}/dist/mod.js`);
    assertStringIncludes(await client.text(), "createIcpJobTitlesClient");
    const foreign = await fetch(`${url}/settings.json`, {
      headers: { origin: "https://evil.example" },
    });
    await foreign.body?.cancel();
    assertEquals(foreign.status, 403);
    const outside = await fetch(`${url}/..%2f..%2fdeno.json`);
    await outside.body?.cancel();
    assertEquals(outside.status, 404);
  } finally {
    process.kill("SIGTERM");
    await process.stderr.cancel();
    await process.status;
  }
});

const WRONG = [
  [],
  ["--url", "abc.supabase.co"],
  ["--url", "https://user:a-password@abc.supabase.co"],
  ["--url", PROJECT, "--port", "70000"],
  ["--url", PROJECT, "--token", "a-token"],
];

for (const args of WRONG) {
  Deno.test(`explore ${args.join(" ")} ends with 2 and a sentence`, async () => {
    const { code, stderr } = await start(args).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals(code, 2);
    assertStringIncludes(said, "See --help.");
    assert(!said.includes("a-password"));
  });
}

/** Takes the first chunks of a stream, and leaves the rest unread. */
async function* take(stream: ReadableStream<Uint8Array>, count: number) {
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    yield chunk;
    if (--count === 0) return;
  }
}
