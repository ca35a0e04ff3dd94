import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FUNCTION_NAMES } from "../../scripts/local/hosted.ts";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";

const PROGRAMS: [name: string, args: string[], code: number][] = [
  ["deno task start", ["run", "-A", "scripts/start.ts", "--memory", "--port", "0"], 2],
  [
    "deno task test:remote",
    ["run", "-A", "tests/contract/run.ts", "--url", "http://127.0.0.1:9"],
    2,
  ],
  ...FUNCTION_NAMES.map((name): [string, string[], number] => [
    `the function ${name}`,
    ["serve", "--no-prompt", "-A", "--port", "0", `supabase/functions/${name}/index.ts`],
    1,
  ]),
];

/** Runs a program with good settings but for some, and returns how it ended and all it wrote. */
async function run(args: string[], env: Record<string, string>) {
  const SUPABASE_URL = "http://127.0.0.1:9";
  const settings = { ...DEVELOPMENT_KEYS, SUPABASE_SERVICE_ROLE_KEY: "k", SUPABASE_URL, ...env };
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1", ...settings },
    stdin: "null",
  }).output();
  const [output, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, written: output! + errors! };
}

for (const [name, args, expected] of PROGRAMS) {
  Deno.test(`${name} refuses keys of several lines by their names, and shows none of them`, async () => {
    const { code, written } = await run(args, {
      SUPABASE_SERVICE_ROLE_KEY: "zq7\nzq7",
      INTERNAL_API_KEY: "zq7 zq7",
    });
    assertEquals(code, expected, written);
    for (const setting of ["SUPABASE_SERVICE_ROLE_KEY", "INTERNAL_API_KEY"]) {
      assertStringIncludes(written, `${setting} must be one line of visible ASCII`);
    }
    assert(!written.includes("zq7"), written);
  });
}

for (const [name, args, expected] of PROGRAMS.filter(([name]) => !name.endsWith("start"))) {
  Deno.test(`${name} refuses a URL with a password, and shows none of it`, async () => {
    const url = "http://zq7:zq7@127.0.0.1:9";
    const own = args.map((arg) => arg === "http://127.0.0.1:9" ? url : arg);
    const { code, written } = await run(own, { SUPABASE_URL: url });
    assertEquals(code, expected, written);
    assertStringIncludes(written, "SUPABASE_URL must be a URL without user name, password");
    assert(!written.includes("zq7"), written);
  });
}
