/** What the tests of the client call: a stand-in for the functions, and the functions themselves. */
import { createIcpJobTitlesClient, type IcpJobTitlesClientOptions } from "../../client/mod.ts";
import type { FunctionKey } from "../../supabase/functions/_shared/contract/functions.ts";
import { type Apps, KEYS, ORG_A } from "../support/apps.ts";

/** One request as it arrived, inflated. */
export interface Call {
  method: string;
  path: string;
  headers: Headers;
  text: string;
}

/** A running server. */
interface Service {
  url: string;
  calls: Call[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves on a free port; `answer` says what each call gets. */
export function startService(answer: (call: Call) => Response | Promise<Response>): Service {
  const calls: Call[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { method, headers, url } = request;
    const isZipped = headers.get("content-encoding") === "gzip";
    const body = isZipped
      ? request.body!.pipeThrough(new DecompressionStream("gzip"))
      : request.body;
    const { pathname: path } = new URL(url);
    const call = { method, path, headers, text: await new Response(body).text() };
    calls.push(call);
    return await answer(call);
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, calls, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** Serves the functions where the hosted platform has them. */
export function serveApps(apps: Apps): { url: string; [Symbol.asyncDispose](): Promise<void> } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const url = request.url.replace("/functions/v1", "");
    const name = /icp-job-titles-(\w+)/.exec(url)![1] as FunctionKey;
    return apps.fetch(name, new Request(url, request));
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A client of an internal caller of org A. */
export function createClient(url: string, options: Partial<IcpJobTitlesClientOptions> = {}) {
  return createIcpJobTitlesClient({ url, token: KEYS.internalApiKey, orgId: ORG_A, ...options });
}
