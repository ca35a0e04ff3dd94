import { assert, assertEquals } from "@std/assert";
import { checkRefusal } from "../support/check_refusal.ts";
import { useLive } from "../support/live_apps.ts";
import { checkLogs } from "../support/silence.ts";
import { seedSubject, SUBJECT } from "../support/subject.ts";
import { type Case, listCases } from "./refusals/all.ts";
import { credentialRefusals } from "./refusals/credentials.ts";

const live = useLive();
Deno.test.beforeAll(() => seedSubject(live().database));

for (const refused of listCases(SUBJECT)) {
  Deno.test(refused.name, () => checkInMemory(refused));
}

Deno.test("the table of credentials has 120 cases and more, each under a name of its own", () => {
  const names = credentialRefusals(SUBJECT).map((refusal) =>
    `${refusal.function}: ${refusal.name}`
  );
  assertEquals(names.filter((name, index) => names.indexOf(name) !== index), []);
  assert(names.length >= 120);
});

/** Checks besides the answer what only memory tells: the log, and what went to the Data API. */
async function checkInMemory({ refusal, path }: Case): Promise<void> {
  const apps = live().createApps();
  const { request, id, hidden } = await checkRefusal(
    SUBJECT,
    refusal,
    `http://functions.test${path}`,
    (request) => apps.fetch(refusal.function, request),
  );
  assertEquals(apps.sent, refusal.sent ?? []);
  if (refusal.status === 401) assertEquals(request.bodyUsed, false);

  const logged = apps.logs.map(({ status, request_id, level }) => [status, request_id, level]);
  assertEquals(logged, [[refusal.status, id, "info"]]);
  if (refusal.cause !== undefined) assertEquals(apps.logs[0]?.cause, refusal.cause);
  checkLogs(apps.logs, hidden);
}
