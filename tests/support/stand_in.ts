/** A small HTTP server in the place of the Data API, for the faults that a real one does not show. */

/** What arrived in one request. */
export interface Recorded {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

/** A running stand-in. */
export interface StandIn {
  supabaseUrl: string;
  serviceKey: string;
  /** Every request so far, oldest first. */
  requests: Recorded[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** The answer of a page's rows: behind them a row without an id, which tells that none was cut. */
export function writeRows(rows: readonly string[], separator = ","): string {
  const end = `{"id":null,"created_at":null,"company_domain":null}`;
  return `[${[...rows, end].join(separator)}]`;
}

/** Serves on a free port of 127.0.0.1; `answer` says what each request gets. */
export function startStandIn(
  answer: (request: Request, recorded: Recorded) => Response | Promise<Response>,
): StandIn {
  const requests: Recorded[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { method, headers, url } = request;
    const { pathname, search } = new URL(url);
    const recorded = { method, headers, path: pathname + search, body: await request.text() };
    requests.push(recorded);
    return await answer(request, recorded);
  });
  return {
    supabaseUrl: `http://127.0.0.1:${server.addr.port}`,
    serviceKey: "test-service-key",
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/**
 * Serves batches as the database would, each item of a company of its own; an item's id is
 * `id of <its domain>`.
 *
 * @param refuse Tells of the rows of one request, oldest first, what it gets instead.
 */
export function startTableStandIn(
  refuse: (rows: Record<string, unknown>[]) => Response | undefined = () => undefined,
): StandIn {
  return startStandIn((_request, { body }) => {
    const { p_items, p_documents } = JSON.parse(body);
    const rows: Record<string, unknown>[] = JSON.parse(p_items).map((item: object, n: number) => ({
      ...item,
      raw_parallel_output: p_documents[n],
    }));
    const answers = rows.map(({ company_domain }) => ({
      outcome: "upserted",
      id: `id of ${company_domain}`,
    }));
    return refuse(rows.toReversed()) ?? Response.json(answers);
  });
}

/** Answers every request with 200 and `text`, announces more, and closes the connection. */
export function startCuttingStandIn(text: string): StandIn {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n`;
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(65_536));
      await connection.write(new TextEncoder().encode(head + text));
      connection.close();
    }
  })();
  return {
    supabaseUrl: `http://127.0.0.1:${port}`,
    serviceKey: "test-service-key",
    requests: [],
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}
