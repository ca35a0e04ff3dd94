import { assertEquals, assertStringIncludes } from "@std/assert";
import { readFlags } from "../load/fuzz.ts";
import config from "../../deno.json" with { type: "json" };
import { takeShare } from "../../scripts/local/share.ts";

/** What a task may do here: it cannot write, start, or call anything. */
const HARMLESS = ["--no-prompt", "--allow-read", "--allow-env", "--allow-sys"];

for (const [name, command] of takeShare(Object.entries(config.tasks))) {
  Deno.test(`deno task ${name} --help tells what it does, and does nothing`, async () => {
    const [, , ...words] = command.split(" ");
    const flags = words.filter((word) => word.startsWith("--v8-flags"));
    const script = words.at(-1)!;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", ...HARMLESS, ...flags, script, "--help"],
    }).output();
    const decoder = new TextDecoder();
    assertEquals([decoder.decode(stderr), code], ["", 0]);
    assertStringIncludes(decoder.decode(stdout), "\n\n  ");
  });
}

for (const chance of [0, 0.5, 1 - 2 ** -53]) {
  Deno.test(`the fuzz task takes the seed that it chooses by a chance of ${chance}`, () => {
    const { random } = Math;
    Math.random = () => chance;
    try {
      const { seed } = readFlags([]);
      assertEquals(readFlags(["--seed", String(seed)]).seed, seed);
    } finally {
      Math.random = random;
    }
  });
}

Deno.test("deno task generate with an unknown word does nothing and says so", async () => {
  const script = config.tasks.generate.split(" ").at(-1)!;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...HARMLESS, script, "--hlep"],
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals([said, code], ['There is no "--hlep" to write. See --help.\n', 2]);
});
