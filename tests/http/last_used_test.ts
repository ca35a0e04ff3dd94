import { assertEquals } from "@std/assert";
import { asBearer, NOW, PATHS, post } from "../support/apps.ts";
import { createApiToken, useLive } from "../support/live_apps.ts";

const live = useLive();
const MINUTE = 60_000;

const at = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);

async function lastUsed(): Promise<(Date | null)[]> {
  const rows = await live().database.sql`select last_used_at from api_tokens order by created_at`;
  return rows.map((row) => row.last_used_at);
}

/** Asks with a token at a moment, and waits for what is left to do after the answer. */
async function ask(token: string, now: Date, body = "{}") {
  const apps = live().createApps({ now: () => now });
  const response = await apps.fetch("query", post(PATHS.query[0], body, asBearer(token)));
  await response.text();
  await Promise.all(apps.background);
  const writes = apps.sent.filter((line) => line.startsWith("PATCH"));
  const events = apps.logs.map(({ event }) => event);
  return { status: response.status, writes: writes.length, events };
}

Deno.test("last_used_at is brought up to date after the answer, at most once a minute", async () => {
  await live().database.sql`delete from api_tokens`;
  await createApiToken(live().database, "fresh");
  assertEquals(await lastUsed(), [null]);

  const steps: [milliseconds: number, writes: number, lastUsed: number][] = [
    [0, 1, 0],
    [1, 0, 0],
    [MINUTE - 1, 0, 0],
    [MINUTE + 1, 1, MINUTE + 1],
    [MINUTE + 2, 0, MINUTE + 1],
  ];
  for (const [milliseconds, writes, expected] of steps) {
    assertEquals(await ask("fresh", at(milliseconds)), {
      status: 200,
      writes,
      events: ["request"],
    });
    assertEquals(await lastUsed(), [at(expected)]);
  }
});

Deno.test("last_used_at of another token, or of a refused one, is left alone", async () => {
  await live().database.sql`delete from api_tokens`;
  await createApiToken(live().database, "used");
  await createApiToken(live().database, "idle");
  await createApiToken(live().database, "gone", { revoked_at: NOW.toISOString() });
  assertEquals((await ask("used", NOW)).status, 200);
  assertEquals((await ask("gone", NOW)).status, 401);
  assertEquals(await lastUsed(), [NOW, null, null]);
});

Deno.test("callers at the same time bring last_used_at up to date to one moment", async () => {
  await live().database.sql`delete from api_tokens`;
  await createApiToken(live().database, "busy");
  await Promise.all([0, 1, 2, 3].map((milliseconds) => ask("busy", at(milliseconds))));
  const [time] = await lastUsed();
  assertEquals([0, 1, 2, 3].map(at).some((moment) => moment.getTime() === time?.getTime()), true);
});

Deno.test("a token is good until the moment before it expires", async () => {
  await live().database.sql`delete from api_tokens`;
  await createApiToken(live().database, "until", { expires_at: NOW.toISOString() });
  assertEquals((await ask("until", at(-1))).status, 200);
  assertEquals((await ask("until", at(0))).status, 401);
});
