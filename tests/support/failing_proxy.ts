/** A proxy in front of the Data API that does to some requests what networks and servers do. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that came by. */
export interface Passing {
  method: string;
  /** Such as `/rest/v1/rpc/write_icp_job_titles`. */
  path: string;
  body: string;
  /** How many of this method and path have come, with it. */
  count: number;
}

/**
 * What happens to a request: `refuse` and `drop` close the connection before and after the Data API
 * did its work, `cut` closes it in the middle of the answer, `hang` never answers; a status is
 * answered in its place.
 */
export type Fault = "refuse" | "drop" | "cut" | "hang" | {
  status: number;
  code?: string;
  message?: string;
  headers?: Record<string, string>;
};

/** A running proxy. */
interface FailingProxy {
  url: string;
  /** Every request so far, oldest first. */
  passed: Passing[];
  /** Waits until the Data API has answered all that was sent on, though nobody is left to hear. */
  settle(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a test does to requests; each may wait. */
export interface Faults {
  /** Tells the fault of a request, if it has one. */
  before?(request: Passing): Fault | undefined | Promise<Fault | undefined>;
  /** Called when the Data API has answered, before the answer goes out. */
  after?(request: Passing): void | Promise<void>;
}

/** Starts the proxy in front of the Data API at `target`. */
export async function startFailingProxy(target: string, faults: Faults): Promise<FailingProxy> {
  const passed: Passing[] = [];
  const counts = new Map<string, number>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const path = url.split("?")[0]!;
    const key = `${method} ${path}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const body = new TextDecoder().decode(await new Response(request as never).bytes());
    const passing = { method, path, body, count: counts.get(key)! };
    passed.push(passing);

    const fault = await faults.before?.(passing);
    if (fault === "refuse") return void request.socket.destroy();
    if (fault === "hang") {
      const { promise: left, resolve } = Promise.withResolvers<void>();
      request.socket.once("close", resolve);
      return await left;
    }
    if (typeof fault === "object") {
      response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
      const { code = "XX000", message = "failed on purpose" } = fault;
      return void response.end(JSON.stringify({ code, message }));
    }
    const headers = new Headers(request.headers as Record<string, string>);
    for (const name of ["host", "connection", "content-length"]) headers.delete(name);
    const answer = await fetch(target + url, {
      method,
      headers,
      ...(body !== "" && { body }),
    });
    const bytes = await answer.bytes();
    await faults.after?.(passing);
    if (fault === "drop") return void request.socket.destroy();
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "",
      "content-length": String(bytes.length),
    });
    if (fault !== "cut") return void response.end(bytes);
    response.write(bytes.slice(0, bytes.length / 2), () => request.socket.destroy());
  }

  const handling = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const handled = handle(request, response).catch(() => void request.socket.destroy())
      .finally(() => handling.delete(handled));
    handling.add(handled);
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    settle: async () => void await Promise.all(handling),
    [Symbol.asyncDispose]: async () => {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await closed;
    },
  };
}
