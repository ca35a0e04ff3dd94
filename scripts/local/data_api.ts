/**
 * The Data API, as hosted Supabase serves it under `/rest/v1`: a real PostgREST where one is
 * installed, else `@supabase/lite`.
 */
import { startChild } from "./child.ts";
import { findFreePort } from "./postgres.ts";
import { proxyRequest } from "./proxy.ts";
import { findPostgrest, forwardToPostgrest, startPostgrest } from "./data_api_postgrest.ts";

/** The database to serve, and the key that opens it. */
export interface DataApiOptions {
  databaseUrl: string;
  /** Opaque; whoever sends it as `apikey` acts as service_role. */
  serviceKey: string;
  /** A free one when absent. */
  port?: number;
}

/** A running Data API. */
export interface DataApi {
  /** Its address without `/rest/v1`: `http://127.0.0.1:40001`. */
  url: string;
  /** What serves it: `"@supabase/lite"` or `"PostgREST 14.5"`. */
  engine: string;
  /** Answers a request for `/rest/v1/…` without another listener in between. */
  forward(request: Request): Promise<Response>;
  /** A sentence, once it has ended though nobody asked it to. */
  crashed: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Serves a database's `public` schema on 127.0.0.1 with the hosted limits.
 *
 * @throws {StackError} with the engine's last lines when it does not start.
 */
export async function startDataApi(options: DataApiOptions): Promise<DataApi> {
  const postgrest = await findPostgrest();
  return postgrest ? await servePostgrest(options, postgrest) : await serveLite(options);
}

async function serveLite({ databaseUrl, serviceKey, port = 0 }: DataApiOptions): Promise<DataApi> {
  const program = new URL("data_api_lite.ts", import.meta.url).pathname;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const child = startChild({
    label: "The Data API",
    command: [Deno.execPath(), "run", "-A", "--no-prompt", `--config=${config}`, program],
    env: {
      ...Deno.env.toObject(),
      DATABASE_URL: databaseUrl,
      SERVICE_KEY: serviceKey,
      PORT: String(port),
      NO_COLOR: "1",
    },
  });
  const [, url = ""] = await child.waitForLine(/Listening on (http:\/\/127\.0\.0\.1:\d+)/);
  return {
    url,
    engine: "@supabase/lite",
    forward: (request) => proxyRequest(request, retarget(request, url), "The Data API"),
    crashed: child.crashed,
    stop: () => child.stop(),
  };
}

async function servePostgrest(
  { databaseUrl, serviceKey, port }: DataApiOptions,
  version: string,
): Promise<DataApi> {
  const postgrest = await startPostgrest(databaseUrl, findFreePort());
  const forward = (request: Request) => forwardToPostgrest(request, postgrest, serviceKey);
  const server = Deno.serve({ hostname: "127.0.0.1", port: port ?? 0, onListen() {} }, forward);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    engine: `PostgREST ${version}`,
    forward,
    crashed: postgrest.crashed,
    async stop() {
      await server.shutdown();
      await postgrest.stop();
    },
  };
}

function retarget(request: Request, base: string): string {
  const { pathname, search } = new URL(request.url);
  return `${base}${pathname}${search}`;
}
