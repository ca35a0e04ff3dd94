import { assertEquals, assertRejects } from "@std/assert";
import { asInternal, createApps, PATHS, post } from "../support/apps.ts";
import { startStandIn } from "../support/stand_in.ts";

const UPSERT = `{"company_domain":"acme.com","raw_parallel_output":{}}`;
const ROW = `{"id":"x","created_at":"y","company_domain":"z","raw_parallel_output":{}}`;
const LONG_ROW = ROW.replace("{}", `{"a":"${"b".repeat(1200)}"}`);
/** More than is sent whole, so that the answer has begun when it stalls. */
const LONG_ROWS = `[${Array.from({ length: 999 }, () => LONG_ROW).join(",")},`;

/** Enough for a request to arrive on a busy machine: before that there is no call to end. */
const TIMEOUT_MS = 300;

/** A Data API that answers with some text and then with nothing, for as long as it is heard. */
function startStallingStandIn(text: string) {
  const left = Promise.withResolvers<void>();
  const dataApi = startStandIn((request) => {
    // Who leaves before the answer begins cancels no body.
    request.signal.addEventListener("abort", () => left.resolve());
    const parts = [new TextEncoder().encode(text)];
    return new Response(
      new ReadableStream({
        async pull(controller) {
          const part = parts.shift();
          if (part) controller.enqueue(part);
          else await new Promise(() => {});
        },
      }),
    );
  });
  return { dataApi, left: left.promise };
}

for (const [name, body] of [["query", "{}"], ["upsert", UPSERT]] as const) {
  Deno.test(`${name} whose short answer stalls is 504, and the call to the Data API ends`, async () => {
    const { dataApi, left } = startStallingStandIn(`[${ROW},`);
    await using _ = dataApi;
    const apps = createApps({ ...dataApi, timeoutMs: TIMEOUT_MS });
    const response = await apps.fetch(name, post(PATHS[name][0], body, asInternal()));
    assertEquals([response.status, (await response.json()).code], [504, "database_timeout"]);
    await left;
  });
}

Deno.test("a long answer that stalls is cut, a log line says so, and the call ends", async () => {
  const { dataApi, left } = startStallingStandIn(LONG_ROWS);
  await using _ = dataApi;
  const apps = createApps({ ...dataApi, timeoutMs: TIMEOUT_MS });
  const request = post(PATHS.query[0], { limit: 1000 }, asInternal());
  const response = await apps.fetch("query", request);
  assertEquals(response.status, 200);
  await assertRejects(() => response.text());
  await left;
  assertEquals(apps.logs.map(({ event, code }) => [event, code]), [
    ["request", undefined],
    ["answer_cut", "database_timeout"],
  ]);
});
