import { assertEquals, assertStringIncludes } from "@std/assert";
import { createGateway } from "../../scripts/local/gateway.ts";

const NAME = "icp-job-titles-query";

/** A gateway before one upstream that is both the Data API and the only function. */
function startGateway(answer: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  const url = `http://127.0.0.1:${server.addr.port}`;
  const gateway = createGateway({
    serviceKey: "sb_secret_x",
    dataApi: { url, token: "role-token" },
    functions: [{ name: NAME, url }],
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
