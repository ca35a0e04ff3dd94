import { assertEquals } from "@std/assert";
import { MCP } from "../../supabase/functions/_shared/contract/functions.ts";
import { LIMITS, startFunction } from "../../scripts/local/functions.ts";
import { startProcess } from "../../scripts/local/processes.ts";
import { asInternal, gzip, KEYS, PATHS } from "../support/apps.ts";
import { bundleFunction, findHostedDeno, FUNCTION_NAMES } from "../../scripts/local/hosted.ts";
import { startStandIn } from "../support/stand_in.ts";
import type { Limits } from "./limits_probe/index.ts";

/** As a URL: it is no function of the service. */
const PROBE = new URL("./limits_probe", import.meta.url).href;
const denoPath = await findHostedDeno();
/** Where Deno keeps its packages, and what the shell adds that starts the process. */
const BESIDE_SETTINGS = [
  "DENO_DIR",
  "HOME",
  "NO_COLOR",
  "OLDPWD",
  "PWD",
  "SHLVL",
  "XDG_CACHE_HOME",
  "_",
];
/** Just below the cap on what a body inflates to. */
const LARGEST_BYTES = 19_900_000;

const STORED = { id: "stored" };
const asJson = { ...asInternal(), "content-type": "application/json" };

/** A Data API that stores whatever it gets, and the settings of a function before it. */
function startTable() {
  const dataApi = startStandIn(() => Response.json(STORED, { status: 201 }));
  const settings = {
    SUPABASE_URL: dataApi.supabaseUrl,
    SUPABASE_SECRET_KEY: dataApi.serviceKey,
    INTERNAL_API_KEY: KEYS.internalApiKey,
    JWT_SECRET: KEYS.jwtSecret,
    SUPER_ADMIN_JWT_SECRET: KEYS.superAdminJwtSecret,
  };
  return { ...dataApi, settings };
}

Deno.test("a function can read, write, run, look up and load nothing, sees its settings alone, and has 256 MB of heap", async () => {
  const settings = { SUPABASE_URL: "http://127.0.0.1:1", ANY_OTHER: "x" };
  const probe = await startFunction(PROBE, settings, { denoPath });
  const limits: Limits = await (await fetch(probe.url)).json();
  await probe.stop();
  const refused = Object.fromEntries(
    ["read", "write", "run", "sys", "ffi"].map((permission) => [permission, "NotCapable"]),
  );
  assertEquals(limits.refused, refused);
  const seen = limits.settings.filter((name) => !BESIDE_SETTINGS.includes(name));
  assertEquals(seen, Object.keys(settings).sort());
  assertEquals(limits.heapBytes, 256 * 1024 ** 2);
});

Deno.test("with 256 MB of heap the upsert takes two of the largest bodies at once, and goes on", async () => {
  await using table = startTable();
  await using parts = new AsyncDisposableStack();
  const upsert = await startFunction("icp-job-titles-upsert", table.settings, { denoPath });
  parts.defer(upsert.stop);
  // The € makes V8 keep two bytes for each character.
  const numbers = `{"n":9007199254740993,"x":1.10},`;
  const document = `{"€":[${numbers.repeat(LARGEST_BYTES / numbers.length)}{}]}`;
  const body = await gzip(`{"company_domain":"acme.com","raw_parallel_output":${document}}`);
  const send = async () => {
    const response = await fetch(upsert.url + PATHS.upsert[0], {
      method: "POST",
      headers: { ...asJson, "content-encoding": "gzip" },
      body,
    });
    return [response.status, await response.json()];
  };
  for (const callers of [2, 1]) {
    const answers = await Promise.all(Array.from({ length: callers }, send));
    assertEquals(answers, Array(callers).fill([200, { data: STORED }]));
  }
  assertEquals(table.requests.map(({ body }) => body.includes(document)), Array(3).fill(true));
});

for (const name of FUNCTION_NAMES) {
  Deno.test(`${name} boots from one file, with no cache and nowhere to write, and answers`, async () => {
    await using table = startTable();
    await using parts = new AsyncDisposableStack();
    const file = await Deno.makeTempFile({ suffix: ".js" });
    parts.defer(() => Deno.remove(file));
    await Deno.writeTextFile(file, await bundleFunction(name));
    const address = ["--host=127.0.0.1", "--port=0"];
    const { found: url, stop } = await startProcess({
      label: name,
      command: [denoPath, "serve", ...address, "--no-config", "--no-lock", ...LIMITS, file],
      // Below a file nobody can make a folder, root included.
      env: { ...table.settings, NO_COLOR: "1", DENO_DIR: `${file}/cache`, HOME: "/nonexistent" },
      clearEnv: true,
      ready: /Listening on (http:\/\/127\.0\.0\.1:\d+)/,
    });
    parts.defer(stop);
    const health = await fetch(`${url}/${name}/health`);
    assertEquals(await health.json(), { data: { status: "ok", database: "ok" } });
    if (name === MCP.name) return;
    const document = await fetch(`${url}/${name}/openapi.json`);
    assertEquals((await document.json()).openapi, "3.1.0");
  });
}
