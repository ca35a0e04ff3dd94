/** Keeps calls on this machine away from a proxy that the environment names. */

/** What the stack's parts and tests call, in every form that Deno, Node, npm and curl read. */
const LOOPBACK = ["127.0.0.1", "127.0.0.0/8", "localhost", "::1"];

/**
 * Adds the addresses of this machine to `NO_PROXY` and `no_proxy` of this process, and so of those
 * that it starts. What either of them has already stays; other addresses go by the proxy as before.
 *
 * To be called before the first `fetch`, which reads them once.
 */
export function bypassProxies(): void {
  const names = ["NO_PROXY", "no_proxy"];
  const set = names.flatMap((name) => Deno.env.get(name)?.split(",") ?? [])
    .map((entry) => entry.trim()).filter((entry) => entry !== "");
  const all = [...new Set([...set, ...LOOPBACK])].join(",");
  for (const name of names) Deno.env.set(name, all);
}
