import { assertEquals, assertStringIncludes } from "@std/assert";
import { createGateway, type Upstreams } from "../../scripts/local/gateway.ts";

const NAME = "icp-job-titles-query";

/** A gateway before one upstream that is both the Data API and the only function. */
function startGateway(
  answer: (request: Request) => Response | Promise<Response>,
  options: Partial<Upstreams> = {},
) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  const url = `http://127.0.0.1:${server.addr.port}`;
  const gateway = createGateway({
    serviceKey: "sb_secret_x",
    dataApi: { url, token: "role-token" },
    functions: [{ name: NAME, url }],
    ...options,
  });
  return {
    ask: (path: string, init?: RequestInit) =>
      Promise.resolve(gateway.request(`http://localhost${path}`, init)),
    server,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("a function sees its name first in the path, the query, the method and the body", async () => {
  await using gateway = startGateway(async (request) => {
    const { pathname, search } = new URL(request.url);
    const length = request.headers.get("content-length");
    return Response.json([request.method, pathname + search, length, await request.text()]);
  });
  const answer = await gateway.ask(`/functions/v1/${NAME}/a/b?c=d%20e`, {
    method: "POST",
    headers: { "content-length": "5" },
    body: "hello",
  });
  assertEquals(await answer.json(), ["POST", `/${NAME}/a/b?c=d%20e`, "5", "hello"]);
});

Deno.test("status, headers and an encoded body come back as they were", async () => {
  await using gateway = startGateway(() => {
    const body = new Blob(["x".repeat(5000)]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Response(body, {
      status: 422,
      headers: { "content-encoding": "gzip", "x-request-id": "r1" },
    });
  });
  const answer = await gateway.ask(`/functions/v1/${NAME}`);
  assertEquals([answer.status, answer.headers.get("x-request-id")], [422, "r1"]);
  assertEquals(answer.headers.get("content-encoding"), "gzip");
  const inflated = answer.body!.pipeThrough(new DecompressionStream("gzip"));
  assertEquals(await new Response(inflated).text(), "x".repeat(5000));
});

Deno.test("an answer flows through as it is made", async () => {
  const rest = Promise.withResolvers<void>();
  await using gateway = startGateway(() =>
    new Response(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode("first"));
          await rest.promise;
          controller.close();
        },
      }),
    )
  );
  const answer = await gateway.ask(`/functions/v1/${NAME}`);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await reader.read()).value, "first");
  rest.resolve();
  assertEquals((await reader.read()).done, true);
});

Deno.test("a caller who leaves cancels the request behind the gateway", async () => {
  const arrived = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  await using gateway = startGateway(async (request) => {
    request.signal.addEventListener("abort", () => cancelled.resolve());
    arrived.resolve();
    await cancelled.promise;
    return new Response();
  });
  const caller = new AbortController();
  const answer = gateway.ask(`/functions/v1/${NAME}`, { signal: caller.signal });
  await arrived.promise;
  caller.abort();
  await cancelled.promise;
  assertEquals((await answer).status, 499);
});

Deno.test("the service key becomes the role token, and without it the Data API is not asked", async () => {
  const asked: (string | null)[] = [];
  await using gateway = startGateway((request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(pathname + search, request.headers.get("authorization"));
    return new Response();
  });
  const ask = async (headers: HeadersInit) =>
    (await gateway.ask("/rest/v1/orgs?select=id", { headers })).status;
  assertEquals(await ask({ apikey: "sb_secret_x", authorization: "Bearer sb_secret_x" }), 200);
  assertEquals(await ask({ apikey: "sb_secret_other" }), 401);
  assertEquals(await ask({ authorization: "Bearer role-token" }), 401);
  assertEquals(asked, ["/orgs?select=id", "Bearer role-token"]);
});

Deno.test("health is 200 only while every part answers", async () => {
  let status = 200;
  await using gateway = startGateway(() => new Response(null, { status }));
  assertEquals((await gateway.ask("/health")).status, 200);
  status = 503;
  const sick = await gateway.ask("/health");
  assertEquals(sick.status, 503);
  assertEquals((await sick.json()).parts, { [NAME]: 503 });
});

