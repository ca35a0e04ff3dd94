import { assertEquals, assertMatch } from "@std/assert";
import { createTestDatabase, startTestDataApi, type TestDataApi } from "../support/database.ts";

const ORG = "b0293785-aa7a-4234-8201-cc47305295f8";

async function send(api: TestDataApi, path: string, init: RequestInit = {}) {
  const headers = { "apikey": api.serviceKey, "content-type": "application/json", ...init.headers };
  const answer = await fetch(`${api.url}/rest/v1/${path}`, { ...init, headers });
  return { status: answer.status, text: await answer.text() };
}

async function startWithOrg() {
  const database = await createTestDatabase();
  await database.sql`insert into orgs (id, name, slug) values (${ORG}, 'Sample', 'sample')`;
  return database;
}

Deno.test("a document's numbers and keys come back from the Data API as they were written", async () => {
  await using database = await startWithOrg();
  await using api = await startTestDataApi(database);
  const raw =
    `{"big":9007199254740993,"cents":1.10,"__proto__":{"deep":[1e-400]},"text":"ä\\u2028"}`;
  const body = `{"org_id":"${ORG}","company_domain":"a.example","raw_parallel_output":${raw}}`;

  const written = await send(api, "icp_job_titles", { method: "POST", body });
  assertEquals(written.status, 201);

  const [row] = await database.sql`select raw_parallel_output::text from icp_job_titles`;
  const read = await send(api, "icp_job_titles?select=raw_parallel_output");
  for (const stored of [row!.raw_parallel_output, read.text]) {
    assertMatch(stored, /"big":\s*9007199254740993[,}]/);
    assertMatch(stored, /"cents":\s*1\.10[,}]/);
    assertMatch(stored, /"__proto__":\s*\{"deep":\s*\[0\.0{399}1\]\}/);
  }
});

Deno.test("a read is cut at 1000 rows, as on the hosted platform", async () => {
  await using database = await startWithOrg();
  await database.sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output)
    select ${ORG}, 'company-' || number || '.example', '{}' from generate_series(1, 1001) as number`;
  await using api = await startTestDataApi(database);

  const rows = JSON.parse((await send(api, "icp_job_titles?select=id&limit=5000")).text);
  assertEquals(rows.length, 1000);
});

Deno.test("a caller without the service key is refused", async () => {
  await using database = await createTestDatabase();
  await using api = await startTestDataApi(database);
  assertEquals((await send(api, "orgs", { headers: { apikey: "sb_secret_other" } })).status, 401);
  const withoutKey = await fetch(`${api.url}/rest/v1/orgs`);
  await withoutKey.body?.cancel();
  assertEquals(withoutKey.status, 401);
});

Deno.test("a table without a grant to service_role is refused, so that a missing grant shows", async () => {
  await using database = await createTestDatabase();
  await database.sql`create table ungranted (id int primary key)`;
  await using api = await startTestDataApi(database);

  const answer = await send(api, "ungranted");
  assertEquals([answer.status, JSON.parse(answer.text).code], [403, "42501"]);
});

Deno.test("a timestamp reads as PostgREST writes it, and an e-mail address is found in any case", async () => {
  await using database = await createTestDatabase();
  await database.sql`
    insert into super_admins (email, password_hash) values ('ada@sample.example', '!')`;
  await database.sql`
    insert into orgs (name, slug, created_at) values ('a', 'a', '2026-01-01T00:00:00.123456Z')`;
  await using api = await startTestDataApi(database);

  const found = await send(api, "orgs?select=created_at");
  assertEquals(found.text, `[{"created_at":"2026-01-01T00:00:00.123456+00:00"}]`);
  const person = await send(api, "super_admins?select=email&email=eq.ADA@sample.example");
  assertEquals(person.text, `[{"email":"ada@sample.example"}]`);
});

Deno.test("a statement runs as service_role and stops after 8 s", async () => {
  await using database = await createTestDatabase();
  await database.sql`
    create view current_limit as
    select current_setting('statement_timeout') as value, current_user::text as role`;
  await database.sql`grant select on current_limit to service_role`;
  await using api = await startTestDataApi(database);

  const limit = await send(api, "current_limit");
  assertEquals(JSON.parse(limit.text), [{ value: "8s", role: "service_role" }]);
});
