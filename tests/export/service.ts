/** The query function on a real database, and the export: in this process, or as one. */
import { fileURLToPath } from "node:url";
import { createGateway } from "../../scripts/local/gateway.ts";
import { runCommand } from "../../scripts/export/command.ts";
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

/** Starts `deno task export` as a process. */
export function start(url: string, args: string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", SCRIPT, "--url", url, ...args],
    env: { ICP_JOB_TITLES_TOKEN: TOKEN },
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** Runs the command in this process, by a clock that never waits; returns what it printed and drew. */
export async function run(
  url: string,
  args: string[],
  { token = TOKEN, isTerminal = false }: { token?: string | undefined; isTerminal?: boolean } = {},
) {
  let [said, complained, drawn] = ["", "", ""];
  const terminal = { isTTY: true, columns: 80, write: (text: string) => Boolean(drawn += text) };
  const code = await runCommand(["--url", url, ...args], {
    token,
    output: {
      print: (line) => void (said += `${line}\n`),
      complain: (line) => void (complained += `${line}\n`),
    },
    terminal: isTerminal ? terminal as unknown as NodeJS.WritableStream : undefined,
    clock: { now: Date.now, random: Math.random, sleep: () => Promise.resolve() },
    signal: new AbortController().signal,
  });
  return { code, said, complained, drawn };
}

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
