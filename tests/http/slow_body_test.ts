import { assertEquals } from "@std/assert";
import { asInternal, createApps, gzip, PATHS, post } from "../support/apps.ts";
import { createClock } from "../support/clock.ts";
import { startStandIn } from "../support/stand_in.ts";

const [UPSERT] = PATHS.upsert;
const encoder = new TextEncoder();

/** The bytes of an upsert, so many in all. */
function upsertOf(bytes: number): Uint8Array<ArrayBuffer> {
  const [head, tail] = [`{"company_domain":"acme.com","raw_parallel_output":{"a":"`, `"}}`];
  return encoder.encode(head + "x".repeat(bytes - head.length - tail.length) + tail);
}

/** A body that gives a part, and then nothing; `waiting` resolves when it is asked for more. */
function pausingBody(part: Uint8Array) {
  const waiting = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!isFirst) {
        waiting.resolve();
        return await left.promise;
      }
      isFirst = false;
      controller.enqueue(part);
    },
    cancel: () => left.resolve(),
  }, { highWaterMark: 0 });
  return { body, waiting: waiting.promise, left: left.promise };
}

for (const encoding of ["identity", "gzip"]) {
  Deno.test(`a body (${encoding}) that pauses for 15 s is refused with 408, and left`, async () => {
    await using dataApi = startStandIn(() => Response.json({}));
    const clock = createClock();
    const apps = createApps({ ...dataApi, every: clock.every });
    const bytes = upsertOf(1000);
    const whole = encoding === "gzip" ? await gzip(new TextDecoder().decode(bytes)) : bytes;
    const { body, waiting, left } = pausingBody(whole.subarray(0, -1));
    const headers = { ...asInternal(), "content-encoding": encoding };
    const answer = apps.fetch("upsert", post(UPSERT, "", headers, { body }));
    await waiting;
    clock.pass(15_000);
    assertEquals(clock.running(), 1, "It has come just now.");
    clock.pass(15_000);
    await left;
    const response = await answer;
    assertEquals([response.status, await response.json()], [408, {
      error: "The body paused for 15 s. Send it again, with Content-Encoding: gzip.",
      code: "request_timeout",
      request_id: response.headers.get("x-request-id"),
    }]);
    assertEquals([apps.sent, clock.running()], [[], 0]);
    assertEquals(apps.logs.map(({ level, status, code }) => [level, status, code]), [
      ["info", 408, "request_timeout"],
    ]);
  });
}

Deno.test("a small body with a length is refused with 408 if it is not complete after 30 s", async () => {
  await using dataApi = startStandIn(() => Response.json({}));
  const clock = createClock();
  const apps = createApps({ ...dataApi, every: clock.every });
  const bytes = upsertOf(1000);
  const { body, waiting } = pausingBody(bytes.subarray(0, -1));
  const headers = { ...asInternal(), "content-length": String(bytes.length) };
  const answer = apps.fetch("upsert", post(UPSERT, "", headers, { body }));
  await waiting;
  clock.pass(29_999);
  assertEquals(clock.running(), 1);
  clock.pass(1);
  const response = await answer;
  const { error, code } = await response.json();
  assertEquals([response.status, code], [408, "request_timeout"]);
  assertEquals(
    error,
    "The body was not complete after 30 s. Send it again, with Content-Encoding: gzip.",
  );
  assertEquals([apps.sent, clock.running()], [[], 0]);
});

/** A body that comes in parts, each so many milliseconds after the one before. */
function* slowly(bytes: Uint8Array, parts: number, pass: () => void) {
  const size = Math.ceil(bytes.length / parts);
  for (let at = 0; at < bytes.length; at += size) {
    pass();
    yield bytes.subarray(at, at + size);
  }
}

for (const [seconds, status] of [[119, 200], [120, 408]] as const) {
  Deno.test(`an upsert of 9.8 MB that takes ${seconds} s to arrive is answered with ${status}`, async () => {
    await using dataApi = startStandIn(() => Response.json({ id: "x" }, { status: 201 }));
    const clock = createClock();
    const apps = createApps({ ...dataApi, every: clock.every });
    const bytes = upsertOf(9_800_000);
    const body = ReadableStream.from(slowly(bytes, seconds, () => clock.pass(1000)));
    const response = await apps.fetch("upsert", post(UPSERT, "", asInternal(), { body }));
    const { code } = await response.json();
    assertEquals([response.status, code], [status, status === 408 ? "request_timeout" : undefined]);
    assertEquals([apps.sent.length, clock.running()], [status === 408 ? 0 : 1, 0]);
  });
}

Deno.test("a caller that leaves while its body is read stops the clock", async () => {
  await using dataApi = startStandIn(() => Response.json({}));
  const clock = createClock();
  const apps = createApps({ ...dataApi, every: clock.every });
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  const response = await apps.fetch("upsert", post(UPSERT, "", asInternal(), { body }));
  assertEquals([response.status, clock.running()], [499, 0]);
  await response.body?.cancel();
});

Deno.test("a body of more than 40,000 chunks is refused at the one too many", async () => {
  await using dataApi = startStandIn(() => Response.json({ id: "x" }, { status: 201 }));
  const apps = createApps(dataApi);
  const bytes = upsertOf(60_000);
  let sent = 0;
  const send = async (chunkBytes: number) => {
    sent = 0;
    const body = ReadableStream.from(function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes, sent++) {
        yield bytes.subarray(at, at + chunkBytes);
      }
    }());
    const response = await apps.fetch("upsert", post(UPSERT, "", asInternal(), { body }));
    const { code, error } = await response.json();
    return [response.status, code, error];
  };
  assertEquals(await send(2), [200, undefined, undefined]);
  const sentence = "The body arrives in more than 40000 chunks. Send larger ones.";
  assertEquals(await send(1), [413, "payload_too_large", sentence]);
  assertEquals(sent < 40_010, true, `${sent}`);
});

Deno.test("over a socket a body that stops is answered with 408", async () => {
  await using dataApi = startStandIn(() => Response.json({}));
  const clock = createClock();
  const begun = Promise.withResolvers<void>();
  const apps = createApps({
    ...dataApi,
    every(ms, tick) {
      begun.resolve();
      return clock.every(ms, tick);
    },
  });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => apps.fetch("upsert", request),
  );
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const headers = Object.entries({
    ...asInternal(),
    host: "functions.test",
    "content-type": "application/json",
    "content-length": "9800000",
  }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await connection.write(encoder.encode(`POST ${UPSERT} HTTP/1.1\r\n${headers}\r\n{"company_`));
  await begun.promise;
  clock.pass(15_000);
  clock.pass(15_000);
  const { value } = await connection.readable.getReader().read();
  const [status] = new TextDecoder().decode(value).split("\r\n");
  assertEquals(status, "HTTP/1.1 408 Request Timeout");
  assertEquals(clock.running(), 0);
});
