import { assertEquals, assertNotEquals } from "@std/assert";
import { logError } from "../../supabase/functions/_shared/log.ts";
import { type Apps, createApps, ORG_A } from "../support/apps.ts";
import { insertRows, useLive } from "../support/live_apps.ts";
import { DOCUMENT, listRequests, listSecrets, MARK } from "../support/marked_requests.ts";
import { checkLogs, checkText } from "../support/silence.ts";
import { type Recorded, startStandIn } from "../support/stand_in.ts";
import { seedSubject } from "../support/subject.ts";

const live = useLive();
Deno.test.beforeAll(async () => {
  await seedSubject(live().database);
  await insertRows(live().database, { orgId: ORG_A, prefix: "row", count: 3 });
});

/** Sends every request; returns the statuses after all answers and log lines have been read. */
async function sendAll(apps: Apps, serviceKey: string): Promise<Set<number>> {
  const secrets = await listSecrets(serviceKey);
  const statuses = new Set<number>();
  for (const [name, request] of await listRequests()) {
    const response = await apps.fetch(name, request);
    // A page gives back what was stored, the marks in it included.
    checkText(
      (await response.text()).replaceAll("select zq7 from zq7", ""),
      [...secrets, ...(response.ok ? [] : [JSON.stringify(DOCUMENT)])],
    );
    statuses.add(response.status);
  }
  await Promise.all(apps.background);
  checkLogs(apps.logs, [MARK, ...secrets]);
  return statuses;
}

Deno.test("neither log nor answer shows what requests bring, taken or refused", async () => {
  const apps = live().createApps();
  const statuses = await sendAll(apps, live().dataApi.serviceKey);
  assertEquals(statuses, new Set([200, 207, 400, 401, 422]));
  const kinds = new Set(apps.logs.map(({ caller }) => caller));
  assertEquals(kinds, new Set(["internal", "super_admin", "api_token", "session", undefined]));
});

Deno.test("neither a key nor a hash of a token stands in a URL", async () => {
  const apps = live().createApps();
  const { serviceKey } = live().dataApi;
  await sendAll(apps, serviceKey);
  const secrets = await listSecrets(serviceKey);
  assertEquals(apps.urls.filter((url) => secrets.some((secret) => url.includes(secret))), []);
});

/** Repeats all that came with a request, as a careless database or proxy would. */
function echo({ body, headers, path }: Recorded): string {
  return `select ${MARK} from zq7 where ${body} ${path} ${JSON.stringify([...headers])}`;
}

/** What a Data API may refuse with: its status, and its code where it has one. */
const REFUSALS: [status: number, ...codes: string[]][] = [
  [400, "23503", "23505", "23502", "23514", "22003", "22P02", "22P05", "54001", "PGRST102"],
  [401, "PGRST301", ""],
  [403, "42501"],
  [404, "42703", "PGRST205"],
  [413, ""],
  [429, ""],
  [500, "57014", "XX000", ""],
  [502, ""],
  [503, "PGRST001"],
  [504, ""],
];

Deno.test("neither log nor answer shows what a Data API says that fails and repeats all", async () => {
  const statuses = new Set<number>();
  const refusals = REFUSALS.flatMap(([status, ...codes]) =>
    codes.map((code) => ({ status, code }))
  );
  for (const { status, code } of refusals) {
    await using dataApi = startStandIn((_, recorded) => {
      const message = echo(recorded);
      const told = { code, message, details: message, hint: message, stack: message };
      return Response.json(told, { status, headers: { "x-secret": MARK } });
    });
    const apps = createApps(dataApi);
    for (const status of await sendAll(apps, dataApi.serviceKey)) statuses.add(status);
  }
  assertEquals(statuses, new Set([207, 400, 401, 413, 422, 500, 503, 504]));
});

Deno.test("neither log nor answer shows what a Data API answers that is no JSON", async () => {
  for (const status of [400, 500]) {
    await using dataApi = startStandIn((_, recorded) => new Response(echo(recorded), { status }));
    const statuses = await sendAll(createApps(dataApi), dataApi.serviceKey);
    assertNotEquals([...statuses].filter((status) => status >= 500), []);
  }
});

Deno.test("the name of a constraint in the log is none that a caller wrote", async () => {
  const message = `invalid input syntax for type uuid: "constraint "${MARK}""`;
  await using dataApi = startStandIn(() =>
    Response.json({ code: "22P02", message }, { status: 400 })
  );
  const apps = createApps(dataApi);
  await sendAll(apps, dataApi.serviceKey);
});

Deno.test("the log of an error shows no line of its text", () => {
  const logged = logError(new Error(`one\n${MARK}\n${MARK} at file:1`));
  checkText(JSON.stringify(logged), [MARK]);
});
