/** What ends an API token, also while its holder reads page after page. */
import { assertEquals } from "@std/assert";
import type postgres from "postgres";
import { asBearer, NOW, ORG_A, PATHS, post } from "../support/apps.ts";
import { createApiToken, insertRows, useLive } from "../support/live_apps.ts";

const live = useLive();
const USER = "c0c0c0c0-0000-4000-8000-000000000001";
const OTHER = "c0c0c0c0-0000-4000-8000-000000000002";

Deno.test.beforeAll(async () => {
  const { database } = live();
  await insertRows(database, { orgId: ORG_A, prefix: "row", count: 3 });
});

/** Asks with the token "t" for one row, after a cursor. */
async function ask(cursor?: string) {
  const apps = live().createApps();
  const body = { limit: 1, cursor };
  const response = await apps.fetch("query", post(PATHS.query[0], body, asBearer("t")));
  const { pagination } = await response.json();
  await Promise.all(apps.background);
  return { status: response.status, cursor: pagination?.next_cursor, sent: apps.sent };
}

const END = {
  "the token is revoked": (sql) => sql`update api_tokens set revoked_at = now()`,
  "the token expires": (sql) => sql`update api_tokens set expires_at = ${NOW}`,
  "its user is made inactive": (sql) => sql`update users set is_active = false where id = ${USER}`,
  "its user is deleted": (sql) => sql`delete from users where id = ${USER}`,
  "its org is deleted": (sql) => sql`delete from orgs where id = ${ORG_A}`,
} satisfies Record<string, (sql: postgres.Sql) => PromiseLike<unknown>>;

/** What does not end it. */
const NO_END = {
  "another user is made inactive": (sql) =>
    sql`update users set is_active = false where id = ${OTHER}`,
  "its maker is made inactive": (sql) =>
    sql`
    update users set is_active = false where id = (select created_by_user_id from api_tokens)`,
} satisfies Record<string, (sql: postgres.Sql) => PromiseLike<unknown>>;

for (const [ways, status] of [[NO_END, 200], [END, 401]] as const) {
  for (const [name, change] of Object.entries(ways)) {
    Deno.test(`a walk by a user's token ${status === 401 ? "ends with 401" : "goes on"} when ${name}`, async () => {
      const { database } = live();
      await database.sql`delete from api_tokens`;
      await database.sql`delete from users`;
      for (const id of [USER, OTHER]) {
        await database.sql`insert into users (id, org_id, email, role)
          values (${id}, ${ORG_A}, ${id}, 'member')`;
      }
      await createApiToken(database, "t", { user_id: USER });
      await database.sql`update api_tokens set created_by_user_id = ${OTHER}`;
      const first = await ask();
      assertEquals(first.status, 200);
      await change(database.sql);
      const second = await ask(first.cursor);
      assertEquals(second.status, status);
      // One look-up decides.
      assertEquals(second.sent.filter((line) => line.includes("token")).length, 1);
    });
  }
}
