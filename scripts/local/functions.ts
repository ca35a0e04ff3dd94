/**
 * One Deno process for each function, standing in for the hosted edge runtime: its permissions, its
 * cleared environment, its heap limit, and the function's own `deno.json`.
 */
import { fileURLToPath } from "node:url";
import { startProcess } from "./processes.ts";

const FUNCTIONS = new URL("../../supabase/functions/", import.meta.url);
/** What a hosted function may do and fill. */
const LIMITS = ["--no-prompt", "--allow-net", "--allow-env", "--v8-flags=--max-old-space-size=256"];

/**
 * Serves `supabase/functions/<name>/index.ts`, which exports `default { fetch }`.
 *
 * @param env All that the function may see besides where Deno keeps its packages.
 * @param denoPath The Deno binary to run it with, itself and not a wrapper.
 * @returns its address, after which paths begin with its name as on the hosted platform.
 * @throws {StackError} with its last lines when it does not start.
 */
export async function startFunction(
  name: string,
  env: Record<string, string>,
  onLine?: (line: string) => void,
  denoPath = Deno.execPath(),
) {
  const label = `The function "${name}"`;
  const folder = fileURLToPath(new URL(name, FUNCTIONS));
  const entry = `${folder}/index.ts`;
  const packages = ["--no-lock", "--node-modules-dir=none", `--config=${folder}/deno.json`];
  // With our settings, as a deployment does: the function itself sees none of them.
  await startProcess({ label, command: [denoPath, "cache", ...packages, entry], onLine });

  const flags = ["--host=127.0.0.1", "--port=0", "--cached-only", ...packages, ...LIMITS];
  const cache = ["DENO_DIR", "XDG_CACHE_HOME", "HOME"].map((key) => [key, Deno.env.get(key)]);
  const { found: url, stop } = await startProcess({
    label,
    command: [denoPath, "serve", ...flags, entry],
    env: { ...Object.fromEntries(cache.filter(([, value]) => value)), ...env, NO_COLOR: "1" },
    clearEnv: true,
    ready: /Listening on (http:\/\/127\.0\.0\.1:\d+)/,
    onLine,
  });
  return { name, url, stop };
}
