import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { ABSENT_AT_HOSTED_LEVEL, ABSENT_AT_SUPABASE } from "../../scripts/lint/hosted_platform.ts";
import { findHostedDeno } from "../../scripts/local/hosted.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

const LATER = [
  "new Uint8Array().toHex();",
  "new Uint8Array().toBase64();",
  "Uint8Array.fromHex('00');",
  "Uint8Array.fromBase64('AA');",
  "RegExp.escape('.');",
  "Error.isError(1);",
  "Math.sumPrecise([1]);",
  "Atomics.pause();",
  "Iterator.concat([1]);",
  "new Map().getOrInsert(1, 2);",
  "new CompressionStream('brotli');",
];
const UNTYPED = [
  ...[...ABSENT_AT_HOSTED_LEVEL, ...ABSENT_AT_SUPABASE].map((name) => `${name};`),
  "Deno.readTextFileSync('x');",
  "Deno.serve(() => new Response());",
  "const { statSync } = Deno;",
  "Deno['openSync']('x');",
  "eval('1');",
];
const FINE = ["Deno.env.toObject();", "new Uint8Array().toReversed();"];

/** Runs a command of a Deno over a function of these lines, and returns the lines that it refuses. */
async function listRefused(denoPath: string, args: string[], lines: string[]): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/supabase/functions/later/index.ts`;
  await Deno.mkdir(`${folder}/supabase/functions/later`, { recursive: true });
  await Deno.writeTextFile(file, lines.join("\n"));
  const { stderr, stdout } = await new Deno.Command(denoPath, {
    args: [...args, file],
    // A cache of its own: Deno empties one that another version has filled, types of the suite included.
    env: { NO_COLOR: "1", DENO_DIR: `${folder}/cache` },
  }).output();
  await Deno.remove(folder, { recursive: true });
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const places = [...text.matchAll(/index\.ts:(\d+):\d+/g)].map(([, line]) => Number(line) - 1);
  return lines.filter((_, index) => places.includes(index));
}

Deno.test("the check at the hosted level refuses what came to the language after it", async () => {
  const args = ["check", "--no-config", "--no-lock"];
  const refused = await listRefused(await findHostedDeno(), args, [...LATER, ...FINE]);
  assertEquals(refused, LATER);
});

Deno.test("lint refuses in a function what that check lets pass and the platform lacks", async () => {
  const args = ["lint", `--config=${CONFIG}`];
  const refused = await listRefused(Deno.execPath(), args, [...UNTYPED, ...FINE]);
  assertEquals(refused, UNTYPED);
});

Deno.test("what lint calls absent at the hosted level is absent there", async () => {
  const names = JSON.stringify(ABSENT_AT_HOSTED_LEVEL);
  const { stdout } = await new Deno.Command(await findHostedDeno(), {
    args: [
      "eval",
      "--no-config",
      "--no-lock",
      `console.log(${names}.filter((n) => n in globalThis))`,
    ],
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "[]");
});
