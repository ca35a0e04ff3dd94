/** The whole contract: the same tests for every subject. */
import { assertEquals } from "@std/assert";
import { testAgents } from "./agents.ts";
import { testBackfill } from "./backfill.ts";
import { testDocuments } from "./documents.ts";
import { testDomains } from "./domains.ts";
import { testFilters } from "./filters.ts";
import { listLimits } from "./limits.ts";
import { testPages } from "./pages.ts";
import { testRefusals } from "./refusals.ts";
import { testRoutes } from "./routes.ts";
import { testScript } from "./script.ts";
import { testSearch } from "./search.ts";
import { type ContractSubject, openSubject } from "./subject.ts";
import { keepsRows, type Target } from "./target.ts";
import { takeShare } from "../../scripts/local/share.ts";
import { testTenancy } from "./tenancy.ts";
import { describeTraces, findTraces, removeTraces, TABLES } from "./traces.ts";
import { testUpserts } from "./upserts.ts";
import { testWire } from "./wire.ts";

/** What is asked: the apps in this process, a stack of our own, or what somebody has deployed. */
type Kind = "in memory" | "local stack" | "deployment";

const READS = [testPages, testFilters, testSearch, testTenancy];
const ANYWHERE = [testRoutes, testDomains, testDocuments, testUpserts, testAgents, ...READS];

/** Adds all tests; a file calls it once, so that it opens one subject. */
export function testContract(kind: Kind, openTarget: () => Promise<Target>): void {
  const subject = useSubject(openTarget);
  // In memory all of them are told too.
  for (const addTests of kind === "local stack" ? takeShare(ANYWHERE) : ANYWHERE) addTests(subject);
  // In memory nothing stands between a caller and the functions.
  if (kind !== "in memory") {
    testWire(subject);
    testTogether("what takes its time holds", {
      ...Object.fromEntries(takeShare(Object.entries(listLimits(subject)))),
      // `tests/http/refusals_test.ts` asks them in memory, and looks at the log too.
      "every refusal of the tables is answered over HTTP as in memory": () =>
        testRefusals(subject()),
      "the backfill gives each step result its verdict, and changes nothing when run again": () =>
        testBackfill(subject()),
    });
  }
  if (kind === "local stack") {
    Deno.test(
      "test:remote cleans up after itself alone, and refuses settings that do not fit",
      () => testScript(subject()),
    );
  }
  testTraces(subject);
}

/** Adds the tests of what a query reads, and who may. */
export function testReads(subject: () => ContractSubject): void {
  for (const addTests of READS) addTests(subject);
}

/** Opens the subject of a file before its tests. */
export function useSubject(openTarget: () => Promise<Target>): () => ContractSubject {
  let target: Target | undefined;
  let subject: ContractSubject | undefined;
  Deno.test.beforeAll(async () => {
    target = await openTarget();
    subject = await openSubject(target);
  });
  Deno.test.afterAll(() => target?.stop());
  return () => subject!;
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

function testTraces(subject: () => ContractSubject): void {
  Deno.test({
    name: "nothing of the run is left in the database",
    ignore: keepsRows(),
    async fn() {
      const { dataApi, run, isOurs } = subject();
      await removeTraces(dataApi, await findTraces(dataApi, run));
      assertEquals(describeTraces(await findTraces(dataApi, run)), []);
      for (const table of isOurs ? TABLES : []) {
        const rows = await dataApi.rows((client) => client.from(table).select("id").limit(1));
        assertEquals(rows, [], `${table} is not empty.`);
      }
    },
  });
}
