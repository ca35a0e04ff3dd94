import { assert, assertEquals, assertRejects } from "@std/assert";
import { createClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import postgres from "postgres";
import { createIcpJobTitlesClient, IcpJobTitlesError } from "../../client/mod.ts";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import { startStack } from "../../scripts/local/stack.ts";
import { readSummary, runBackfillScript } from "../support/backfill.ts";
import { findHostedDeno, SAMPLE } from "../../scripts/local/hosted.ts";

/** A JWT that is good for a minute. */
function sign(claims: Record<string, unknown>, secret: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1 min")
    .sign(new TextEncoder().encode(secret));
}

/** How a request is refused. */
async function refusalOf(answer: Promise<unknown>): Promise<IcpJobTitlesError> {
  return await assertRejects(() => answer, IcpJobTitlesError);
}

Deno.test("the main job holds from write to backfill, with functions at the hosted level of Deno", async (t) => {
  const stack = await startStack({
    keys: DEVELOPMENT_KEYS,
    port: 0,
    sample: true,
    denoPath: await findHostedDeno(),
  });
  const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
  const worker = createIcpJobTitlesClient({
    url: stack.url,
    token: DEVELOPMENT_KEYS.INTERNAL_API_KEY,
    orgId: SAMPLE.orgId,
  });
  const readAs = (token: string) => createIcpJobTitlesClient({ url: stack.url, token });

  try {
    await t.step("the first start has backfilled the sample", async () => {
      const rows = await sql`select from icp_job_titles where org_id = ${SAMPLE.orgId}`;
      assertEquals(rows.length, SAMPLE.companies);
    });

    const document = { titles: [{ title: "Head of Dispatch", buyerRole: "champion" }] };
    await t.step("two spellings of a domain make one row, and its name is kept", async () => {
      const first = await worker.upsert({
        company_domain: "https://www.Example.com/about",
        company_name: "Example",
        raw_parallel_output: { titles: [] },
      });
      const second = await worker.upsert({
        company_domain: "EXAMPLE.com",
        raw_parallel_output: document,
      });
      assertEquals(second.id, first.id);
      assertEquals(second.company_name, "Example");
      assertEquals(second.raw_parallel_output, document);
    });

    await t.step("a batch writes its good items and tells the bad one", async () => {
      const items = ["one.example.com", "nowhere", "two.example.com"];
      const results = await Array.fromAsync(worker.upsertBatch(
        items.map((company_domain) => ({ company_domain, raw_parallel_output: document })),
      ));
      const outcomes = results.toSorted((a, b) => a.index - b.index).map(({ status }) => status);
      assertEquals(outcomes, ["upserted", "failed", "upserted"]);
    });

    await t.step("a walk by cursor meets every row of the org once", async () => {
      const found = await Array.fromAsync(
        worker.query({ fields: ["company_domain"] }, { pageSize: 4 }),
      );
      const rows = await sql`select company_domain from icp_job_titles
        where org_id = ${SAMPLE.orgId} order by created_at desc, id desc`;
      assertEquals(found, [...rows]);
    });

    const { JWT_SECRET, SUPER_ADMIN_JWT_SECRET } = DEVELOPMENT_KEYS;
    const session = await sign({ sub: "u1", org_id: SAMPLE.orgId, type: "session" }, JWT_SECRET);
    const superAdmin = await sign({
      sub: SAMPLE.superAdmin.id,
      email: SAMPLE.superAdmin.email,
      type: "super_admin",
    }, SUPER_ADMIN_JWT_SECRET);
    const callers: [kind: string, client: typeof worker, query: object][] = [
      ["an internal caller", worker, {}],
      ["a tenant's session", readAs(session), {}],
      ["a tenant's API token", readAs(SAMPLE.apiToken), {}],
      ["a super-admin's key", readAs(DEVELOPMENT_KEYS.SUPER_ADMIN_API_KEY), {
        org_id: SAMPLE.orgId,
      }],
      ["a super-admin's session", readAs(superAdmin), { org_id: SAMPLE.orgId }],
    ];
    for (const [kind, client, query] of callers) {
      await t.step(`${kind} reads the row`, async () => {
        const found = await Array.fromAsync(
          client.query({ ...query, company_domain: "example.com" }),
        );
        assertEquals(found.map((row) => row.raw_parallel_output), [document]);
      });
    }

    await t.step("a tenant's token is refused by the upsert", async () => {
      const item = { company_domain: "example.com", raw_parallel_output: {} };
      const { status, code } = await refusalOf(readAs(session).upsert(item));
      assertEquals([status, code], [401, "unauthorized"]);
    });

    await t.step("a tenant that asks for another org is refused", async () => {
      const rows = readAs(session).query({ org_id: SAMPLE.otherOrgId });
      const { status, code } = await refusalOf(Array.fromAsync(rows));
      assertEquals([status, code], [403, "org_forbidden"]);
    });

    await t.step("the backfill runs again as a process, and leaves the same rows", async () => {
      const read = () =>
        sql`select id, created_at, raw_parallel_output::text from icp_job_titles
        order by id`;
      const before = [...await read()];
      const { code, lines } = await runBackfillScript([], {
        SUPABASE_URL: stack.url,
        SUPABASE_SERVICE_ROLE_KEY: stack.serviceKey,
      });
      assertEquals(code, 0);
      assertEquals(readSummary(lines).upserted, SAMPLE.companies);
      assertEquals([...await read()], before);
    });

    await t.step(
      "supabase-js reads the Data API with the service key, and nothing without",
      async () => {
        const key = stack.serviceKey;
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
