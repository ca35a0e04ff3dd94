/** Both apps on a real Data API and a database of the test file's own, with two orgs in it. */
import { type AppsOptions, createApps, OPERATOR, ORG_A, ORG_B } from "./apps.ts";
import {
  createTestDatabase,
  startTestDataApi,
  type TestDataApi,
  type TestDatabase,
} from "./database.ts";

/** What the tests of one file share. */
export interface Live {
  database: TestDatabase;
  dataApi: TestDataApi;
  /** Makes apps with logs and counts of their own. */
  createApps(options?: AppsOptions): ReturnType<typeof createApps>;
}

/**
 * Starts the database and the Data API before the tests of a file, and stops them after.
 *
 * @returns What gives them to a test; they are not there before the tests run.
 */
export function useLive(): () => Live {
  let live: Live & AsyncDisposable | undefined;
  Deno.test.beforeAll(async () => {
    live = await startLive();
  });
  Deno.test.afterAll(async () => await live?.[Symbol.asyncDispose]());
  return () => live!;
}

/** Starts the database and the Data API, on the cluster of the run. */
export async function startLive(): Promise<Live & AsyncDisposable> {
  const database = await createTestDatabase();
  await seedOrgs(database);
  const dataApi = await startTestDataApi(database);
  const target = { supabaseUrl: dataApi.url, serviceKey: dataApi.serviceKey };
  return {
    database,
    dataApi,
    createApps: (options) => createApps({ ...target, ...options }),
    async [Symbol.asyncDispose]() {
      await dataApi[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Makes an API token of an org. */
export async function createApiToken(
  { sql }: TestDatabase,
  token: string,
  { orgId = ORG_A as string, ...rest }: {
    orgId?: string;
    expires_at?: string;
    revoked_at?: string;
    last_used_at?: string;
    user_id?: string;
  } = {},
): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const token_hash = new Uint8Array(digest).toHex();
  await sql`insert into api_tokens ${
    sql({ org_id: orgId, name: "a test's", role: "member", token_hash, ...rest })
  }`;
}

/** Fills org A and org B with rows of domains `<prefix>-<n>.com`, one a minute, the last newest. */
export async function insertRows(
  { sql }: TestDatabase,
  rows: { orgId: string; prefix: string; count: number; everySeconds?: number },
): Promise<void> {
  const { orgId, prefix, count, everySeconds = 60 } = rows;
  await sql`
    insert into icp_job_titles (org_id, company_domain, raw_parallel_output, created_at)
    select ${orgId}, ${prefix} || '-' || n || '.com', jsonb_build_object('n', n),
      timestamptz '2026-01-01 00:00:00.123456+00' + n * ${everySeconds} * interval '1 second'
    from generate_series(1, ${count}::int) n`;
}

async function seedOrgs({ sql }: TestDatabase): Promise<void> {
  for (const [id, name] of [[ORG_A, "a"], [ORG_B, "b"]]) {
    await sql`insert into orgs (id, name, slug) values (${id!}, ${name!}, ${name!})`;
  }
  await sql`insert into super_admins (id, email, password_hash)
    values (${OPERATOR.id}, ${OPERATOR.email}, 'not a hash')`;
}
