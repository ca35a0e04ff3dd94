/**
 * `@supabase/lite` for many databases in one process, for a run of all tests: to start one of its
 * own for each costs half a second.
 *
 * `POST /` with PostgREST's settings as JSON serves a database, `DELETE /<port>` ends that.
 */
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { DEEP, findPostgrest } from "./data_api.ts";
import { keepNumbers, readCatalog, serveLite } from "./data_api_lite.ts";
import { startProcess } from "./processes.ts";

/** What differs where a statement has changed what the catalog tells: a copy of a database has the same. */
const DIGEST = `
  select concat_ws(' ', max(xmin::text::bigint), count(*)) as digest from (
    select xmin from pg_class union all select xmin from pg_attribute
    union all select xmin from pg_constraint union all select xmin from pg_proc
    union all select xmin from pg_type union all select xmin from pg_enum
  ) as rows`;

/** Reads each catalog once: most databases are copies of one, and to read it takes 90 ms. */
function createCatalogReader() {
  const known = new Map<string, Promise<object>>();
  return async (url: string): Promise<object> => {
    const sql = postgres(url, { max: 1, fetch_types: false });
    const [row] = await sql.unsafe(DIGEST);
    await sql.end();
    const { digest } = row!;
    if (!known.has(digest)) {
      const reading = readCatalog(url);
      known.set(digest, reading);
      reading.catch(() => known.delete(digest));
    }
    return await known.get(digest)!;
  };
}

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
  const read = createCatalogReader();
  const served = new Map<string, () => Promise<void>>();
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(`Hosting at http://127.0.0.1:${port}`),
  }, async (request) => {
    if (request.method === "POST") {
      const settings = await request.json();
      served.set(settings.PGRST_SERVER_PORT, await serveLite(settings, read));
    } else {
      const port = new URL(request.url).pathname.slice(1);
      await served.get(port)?.();
      served.delete(port);
    }
    return new Response();
  });
}