Deno.test("what is down answers 503 and what is unknown 404, both in a sentence", async () => {
  await using gateway = startGateway(() => new Response());
  const unknown = await gateway.ask("/functions/v1/other");
  assertEquals(unknown.status, 404);
  assertStringIncludes((await unknown.json()).error, `Nothing is served at "/functions/v1/other"`);

  await gateway.server.shutdown();
  const down = await gateway.ask(`/functions/v1/${NAME}`);
  assertEquals(down.status, 503);
  assertStringIncludes(
    (await down.json()).error,
    `What serves "/functions/v1/${NAME}" does not answer`,
  );
});

/** Everything that the gateway serves, and what a page may send there. */
const REQUESTS: [method: string, path: string][] = [
  ["GET", "/health"],
  ["GET", "/docs"],
  ["GET", "/unknown"],
  ["POST", `/functions/v1/${NAME}`],
  ["OPTIONS", `/functions/v1/${NAME}`],
  ["GET", "/rest/v1/orgs"],
  ["OPTIONS", "/rest/v1/orgs"],
];

/** Sends every request to a gateway that runs, with some headers; tells the statuses that came. */
async function sendAll(headers: Record<string, string>, options: Partial<Upstreams> = {}) {
  let asked = 0;
  await using gateway = startGateway(() => {
    asked++;
    return new Response();
  }, options);
  const statuses = await Promise.all(REQUESTS.map(async ([method, path]) => {
    const answer = await gateway.ask(path, { method, headers });
    await answer.body?.cancel();
    return answer.status;
  }));
  return { statuses: [...new Set(statuses)], asked };
}

const LOOPBACK_HOSTS = ["127.0.0.1", "127.8.9.10:1", "localhost", "LocalHost:54321", "[::1]:54321"];
const FOREIGN_HOSTS = [
  "evil.example",
  "evil.example:54321",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "192.168.0.7:54321",
  "0.0.0.0",
  "[::]",
  "[::ffff:127.0.0.1]",
  "evil.example@127.0.0.1",
  "127.0.0.1, evil.example",
  "",
];

for (const host of FOREIGN_HOSTS) {
  Deno.test(`a request for the host "${host}" is 421, and nothing behind the gateway is asked`, async () => {
    assertEquals(await sendAll({ host }), { statuses: [421], asked: 0 });
  });
}

Deno.test("a request for a host of this machine is answered, by whichever name and port", async () => {
  for (const host of LOOPBACK_HOSTS) {
    const { statuses } = await sendAll({ host });
    assertEquals(statuses.includes(421), false, host);
  }
});

const FOREIGN_ORIGINS = [
  "null",
  "https://evil.example",
  "http://127.0.0.1.evil.example",
  "http://localhost.evil.example:3000",
  "http://evil.example@localhost",
  "http://localhost, https://evil.example",
  "chrome-extension://abcdefgh",
  "file://",
  "",
];

for (const origin of FOREIGN_ORIGINS) {
  Deno.test(`a page of the origin "${origin}" is refused while the keys are public, its preflights too`, async () => {
    assertEquals(await sendAll({ origin }), { statuses: [403], asked: 0 });
  });

  Deno.test(`a page of the origin "${origin}" reaches the functions where no key is public`, async () => {
    const { statuses } = await sendAll({ origin }, { acceptsForeignOrigins: true });
    assertEquals(statuses.includes(403), false);
  });
}

Deno.test("a page of this machine, and a caller that is no page, are answered", async () => {
  const origins = LOOPBACK_HOSTS.flatMap((host) => [`http://${host}`, `https://${host}`]);
  for (const headers of [{}, ...origins.map((origin) => ({ origin }))]) {
    assertEquals((await sendAll(headers)).statuses.includes(403), false, JSON.stringify(headers));
  }
});

Deno.test("a refused page is told what to do, and no header lets it read more", async () => {
  await using gateway = startGateway(() => new Response());
  const answer = await gateway.ask("/health", { headers: { origin: "https://evil.example" } });
  assertStringIncludes((await answer.json()).error, "Open the page from localhost");
  assertEquals(answer.headers.get("access-control-allow-origin"), null);
  const other = await gateway.ask("/health", { headers: { host: "evil.example" } });
  assertStringIncludes((await other.json()).error, "127.0.0.1, localhost or [::1] only");
});
