/**
 * `@supabase/lite` for many databases in one process, for a run of all tests: to start one of its
 * own for each costs half a second.
 *
 * `POST /` with PostgREST's settings as JSON serves a database, `DELETE /<port>` ends that.
 */
import { fileURLToPath } from "node:url";
import { DEEP, findPostgrest } from "./data_api.ts";
import { keepNumbers, serveLite } from "./data_api_lite.ts";
import { startProcess } from "./processes.ts";

/**
 * Starts the process.
 *
 * @returns Its URL and what ends it, or undefined where a real PostgREST is to serve the databases.
 */
export async function startDataApiHost() {
  if (await findPostgrest() !== undefined) return undefined;
  const { found, stop } = await startProcess({
    label: "The Data API of the tests",
    command: [Deno.execPath(), "run", "-A", DEEP, fileURLToPath(import.meta.url)],
    env: { NO_COLOR: "1" },
    ready: /^Hosting at (\S+)/,
    onLine: () => {},
  });
  return { url: found, stop };
}

if (import.meta.main) {
  keepNumbers();
  const served = new Map<string, () => Promise<void>>();
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(`Hosting at http://127.0.0.1:${port}`),
  }, async (request) => {
    if (request.method === "POST") {
      const settings = await request.json();
      served.set(settings.PGRST_SERVER_PORT, await serveLite(settings));
    } else {
      const port = new URL(request.url).pathname.slice(1);
      await served.get(port)?.();
      served.delete(port);
    }
    return new Response();
  });
}
