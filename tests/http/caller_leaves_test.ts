import { assertEquals } from "@std/assert";
import { asInternal, BATCH_PATHS, createApps, PATHS, post } from "../support/apps.ts";
import { startStandIn } from "../support/stand_in.ts";

const ROW = `{"id":"x","created_at":"y","company_domain":"z","raw_parallel_output":{"a":"${
  "b".repeat(100_000)
}"}}`;
const UPSERT = `{"company_domain":"acme.com","raw_parallel_output":{}}`;

for (
  const [name, path, body] of [
    ["query", PATHS.query[0], "{}"],
    ["upsert", PATHS.upsert[0], UPSERT],
    ["upsert", BATCH_PATHS[0]!, `{"items":[${UPSERT}]}`],
  ] as const
) {
  Deno.test(`a caller of ${path} that leaves ends the call to the Data API`, async () => {
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    await using dataApi = startStandIn(async () => {
      arrived.resolve();
      await released.promise;
      return Response.json([]);
    });
    const apps = createApps(dataApi);
    const caller = new AbortController();
    const { signal } = caller;
    const answer = apps.fetch(name, post(path, body, asInternal(), { signal }));
    await arrived.promise;
    caller.abort();
    // The answer comes after the caller has left; a call that went on would take it.
    released.resolve();
    const response = await answer;
    assertEquals([response.status, (await response.json()).code], [499, "caller_left"]);
    assertEquals(apps.logs.map(({ level, status }) => [level, status]), [["info", 499]]);
  });
}

Deno.test("a caller whose body breaks off is no fault of ours", async () => {
  await using dataApi = startStandIn(() => Response.json([]));
  const apps = createApps(dataApi);
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"company_'));
      controller.error(new Error("connection reset"));
    },
  });
  const response = await apps.fetch("upsert", post(PATHS.upsert[0], "", asInternal(), { body }));
  assertEquals([response.status, (await response.json()).code], [499, "caller_left"]);
  assertEquals([apps.sent, apps.logs.map(({ level }) => level)], [[], ["info"]]);
});

/** Large rows without end; `cancelled` resolves when their reader is gone. */
function endlessRows() {
  const cancelled = Promise.withResolvers<void>();
  let isFirst = true;
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(`${isFirst ? "[" : ","}${ROW}`));
      isFirst = false;
    },
    cancel: () => cancelled.resolve(),
  });
  return { stream, cancelled: cancelled.promise };
}

for (const chunksRead of [0, 1, 3]) {
  Deno.test(`rows that are left after ${chunksRead} chunks are no longer read`, async () => {
    const { stream, cancelled } = endlessRows();
    await using dataApi = startStandIn(() => new Response(stream));
    const apps = createApps(dataApi);
    const response = await apps.fetch(
      "query",
      post(PATHS.query[0], `{"limit":1000}`, asInternal()),
    );
    const reader = response.body!.getReader();
    for (let chunk = 0; chunk < chunksRead; chunk++) await reader.read();
    await reader.cancel();
    await cancelled;
    assertEquals(apps.logs.map(({ event }) => event), ["request"]);
  });
}
