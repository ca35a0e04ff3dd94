import { assert, assertEquals, assertRejects } from "@std/assert";
import { streamOf } from "../../supabase/functions/_shared/streams.ts";
import { asInternal, createApps, PATHS, post } from "../support/apps.ts";
import { flowOf } from "../support/bytes.ts";
import { createClock } from "../support/clock.ts";
import { startStandIn, writeRows } from "../support/stand_in.ts";

const HEAD = `"id":"x","created_at":"y","company_domain":"z"`;
const ROW = `{${HEAD},"raw_parallel_output":{"a":"${"b".repeat(130_000)}"}}`;
/** What the log says of an answer that its reader did not take. */
const CUT = ["info", "answer_cut", "caller_left", "TimeoutError"];

/** A Data API whose rows never end; `left` resolves when nobody reads them any more. */
function startEndlessStandIn() {
  const left = Promise.withResolvers<void>();
  let isFirst = true;
  const dataApi = startStandIn(() =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.enqueue(new TextEncoder().encode(`${isFirst ? "[" : ","}${ROW}`));
          isFirst = false;
        },
        cancel: () => left.resolve(),
      }, { highWaterMark: 0 }),
    )
  );
  return { dataApi, left: left.promise };
}

const askForAll = () => post(PATHS.query[0], { limit: 1000 }, asInternal());

Deno.test("a reader who takes nothing for 60 s is cut off, and the call to the Data API ends", async () => {
  const { dataApi, left } = startEndlessStandIn();
  await using _ = dataApi;
  const clock = createClock();
  const apps = createApps({ ...dataApi, every: clock.every });
  const reader = (await apps.fetch("query", askForAll())).body!.getReader();
  await reader.read();
  clock.pass(30_000);
  await reader.read();
  clock.pass(59_999);
  await reader.read();
  clock.pass(60_000);
  assertEquals(clock.running(), 1, "It has come during the first interval.");
  clock.pass(30_000);
  await left;
  await assertRejects(() => reader.read());
  assertEquals(clock.running(), 0);
  assertEquals(
    apps.logs.slice(1).map(({ level, event, code, cause }) => [level, event, code, cause]),
    [CUT],
  );
});

Deno.test("an answer that nobody begins to read is cut off too", async () => {
  const { dataApi, left } = startEndlessStandIn();
  await using _ = dataApi;
  const clock = createClock();
  const apps = createApps({ ...dataApi, every: clock.every });
  const response = await apps.fetch("query", askForAll());
  clock.pass(90_000);
  await left;
  await assertRejects(() => response.text());
});

Deno.test("a reader who takes a part each 20 s is cut off after 600 s", async () => {
  const { dataApi, left } = startEndlessStandIn();
  await using _ = dataApi;
  const clock = createClock();
  const apps = createApps({ ...dataApi, every: clock.every });
  const reader = (await apps.fetch("query", askForAll())).body!.getReader();
  for (let seconds = 0; seconds < 600; seconds += 20) {
    assertEquals((await reader.read()).done, false, `after ${seconds} s`);
    clock.pass(20_000);
  }
  await left;
  await assertRejects(() => reader.read());
});

Deno.test("a reader who takes a part each 25 s gets the whole page", async () => {
  const rows = Array(10).fill(ROW);
  await using dataApi = startStandIn(() => new Response(writeRows(rows)));
  const clock = createClock();
  const apps = createApps({ ...dataApi, every: clock.every });
  const response = await apps.fetch("query", askForAll());
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of response.body!) {
    text += decoder.decode(part, { stream: true });
    clock.pass(25_000);
  }
  assertEquals(JSON.parse(text).data.length, 10);
  assertEquals([apps.logs.length, clock.running()], [1, 0]);
});

Deno.test("a reader who waits for the source of an answer is not cut off", async () => {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      asked.resolve();
      await released.promise;
      controller.enqueue(new Uint8Array(1));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const clock = createClock();
  const fail = () => assert(false, "It is cut off.");
  const stream = streamOf(flowOf(source), { every: clock.every, onStall: fail, onFailure: fail });
  const reading = new Response(stream).bytes();
  await asked.promise;
  clock.pass(600_000);
  released.resolve();
  assertEquals([(await reading).length, clock.running()], [1, 0]);
});

Deno.test("over a socket that is not read the answer is cut off, and a log line says so", async () => {
  const { dataApi, left } = startEndlessStandIn();
  await using _ = dataApi;
  const clock = createClock();
  const apps = createApps({ ...dataApi, every: clock.every });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => apps.fetch("query", request),
  );
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const body = `{"limit":1000}`;
  const headers = Object.entries({
    ...asInternal(),
    host: "functions.test",
    "content-type": "application/json",
    "content-length": String(body.length),
  }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const request = `POST ${PATHS.query[0]} HTTP/1.1\r\n${headers}\r\n${body}`;
  await connection.write(new TextEncoder().encode(request));
  // Time flies, so that it need not be known when the buffers of the sockets are full.
  const flying = setInterval(() => clock.pass(10_000));
  await left;
  clearInterval(flying);
  assertEquals(
    apps.logs.slice(1).map(({ level, event, code, cause }) => [level, event, code, cause]),
    [CUT],
  );
  // What was under way comes, and then no end of the page.
  await assertRejects(async () => {
    const text = await new Response(connection.readable).text();
    if (!text.endsWith("\r\n0\r\n\r\n")) throw new Error("The answer is cut.");
  });
});
