import { assertEquals, assertStringIncludes } from "@std/assert";
import { bypassProxies } from "../../scripts/local/proxies.ts";
import { findFreePort } from "../../scripts/local/postgres.ts";
import { SAMPLE } from "../../scripts/local/hosted.ts";

const VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

/** Every name that programs read a proxy from; nothing listens there. */
const DEAD_PROXY = Object.fromEntries(
  VARIABLES.flatMap((name) => [name, name.toLowerCase()])
    .map((name) => [name, "http://127.0.0.1:9"]),
);

/** Sets what the environment says of exceptions, and gives it back as it was. */
function useExceptions(values: { NO_PROXY?: string; no_proxy?: string }): Disposable {
  const names = ["NO_PROXY", "no_proxy"] as const;
  const set = (name: string, value?: string) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of names) set(name, values[name]);
  return { [Symbol.dispose]: () => before.forEach(([name, value]) => set(name, value)) };
}

const LOOPBACK = "127.0.0.1,127.0.0.0/8,localhost,::1";

for (
  const [values, expected] of [
    [{}, LOOPBACK],
    [{ NO_PROXY: "" }, LOOPBACK],
    [{ NO_PROXY: "corp.example, 10.0.0.0/8" }, `corp.example,10.0.0.0/8,${LOOPBACK}`],
    [{ no_proxy: "corp.example" }, `corp.example,${LOOPBACK}`],
    [{ NO_PROXY: "a.example", no_proxy: "b.example" }, `a.example,b.example,${LOOPBACK}`],
    [{ NO_PROXY: LOOPBACK, no_proxy: LOOPBACK }, LOOPBACK],
  ] as const
) {
  Deno.test(`NO_PROXY of ${JSON.stringify(values)} is kept, and this machine added`, () => {
    using _ = useExceptions(values);
    bypassProxies();
    assertEquals([Deno.env.get("NO_PROXY"), Deno.env.get("no_proxy")], [expected, expected]);
  });
}

Deno.test("the stack is ready, backfilled and well where every proxy is dead", async () => {
  const port = findFreePort();
  const stack = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "scripts/start.ts", "--memory", "--port", String(port)],
    env: DEAD_PROXY,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let printed = "";
  for await (const part of stack.stdout.pipeThrough(new TextDecoderStream())) {
    printed += part;
    if (printed.includes("is ready after")) break;
  }
  const health = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { bypassProxies } from ${
        JSON.stringify(new URL("../../scripts/local/proxies.ts", import.meta.url).href)
      };
      bypassProxies();
      console.log(await (await fetch("http://127.0.0.1:${port}/health")).text());`,
    ],
    env: DEAD_PROXY,
  }).output();
  stack.kill("SIGTERM");
  await stack.status;
  assertStringIncludes(printed, `upserted: ${SAMPLE.companies}`);
  assertEquals(JSON.parse(new TextDecoder().decode(health.stdout)).parts, {
    "icp-job-titles-upsert": 200,
    "icp-job-titles-query": 200,
    "icp-job-titles-mcp": 200,
  });
});
