import { assertEquals } from "@std/assert";
import { KINDS, startCaller } from "../load/chaos/callers.ts";
import { createLedger } from "../load/chaos/ledger.ts";
import { isClear, readPids } from "../load/chaos/outage.ts";
import { ORG_ID, startSubject } from "../load/chaos/subject.ts";
import { freezeDatabase, takeDatabaseAway } from "../load/chaos/victims.ts";
import { asInternal, BATCH_PATHS, createApps, PATHS, post } from "../support/apps.ts";
import { askUntil } from "../support/recovery.ts";

const DOCUMENT = { company_domain: "acme.com", raw_parallel_output: {} };
/** Rows of two shapes, which are two requests to the Data API. */
const BATCH = { items: [DOCUMENT, { ...DOCUMENT, company_domain: "b.com", company_name: "B" }] };

Deno.test("while Postgres is killed each request is a clear 503, and well again once the Data API is back", async () => {
  await using subject = await startSubject();
  const ledger = createLedger();
  const callers = KINDS.map((kind) => startCaller(kind, subject, ledger));
  const askAll = () => Promise.all(callers.map((ask) => ask()));
  const allAre = (status: number) => KINDS.map((kind) => [kind, status]);
  const statusesOf = (outcomes: Awaited<ReturnType<typeof askAll>>) =>
    outcomes.map(({ kind, status }) => [kind, status]);

  assertEquals(statusesOf(await askAll()), allAre(200));
  const pids = readPids(subject);
  const bringBack = await takeDatabaseAway(subject.stack);
  // It tells what was read a second ago at most.
  await askUntil(callers[KINDS.indexOf("health")]!, ({ status }) => status === 503);
  for (let round = 0; round < 3; round++) {
    const outcomes = await askAll();
    assertEquals(statusesOf(outcomes), allAre(503));
    assertEquals(outcomes.filter((outcome) => !isClear(outcome)), []);
  }
  await bringBack();
  const tried = new Set<string>();
  await askUntil(askAll, (outcomes) => {
    const bad = outcomes.filter(({ isGood }) => !isGood);
    for (const outcome of bad) tried.add(isClear(outcome) ? "clear" : outcome.text);
    return bad.length === 0;
  });
  // PostgREST takes its time to connect again, and until then it says so.
  assertEquals([...tried].filter((text) => text !== "clear"), []);
  assertEquals(readPids(subject), pids);
  assertEquals(await ledger.findLost(subject.stack), []);
});

Deno.test("while Postgres is frozen each request is 504 at its deadline, and well again once it goes on", async () => {
  await using subject = await startSubject();
  const { stack, credentials } = subject;
  const target = { supabaseUrl: stack.url, serviceKey: stack.serviceKey };
  const askAll = async (timeoutMs: number) => {
    const { fetch } = createApps({ ...target, timeoutMs });
    const internal = asInternal(ORG_ID);
    const answers = await Promise.all([
      fetch("upsert", post(PATHS.upsert[0], DOCUMENT, internal)),
      fetch("upsert", post(BATCH_PATHS[0]!, BATCH, internal)),
      fetch("query", post(PATHS.query[0], {}, internal)),
      fetch("query", post(PATHS.query[0], {}, credentials.token)),
      fetch("query", new Request(`http://functions.test${PATHS.query[0]}/health`)),
    ]);
    return await Promise.all(answers.map(async ({ status, headers, body }) => {
      const text = await new Response(body).text();
      return [status, status === 200 || isClear({ status, headers, text })];
    }));
  };
  const allWell = KINDS.map(() => [200, true]);

  assertEquals(await askAll(60_000), allWell);
  const pids = readPids(subject);
  const goOn = await freezeDatabase(stack);
  try {
    assertEquals(await askAll(100), [504, 504, 504, 504, 503].map((status) => [status, true]));
  } finally {
    await goOn();
  }
  assertEquals(await askAll(60_000), allWell);
  assertEquals(readPids(subject), pids);
});
