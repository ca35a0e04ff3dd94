/**
 * One Deno process for each function, standing in for the hosted edge runtime: its permissions, its
 * cleared environment, its heap limit, and the function's own `deno.json`.
 */
import { fileURLToPath } from "node:url";
import { findFreePort } from "./postgres.ts";
import { type Placement, type ProcessOptions, startProcess } from "./processes.ts";

const FUNCTIONS = new URL("../../supabase/functions/", import.meta.url);
/** The flags of what a hosted function may do and fill; the heap is all of it, its young part too. */
export const LIMITS = [
  "--no-prompt",
  "--allow-net",
  "--allow-env",
  "--v8-flags=--max-heap-size=256",
];

/** What Deno's newer versions advise on at the first request unless it is set; older ones refuse it. */
const NEWER = "--unstable-no-legacy-abort";

/** Lets Deno 2.1.4 download through a proxy that the system trusts, as ours does by itself. */
export const TRUST_SYSTEM = { DENO_TLS_CA_STORE: "mozilla,system" };

/** How to run a function. */
interface FunctionOptions extends Placement, Pick<ProcessOptions, "onLine"> {
  /** The Deno binary, itself and not a wrapper; ours when absent. */
  denoPath?: string | undefined;
  /** The address to listen on; 127.0.0.1 when absent. */
  hostname?: string | undefined;
}

/**
 * Serves `supabase/functions/<name>/index.ts`, which exports `default { fetch }`.
 *
 * @param env All that the function may see besides where Deno keeps its packages.
 * @returns its address, after which paths begin with its name as on the hosted platform, and of its
 * process what `startProcess` returns.
 * @throws {StackError} with its last lines when it does not start.
 */
export async function startFunction(
  name: string,
  env: Record<string, string>,
  options: FunctionOptions = {},
) {
  const { port = findFreePort(), hostname = "127.0.0.1", denoPath = Deno.execPath() } = options;
  const { onEnd, onLine } = options;
  const label = `The function "${name}"`;
  const folder = fileURLToPath(new URL(name, FUNCTIONS));
  const entry = `${folder}/index.ts`;
  const packages = ["--no-lock", "--node-modules-dir=none", `--config=${folder}/deno.json`];
  // With our settings, as a deployment does: the function itself sees none of them.
  const command = [denoPath, "cache", ...packages, entry];
  await startProcess({ label, command, env: TRUST_SYSTEM, onLine });

  const newer = denoPath === Deno.execPath() ? [NEWER] : [];
  const address = [`--host=${hostname}`, `--port=${port}`];
  const flags = [...address, "--cached-only", ...newer, ...packages, ...LIMITS];
  const cache = ["DENO_DIR", "XDG_CACHE_HOME", "HOME"].map((key) => [key, Deno.env.get(key)]);
  const { found: url, stop, pid } = await startProcess({
    label,
    command: [denoPath, "serve", ...flags, entry],
    env: { ...Object.fromEntries(cache.filter(([, value]) => value)), ...env, NO_COLOR: "1" },
    clearEnv: true,
    ready: /Listening on (http:\/\/127[.\d]+:\d+)/,
    onLine,
    onEnd,
  });
  return { name, url, stop, pid };
}
