import { assertEquals } from "@std/assert";
import { Hono } from "hono";
import { createDataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { addHealth, createApp } from "../../supabase/functions/_shared/http/app.ts";
import type { AppEnv } from "../../supabase/functions/_shared/http/app_env.ts";
import type { LogLine } from "../../supabase/functions/_shared/log.ts";
import { type StandIn, startStandIn } from "../support/stand_in.ts";

const PATHS = ["", "/older/path"] as const;

/** An app that has its health alone, and a clock that stands still until it is set. */
function createSubject({ supabaseUrl, serviceKey }: StandIn) {
  const dataApi = createDataApi({ supabaseUrl, serviceKey });
  const clock = { ms: 5 };
  const logs: LogLine[] = [];
  const routes = new Hono<AppEnv>();
  addHealth(routes, dataApi, () => clock.ms);
  const log = (line: LogLine) => void logs.push(line);
  const app = createApp({ name: "subject", paths: PATHS, log, routes });
  const ask = async (init: RequestInit = {}, path: string = PATHS[0]) => {
    const request = new Request(`http://functions.test/subject${path}/health`, init);
    const response = await app.fetch(request);
    const retryAfter = response.headers.get("retry-after");
    await response.body?.cancel();
    return [response.status, retryAfter];
  };
  return { ask, clock, logs };
}

const OK = [200, null];
const AWAY = [503, "5"];

Deno.test("health reads the table once a second, however often and wherever it is asked", async () => {
  await using dataApi = startStandIn(() => Response.json([]));
  const { ask, clock } = createSubject(dataApi);
  for (const ms of [5, 5, 1004]) {
    clock.ms = ms;
    for (const path of PATHS) assertEquals(await ask({}, path), OK);
    assertEquals(await ask({ method: "HEAD" }), OK);
  }
  assertEquals(dataApi.requests.length, 1);
  clock.ms = 1005;
  assertEquals([await ask(), await ask()], [OK, OK]);
  assertEquals(dataApi.requests.length, 2);
});

Deno.test("a failure holds for a second too, and is found to be over after it", async () => {
  const answers = [Response.json({ code: "PGRST001", message: "" }, { status: 503 })];
  await using dataApi = startStandIn(() => answers.pop() ?? Response.json([]));
  const { ask, clock, logs } = createSubject(dataApi);
  assertEquals([await ask(), await ask()], [AWAY, AWAY]);
  assertEquals(dataApi.requests.length, 1);
  clock.ms += 1000;
  assertEquals(await ask(), OK);
  const cause = { code: "database_unavailable", cause: { status: 503, code: "PGRST001" } };
  assertEquals(logs.map((line) => line.cause), [cause, cause, undefined]);
});

/** A Data API that answers when it is told to. */
function startWaiting() {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const dataApi = startStandIn(async () => {
    arrived.resolve();
    await answer.promise;
    return Response.json([]);
  });
  return { dataApi, arrived: arrived.promise, answer: answer.resolve };
}

Deno.test("callers at the same time share one read, also where it takes longer than a second", async () => {
  const { dataApi, arrived, answer } = startWaiting();
  await using _ = dataApi;
  const { ask, clock } = createSubject(dataApi);
  const first = ask();
  await arrived;
  clock.ms += 1500;
  const others = [ask(), ask()];
  answer();
  assertEquals(await Promise.all([first, ...others]), [OK, OK, OK]);
  assertEquals(dataApi.requests.length, 1);
  assertEquals(await ask(), OK);
  assertEquals(dataApi.requests.length, 2);
});

Deno.test("a caller that leaves gets 499 at once, and fails no other", async () => {
  const { dataApi, arrived, answer } = startWaiting();
  await using _ = dataApi;
  const { ask, logs } = createSubject(dataApi);
  const caller = new AbortController();
  const leaving = ask({ signal: caller.signal });
  const staying = ask();
  await arrived;
  caller.abort();
  assertEquals(await leaving, [499, null]);
  assertEquals(await ask({ signal: AbortSignal.abort() }), [499, null]);
  answer();
  assertEquals([await staying, await ask()], [OK, OK]);
  assertEquals(dataApi.requests.length, 1);
  assertEquals(logs.map(({ level, status }) => [level, status]), [
    ["info", 499],
    ["info", 499],
    ["info", 200],
    ["info", 200],
  ]);
});

Deno.test("a read that fails after all its callers have left is no error of anybody", async () => {
  const answer = Promise.withResolvers<Response>();
  const arrived = Promise.withResolvers<void>();
  await using dataApi = startStandIn(() => {
    arrived.resolve();
    return answer.promise;
  });
  const { ask } = createSubject(dataApi);
  const caller = new AbortController();
  const leaving = ask({ signal: caller.signal });
  await arrived.promise;
  caller.abort();
  assertEquals(await leaving, [499, null]);
  answer.resolve(new Response(null, { status: 500 }));
  assertEquals(await ask(), AWAY);
});
