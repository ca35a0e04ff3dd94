import { assertEquals } from "@std/assert";
import { ORG_A } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";
import { readRefusal } from "../support/query.ts";

const live = useLive();

Deno.test("a statement that the database stops after 8 s is 504", async () => {
  const apps = live().createApps();
  await live().database.sql.begin(async (transaction) => {
    await transaction`lock table icp_job_titles in access exclusive mode`;
    const { status, code } = await readRefusal(apps, {}, ORG_A);
    assertEquals([status, code], [504, "database_timeout"]);
  });
});
