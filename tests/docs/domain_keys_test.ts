import { assertEquals } from "@std/assert";
import { ROOT } from "../support/cli.ts";

/** Runs `scripts/domain_keys.ts` without any permission. */
async function run(input: string, ...args: string[]) {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", `${ROOT}scripts/domain_keys.ts`, ...args],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: decode(stdout), error: decode(stderr) };
}

const rows = (...domains: (string | null)[]) =>
  JSON.stringify(domains.map((domain) => ({ domain })));

Deno.test("the list of keys has what is not its own key, in signs that end no literal and no shell word", async () => {
  const { code, out } = await run(rows("acme.com", null, "WWW.Acme.com", "o'\"$`\\x€.com"));
  assertEquals(code, 0);
  assertEquals(JSON.parse(out), [
    { spelling: "WWW.Acme.com", key: "acme.com" },
    { spelling: "o'\"$`\\x€.com", key: null },
  ]);
  assertEquals(/['$`;]/.test(out), false);
});

Deno.test("the list of one company has its spellings and its key", async () => {
  const { out } = await run(rows("acme.com.", "beta.com"), "--of", "https://ACME.com");
  assertEquals(JSON.parse(out), [
    { spelling: "acme.com", key: "acme.com" },
    { spelling: "acme.com.", key: "acme.com" },
  ]);
});

for (
  const [name, input, args, says] of [
    ["no JSON", "domain\nacme.com", [], /JSON/],
    ["rows without a domain", '[{"name":"acme.com"}]', [], /"domain"/],
    ["an answer that is no list", '{"error":"x"}', [], /"domain"/],
    ["a company that is no domain", "[]", ["--of", "Acme"], /it has no dot/],
    ["an unknown flag", "[]", ["--for", "acme.com"], /--for/],
  ] as const
) {
  Deno.test(`the list of keys is refused with a sentence for ${name}`, async () => {
    const { code, out, error } = await run(input, ...args);
    assertEquals([code, out, says.test(error), error.includes(" at ")], [2, "", true, false]);
  });
}
