import { assert, assertEquals } from "@std/assert";
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { createAutoExposedDatabase, listTables, loadSample, SAMPLE } from "./fixtures.ts";

const KEYS = { publishable_key: "sb_publishable_of-the-test", secret_key: "sb_secret_of-the-test" };

/** What callers without the service key send, and the code of the refusal. */
const STRANGERS: [name: string, headers: Record<string, string>, code?: string][] = [
  ["no key", {}],
  ["a wrong key", { apikey: "sb_secret_other" }],
  ["the publishable key", { apikey: KEYS.publishable_key }, "42501"],
];

const CALLS = {
  read_icp_job_titles: {
    p_org_id: SAMPLE.orgId,
    p_filters: "{}",
    p_columns: ["id"],
    p_limit: 10,
  },
  count_matching_icp_job_titles: { p_org_id: SAMPLE.orgId, p_filters: "{}" },
  count_icp_step_results: { p_org_id: SAMPLE.orgId, p_submission_ids: [SAMPLE.submissionId] },
};

/** Serves a project that opens new tables and functions to all, as the Data API does. */
async function startOpenProject() {
  const database = await createAutoExposedDatabase();
  await loadSample(database.sql);
  const connection = createPostgresConnection({ url: database.url });
  // See scripts/local/data_api_lite.ts: no grants of its own.
  Object.assign(connection, { rlsState: "active" });
  const app = new App({
    connection,
    api: { schemas: ["public"] },
    auth: { enabled: false, ...KEYS },
  });
  return {
    tables: await listTables(database.sql),
    async send(method: string, path: string, apikey: Record<string, string>, body?: unknown) {
      const headers = {
        ...apikey,
        "content-type": "application/json",
        prefer: "return=representation",
      };
      const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
      const answer = await app.fetch(new Request(`http://data-api.test/rest/v1/${path}`, init));
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Keeps the engine's own log, of every refusal, out of what the tests print. */
function silenceErrors(): Disposable {
  const { error } = console;
  console.error = () => {};
  return { [Symbol.dispose]: () => void (console.error = error) };
}

for (const [name, headers, code] of STRANGERS) {
  Deno.test(`the Data API refuses every table and function to a caller with ${name}`, async () => {
    using _ = silenceErrors();
    await using project = await startOpenProject();
    const requests: [method: string, path: string, body?: unknown][] = [
      ...project.tables.flatMap((table): [string, string, unknown?][] => [
        ["GET", `${table}?select=id`],
        ["POST", table, { id: SAMPLE.orgId }],
        ["PATCH", `${table}?id=not.is.null`, { id: SAMPLE.orgId }],
        ["DELETE", `${table}?id=not.is.null`],
      ]),
      ...Object.entries(CALLS).map(([call, body]): [string, string, unknown] => [
        "POST",
        `rpc/${call}`,
        body,
      ]),
    ];
    for (const [method, path, body] of requests) {
      const answer = await project.send(method, path, headers, body);
      assertEquals([answer.status, answer.body.code], [401, code], `${method} ${path}`);
    }
  });
}

Deno.test("the same Data API answers a caller with the service key", async () => {
  await using project = await startOpenProject();
  const service = { apikey: KEYS.secret_key };
  for (const table of project.tables) {
    const { status, body } = await project.send("GET", `${table}?select=id`, service);
    assertEquals(status, 200);
    assert(body.length > 0, `The sample has no row in ${table}.`);
  }
  for (const [call, body] of Object.entries(CALLS)) {
    assertEquals((await project.send("POST", `rpc/${call}`, service, body)).status, 200);
  }
});
