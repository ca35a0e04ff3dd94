/** The query function on a real database, and `deno task export` as a process. */
import { fileURLToPath } from "node:url";
import { createGateway } from "../../scripts/local/gateway.ts";
import type { Live } from "../support/live_apps.ts";

/** The token of every export. */
export const TOKEN = "the-token-of-an-export";
const SCRIPT = fileURLToPath(new URL("../../scripts/export.ts", import.meta.url));
const LOOPBACK = { hostname: "127.0.0.1", port: 0, onListen() {} };

/** Serves the query function; `answer` may answer the `n`th POST in its place. */
export function serve(
  live: Live,
  answer: (n: number) => Response | Promise<Response> | undefined = () => undefined,
) {
  const apps = live.createApps();
  const asked: Record<string, unknown>[] = [];
  const query = Deno.serve(LOOPBACK, async (request) => {
    asked.push(await request.clone().json());
    return await answer(asked.length) ?? await apps.fetch("query", request);
  });
  const gateway = createGateway({
    functions: [{ name: "icp-job-titles-query", url: `http://127.0.0.1:${query.addr.port}` }],
    serviceKey: "k",
    dataApi: { url: "http://127.0.0.1:9", token: "none" },
  });
  const server = Deno.serve(LOOPBACK, gateway.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await query.shutdown();
    },
  };
}

/** Starts an export. */
export function start(url: string, args: string[], token = TOKEN) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", SCRIPT, "--url", url, ...args],
    env: { ICP_JOB_TITLES_TOKEN: token },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for its end, and what it said. */
export async function read(process: Deno.ChildProcess) {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout), complained: decoder.decode(stderr) };
}

/** Runs an export to its end. */
export const run = (url: string, args: string[], token?: string) => read(start(url, args, token));

/** Lists a folder. */
export async function list(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

/** Works in a folder that goes away. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
