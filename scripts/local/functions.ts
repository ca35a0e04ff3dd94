/**
 * One Deno process for each function, standing in for the hosted edge runtime: its permissions, its
 * cleared environment, its heap limit, and the function's own `deno.json`.
 */
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./child.ts";

const FUNCTIONS = new URL("../../supabase/functions/", import.meta.url);
/** What a hosted function may fill, in MB. */
const HEAP_MB = 256;

/** How to run a function differently from the default. */
export interface FunctionOptions {
  /** A free port when absent. */
  port?: number;
  /** The Deno binary to run it with, itself and not a wrapper; ours when absent. */
  denoPath?: string;
  /** Called with each line that it logs. */
  onLine?: (line: string) => void;
}

/** A running function. */
export interface LocalFunction extends Child {
  name: string;
  /** `http://127.0.0.1:40002`; paths begin with the function's name, as on the hosted platform. */
  url: string;
}

/**
 * Serves `supabase/functions/<name>/index.ts`, which exports `default { fetch }`.
 *
 * @param env All that the function may see besides where Deno keeps its packages.
 * @throws {StackError} with its last lines when it does not start.
 */
export async function startFunction(
  name: string,
  env: Record<string, string>,
  options: FunctionOptions = {},
): Promise<LocalFunction> {
  const { port = 0, denoPath = Deno.execPath(), onLine } = options;
  const entry = fileURLToPath(new URL(`${name}/index.ts`, FUNCTIONS));
  const config = fileURLToPath(new URL(`${name}/deno.json`, FUNCTIONS));
  const packages = ["--no-lock", "--node-modules-dir=none", `--config=${config}`];
  // Fetched beforehand and with our settings, as a deployment does: then the process needs none.
  await startChild({
    label: `The download of "${name}"`,
    command: [denoPath, "cache", "--quiet", ...packages, entry],
    ...(onLine ? { onLine } : {}),
  }).exited;

  const limits = [
    "--cached-only",
    "--no-prompt",
    "--allow-net",
    "--allow-env",
    `--v8-flags=--max-old-space-size=${HEAP_MB}`,
  ];
  const child = startChild({
    label: `The function "${name}"`,
    command: [
      denoPath,
      "serve",
      "--host=127.0.0.1",
      `--port=${port}`,
      ...packages,
      ...limits,
      entry,
    ],
    env: { ...findPackageCache(), ...env, NO_COLOR: "1" },
    ...(onLine ? { onLine } : {}),
  });
  const [, url = ""] = await child.waitForLine(/Listening on (http:\/\/127\.0\.0\.1:\d+)/);
  return { ...child, name, url };
}

/** The variables by which Deno finds its packages. */
function findPackageCache(): Record<string, string> {
  return Object.fromEntries(
    ["DENO_DIR", "XDG_CACHE_HOME", "HOME"].flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
