import { assert, assertEquals } from "@std/assert";
import { createClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import postgres from "postgres";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/development_keys.ts";
import { startStack } from "../../scripts/local/stack.ts";
import { readSummary, runBackfillScript } from "../support/backfill.ts";
import { findHostedDeno, SAMPLE } from "../support/hosted.ts";

/** A JWT that is good for a minute. */
function sign(claims: Record<string, unknown>, secret: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1 min")
    .sign(new TextEncoder().encode(secret));
}

Deno.test("the main job holds from write to backfill, with functions at the hosted level of Deno", async (t) => {
  const stack = await startStack({
    keys: DEVELOPMENT_KEYS,
    port: 0,
    sample: true,
    denoPath: await findHostedDeno(),
  });
  const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
  const post = async (name: string, token: string, body: unknown, headers = {}) => {
    const response = await fetch(`${stack.url}/functions/v1/${name}`, {
      method: "POST",
      headers: {
        "authorization": `Bearer ${token}`,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, ...await response.json() };
  };
  const internal = { "x-internal-org-id": SAMPLE.orgId };
  const upsert = (body: unknown) =>
    post("icp-job-titles-upsert", DEVELOPMENT_KEYS.INTERNAL_API_KEY, body, internal);
  const query = (token: string, body: unknown, headers = {}) =>
    post("icp-job-titles-query", token, body, headers);

  try {
    await t.step("the first start has backfilled the sample", async () => {
      const rows = await sql`select from icp_job_titles where org_id = ${SAMPLE.orgId}`;
      assertEquals(rows.length, SAMPLE.companies);
    });

    const document = { titles: [{ title: "Head of Dispatch", buyerRole: "champion" }] };
    await t.step("two spellings of a domain make one row, and its name is kept", async () => {
      const first = await upsert({
        company_domain: "https://www.Example.com/about",
        company_name: "Example",
        raw_parallel_output: { titles: [] },
      });
      const second = await upsert({
        company_domain: "EXAMPLE.com",
        raw_parallel_output: document,
      });
      assertEquals([first.status, second.status], [200, 200]);
      assertEquals(second.data.id, first.data.id);
      assertEquals(second.data.company_name, "Example");
      assertEquals(second.data.raw_parallel_output, document);
    });

    const { JWT_SECRET, SUPER_ADMIN_JWT_SECRET } = DEVELOPMENT_KEYS;
    const session = await sign({ sub: "u1", org_id: SAMPLE.orgId, type: "session" }, JWT_SECRET);
    const superAdmin = await sign({
      sub: SAMPLE.superAdmin.id,
      email: SAMPLE.superAdmin.email,
      type: "super_admin",
    }, SUPER_ADMIN_JWT_SECRET);
    const callers: [kind: string, token: string, headers: object, body: object][] = [
      ["an internal caller", DEVELOPMENT_KEYS.INTERNAL_API_KEY, internal, {}],
      ["a tenant's session", session, {}, {}],
      ["a tenant's API token", SAMPLE.apiToken, {}, {}],
      ["a super-admin's key", DEVELOPMENT_KEYS.SUPER_ADMIN_API_KEY, {}, { org_id: SAMPLE.orgId }],
      ["a super-admin's session", superAdmin, {}, { org_id: SAMPLE.orgId }],
    ];
    for (const [kind, token, headers, body] of callers) {
      await t.step(`${kind} reads the row`, async () => {
        const answer = await query(token, { ...body, company_domain: "example.com" }, headers);
        assertEquals(answer.status, 200);
        assertEquals(answer.data.length, 1);
        assertEquals(answer.data[0].raw_parallel_output, document);
        assertEquals(answer.pagination, { limit: 100, returned: 1, has_more: false });
      });
    }

    await t.step(
      "a tenant's token is refused by the upsert, and another org by the query",
      async () => {
        const write = await post("icp-job-titles-upsert", session, {}, internal);
        assertEquals([write.status, write.code], [401, "unauthorized"]);
        const read = await query(session, { org_id: SAMPLE.otherOrgId });
        assertEquals([read.status, read.code], [403, "org_forbidden"]);
      },
    );

    await t.step("the backfill runs again as a process, and leaves the same rows", async () => {
      const read = () =>
        sql`select id, created_at, raw_parallel_output::text from icp_job_titles
        order by id`;
      const before = [...await read()];
      const { code, lines } = await runBackfillScript([], {
        SUPABASE_URL: stack.url,
        SUPABASE_SERVICE_ROLE_KEY: DEVELOPMENT_KEYS.SUPABASE_SERVICE_ROLE_KEY,
      });
      assertEquals(code, 0);
      assertEquals(readSummary(lines).upserted, SAMPLE.companies);
      assertEquals([...await read()], before);
    });

    await t.step(
      "supabase-js reads the Data API with the service key, and nothing without",
      async () => {
        const key = DEVELOPMENT_KEYS.SUPABASE_SERVICE_ROLE_KEY;
        const options = { auth: { persistSession: false, autoRefreshToken: false } };
        const found = await createClient(stack.url, key, options).from("icp_job_titles").select(
          "id",
        );
        assert(found.data!.length > SAMPLE.companies);
        const refused = await createClient(stack.url, "sb_publishable_x", options)
          .from("icp_job_titles").select("id");
        assert(refused.error, "a publishable key reads the table");
      },
    );
  } finally {
    await sql.end();
    await stack.stop();
  }
});
