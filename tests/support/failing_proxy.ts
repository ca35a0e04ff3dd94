/** A proxy in front of the Data API that answers some requests with 500. */

/** A running proxy. */
export interface FailingProxy {
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts the proxy.
 *
 * @param fails Tells of a request, and of how many of its method and path have come with it,
 * whether it fails before it reaches the Data API.
 */
export function startFailingProxy(
  target: string,
  fails: (request: Request, count: number) => boolean,
): FailingProxy {
  const counts = new Map<string, number>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const key = `${request.method} ${pathname}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (fails(request, count)) {
      await request.body?.cancel();
      return Response.json({ code: "XX000", message: "failed on purpose" }, { status: 500 });
    }
    const { method, headers, body } = request;
    return await fetch(target + pathname + search, { method, headers, body });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
