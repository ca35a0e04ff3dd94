import { assert, assertEquals } from "@std/assert";
import { asInternal, BATCH_PATHS, createApps, PATHS, post } from "../support/apps.ts";
import { type Fault, startFailingProxy } from "../support/failing_proxy.ts";
import { useLive } from "../support/live_apps.ts";

const live = useLive();

/** Each is one request to the Data API; half of a batch's items give no name. */
const REQUESTS = [
  { name: "an upsert", path: PATHS.upsert[0], companies: 1 },
  { name: "a batch", path: BATCH_PATHS[0]!, companies: 40 },
];

function itemsOf(prefix: string, companies: number) {
  return Array.from({ length: companies }, (_, n) => ({
    company_domain: `${prefix}-${n}.com`,
    ...(n % 2 === 0 && { company_name: `Company ${n}` }),
    raw_parallel_output: { n },
    processor: "pro",
  }));
}

/** The stored rows of a request, without what tells when they were changed. */
async function readRows(prefix: string) {
  const rows = await live().database.sql`
    select * from icp_job_titles where company_domain like ${`${prefix}-%`}
    order by (raw_parallel_output->'n')::int`;
  return rows.map(({ updated_at: _, ...row }) => row);
}

/** Apps that reach the Data API through a proxy, which decides by a request's number. */
async function startBehindProxy(before: (count: number) => Fault | undefined) {
  const { url, serviceKey } = live().dataApi;
  const proxy = await startFailingProxy(url, { before: ({ count }) => before(count) });
  return { proxy, apps: createApps({ supabaseUrl: proxy.url, serviceKey }) };
}

for (const { name, path, companies } of REQUESTS) {
  for (const fault of ["drop", "cut"] as const) {
    Deno.test(`${name} that is sent again after lost answers (${fault}) has written once`, async () => {
      const prefix = `${fault}-${companies}`;
      const items = itemsOf(prefix, companies);
      const { proxy, apps } = await startBehindProxy((count) => count <= 3 ? fault : undefined);
      await using _ = proxy;
      const send = async () => {
        const body = companies === 1 ? items[0] : { items };
        const response = await apps.fetch("upsert", post(path, body, asInternal()));
        return { status: response.status, code: (await response.json()).code };
      };

      assertEquals(await send(), { status: 503, code: "database_unavailable" });
      const first = await readRows(prefix);
      assertEquals(
        first.map((row) => row.company_domain),
        items.map((item) => item.company_domain),
      );

      const statuses = [(await send()).status, (await send()).status, (await send()).status];
      assertEquals(statuses, [503, 503, 200]);
      assertEquals(await readRows(prefix), first);
    });
  }

  Deno.test(`${name} that is sent again after its caller left has written once`, async () => {
    const prefix = `left-${companies}`;
    const items = itemsOf(prefix, companies);
    const body = companies === 1 ? items[0] : { items };
    const caller = new AbortController();
    const { proxy, apps } = await startBehindProxy((count) => {
      if (count === 1) caller.abort();
      return undefined;
    });
    await using _ = proxy;
    const { signal } = caller;
    const left = await apps.fetch("upsert", post(path, body, asInternal(), { signal }));
    assertEquals([left.status, (await left.json()).code], [499, "caller_left"]);
    await proxy.settle();
    const first = await readRows(prefix);
    assertEquals(first.length, companies);

    const again = await apps.fetch("upsert", post(path, body, asInternal()));
    assertEquals(again.status, 200);
    await again.body?.cancel();
    const second = await readRows(prefix);
    assertEquals(second.map((row) => row.company_domain), items.map((item) => item.company_domain));
    for (const row of first) assertEquals(second.find(({ id }) => id === row.id), row);
    assertEquals(apps.logs.map(({ status }) => status), [499, 200]);
  });
}

Deno.test("a request that is sent again late writes its research over a newer one", async () => {
  const apps = live().createApps();
  const write = async (label: string) => {
    const body = { company_domain: "late.com", raw_parallel_output: { label }, processor: label };
    const response = await apps.fetch("upsert", post(PATHS.upsert[0], body, asInternal()));
    return (await response.json()).data;
  };
  const old = await write("old");
  const { updated_at } = await write("new");
  const late = await write("old");
  assertEquals(late, { ...old, updated_at: late.updated_at });
  assert(late.updated_at > updated_at);
});
