/** The MCP function over HTTP, on a real Data API and a database of the test file's own. */
import { assert, assertEquals } from "@std/assert";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createDataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { MCP } from "../../supabase/functions/_shared/contract/functions.ts";
import type { LogLine } from "../../supabase/functions/_shared/log.ts";
import { createMcpApp } from "../../supabase/functions/icp-job-titles-mcp/app.ts";
import { asInternal, NOW, SETTINGS } from "../support/apps.ts";
import type { Live } from "../support/live_apps.ts";

/** The function's path behind a gateway that has cut its prefix off. */
export const MCP_PATH = `/${MCP.name}`;

/** The function as a server. */
export interface Service {
  /** Where clients connect to. */
  url: string;
  logs: LogLine[];
  background: Promise<void>[];
  fetch(request: Request): Promise<Response>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves the function on a free port of 127.0.0.1. */
export function startService({ dataApi }: Pick<Live, "dataApi">, now = () => NOW): Service {
  const target = { supabaseUrl: dataApi.url, serviceKey: dataApi.serviceKey };
  const logs: LogLine[] = [];
  const background: Promise<void>[] = [];
  const app = createMcpApp({
    dataApi: createDataApi(target),
    settings: { ...target, ...SETTINGS },
    log: (line) => void logs.push(line),
    waitUntil: (work) => void background.push(work),
    now,
  });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, app.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}${MCP_PATH}`,
    logs,
    background,
    fetch: async (request) => await app.fetch(request),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Promise.all(background);
    },
  };
}

/** The protocol of a client: `auto` asks for 2026-07-28, `legacy` begins with `initialize`. */
export type Mode = "auto" | "legacy";

/** Connects the official client. */
export async function connect(
  url: string,
  { headers = asInternal() as Record<string, string>, mode = "auto" as Mode } = {},
): Promise<Client & AsyncDisposable> {
  const client = new Client({ name: "test", version: "1.0.0" }, {
    versionNegotiation: { mode },
  });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  await client.connect(transport);
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

/** What a tool answered. */
interface Answer {
  isError: boolean;
  /** Its text: JSON, or the sentence of a refusal. */
  text: string;
  // deno-lint-ignore no-explicit-any -- tests look into answers of any shape
  data: any;
}

/** Calls a tool, and checks that its text and its data say the same, in few enough bytes. */
export async function callTool(client: Client, name: string, args: object): Promise<Answer> {
  const result = await client.callTool({ name, arguments: args as Record<string, unknown> });
  const [content, ...others] = result.content as { text: string }[];
  assertEquals(others, []);
  assert(new TextEncoder().encode(JSON.stringify(result)).length <= 60_000);
  const { text } = content!;
  if (!result.isError) assertEquals(result.structuredContent, JSON.parse(text));
  return { isError: result.isError ?? false, text, data: result.structuredContent };
}
