import { assertEquals } from "@std/assert";
import { asInternal, ORG_A, PATHS, post } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

/** Queries, and what the refusal advises. */
const CASES: [body: object, advice: RegExp][] = [
  [{}, /a smaller limit/],
  [{ include_total: true }, /leave include_total out/],
  [{ contains: { a: 1 } }, /contains reads every document/],
  [{ search: "controller" }, /words that fewer documents have/],
];

Deno.test("a statement that the database stops after 8 s is 504, with what to ask for instead", async () => {
  const apps = live().createApps();
  await live().database.sql.begin(async (transaction) => {
    await transaction`lock table icp_job_titles in access exclusive mode`;
    await Promise.all(CASES.map(async ([body, advice]) => {
      const request = post(PATHS.query[0], body, asInternal(ORG_A));
      const response = await apps.fetch("query", request);
      const { code, error } = await response.json();
      assertEquals([response.status, code], [504, "database_timeout"]);
      assertEquals(error.match(advice)?.length, 1, error);
    }));
  });
});
