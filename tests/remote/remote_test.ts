/**
 * The whole contract over HTTP: of a local stack at the hosted level, or of the deployment that
 * `deno task test:remote` names. One file, so that it starts one stack.
 */
import { assertEquals } from "@std/assert";
import { testBackfill } from "./backfill.ts";
import { testDocuments } from "./documents.ts";
import { testDomains } from "./domains.ts";
import { testFilters } from "./filters.ts";
import { listLimits } from "./limits.ts";
import { testPages } from "./pages.ts";
import { testRefusals } from "./refusals.ts";
import { openRemote, type Remote } from "./remote.ts";
import { testRoutes } from "./routes.ts";
import { testScript } from "./script.ts";
import { KEEP_VARIABLE, openTarget, RUN_VARIABLE, type Target } from "./target.ts";
import { testTenancy } from "./tenancy.ts";
import { describeTraces, findTraces, removeTraces, TABLES } from "./traces.ts";
import { testUpserts } from "./upserts.ts";
import { testWire } from "./wire.ts";

function useRemote(): () => Remote {
  let target: Target | undefined;
  let remote: Remote | undefined;
  Deno.test.beforeAll(async () => {
    target = await openTarget();
    remote = await openRemote(target);
  });
  Deno.test.afterAll(() => target?.stop());
  return () => remote!;
}

/** Adds a test whose steps run at once. */
function testTogether(name: string, steps: Record<string, () => Promise<void>>): void {
  // The sanitizers would see what belongs to the other steps.
  const options = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
  Deno.test({
    ...options,
    name,
    async fn(t) {
      await Promise.all(
        Object.entries(steps).map(([name, fn]) => t.step({ ...options, name, fn })),
      );
    },
  });
}

const remote = useRemote();
testRoutes(remote);
testWire(remote);
testDomains(remote);
testDocuments(remote);
testUpserts(remote);
testPages(remote);
testFilters(remote);
testTenancy(remote);
testTogether("what takes its time holds", {
  ...listLimits(remote),
  "every refusal of the tables is answered over HTTP as in memory": () => testRefusals(remote()),
  "the backfill gives each step result its verdict, and changes nothing when run again": () =>
    testBackfill(remote()),
});

Deno.test({
  name: "test:remote cleans up after itself alone, and refuses settings that do not fit",
  ignore: Deno.env.has(RUN_VARIABLE),
  fn: () => testScript(remote()),
});

Deno.test({
  name: "nothing of the run is left in the database",
  ignore: Deno.env.has(KEEP_VARIABLE),
  async fn() {
    const { dataApi, run, isOurs } = remote();
    await removeTraces(dataApi, await findTraces(dataApi, run));
    assertEquals(describeTraces(await findTraces(dataApi, run)), []);
    for (const table of isOurs ? TABLES : []) {
      const rows = await dataApi.rows((client) => client.from(table).select("id").limit(1));
      assertEquals(rows, [], `${table} is not empty.`);
    }
  },
});
