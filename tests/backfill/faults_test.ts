import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  flagsOf,
  type InProcess,
  readSummary,
  readTable,
  runBackfillHere,
} from "../support/backfill.ts";
import {
  createTestDatabase,
  startTestDataApi,
  type TestDataApi,
  type TestDatabase,
} from "../support/database.ts";
import { type Fault, type Passing, startFailingProxy } from "../support/failing_proxy.ts";
import { addMixedSubmission, type MixedSubmission } from "../support/past.ts";
import { chooseSeed, createRandom } from "../support/random.ts";
import { takeShare } from "../../scripts/local/share.ts";

const isWrite = ({ path }: Passing) => path.endsWith("/write_icp_job_titles");
const isRead = ({ path }: Passing) => path.endsWith("/read_icp_step_results");
const SMALL = ["--batch-rows", "20", "--concurrency", "3"];

let database: TestDatabase;
let dataApi: TestDataApi;
let past: MixedSubmission;
let undisturbed: unknown[];

Deno.test.beforeAll(async () => {
  database = await createTestDatabase();
  dataApi = await startTestDataApi(database);
  past = await addMixedSubmission(database.sql, 90);
  await runBackfillHere(dataApi, [...flagsOf(past), ...SMALL]);
  undisturbed = await readTable(database.sql);
});
Deno.test.afterAll(async () => {
  await dataApi[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Runs on an empty table behind a proxy with the faults. */
async function runWith(
  before: (request: Passing) => Fault | undefined,
  args: string[] = SMALL,
  options: InProcess = {},
) {
  await database.sql`truncate icp_job_titles`;
  await using proxy = await startFailingProxy(dataApi.url, { before });
  const subject = { ...dataApi, url: proxy.url };
  const run = await runBackfillHere(subject, [...flagsOf(past), ...args], options);
  const { processed, upserted, skipped, failed } = readSummary(run.lines);
  assertEquals(processed, upserted! + skipped! + failed!);
  return { ...run, processed, failed, passed: proxy.passed };
}

const PASSING: [name: string, fault: Fault][] = [
  ["a refused connection", "refuse"],
  ["an answer that is cut off", "cut"],
  ["an answer that is lost after the work was done", "drop"],
  ["a connection lost in mid-statement", { status: 400, code: "", message: "" }],
  ...[408, 429, 500, 502, 503, 504, 522, 530, 540, 544, 546]
    .map((status): [string, Fault] => [String(status), { status }]),
  ["a statement that took too long", { status: 500, code: "57014" }],
];

for (const [name, fault] of takeShare(PASSING)) {
  for (const [kind, isHit] of [["write", isWrite], ["read", isRead]] as const) {
    Deno.test(`backfill meets ${name} on a ${kind}, says so, and ends as if undisturbed`, async () => {
      // Several in a row: fetch by itself sends anew what met a connection that had been idle.
      const { code, lines, processed } = await runWith((request) =>
        isHit(request) && [2, 3, 4].includes(request.count) ? fault : undefined
      );
      assertEquals(code, 0);
      assertEquals(processed, past.processed);
      assertEquals(await readTable(database.sql), undisturbed);
      assert(lines.some((line) => /^The (write|read) of \d+ records failed/.test(line)));
    });
  }
}

Deno.test("backfill meets answers that never come, says so, and ends as if undisturbed", async () => {
  const { code, lines, processed } = await runWith(
    (request) => (isWrite(request) || isRead(request)) && request.count === 2 ? "hang" : undefined,
    SMALL,
    { timeoutMs: 1000 },
  );
  assertEquals(code, 0);
  assertEquals(processed, past.processed);
  assertEquals(await readTable(database.sql), undisturbed);
  assertStringIncludes(lines.join("\n"), "did not answer within 1000 ms");
});

Deno.test("backfill under one random fault in three requests ends as if undisturbed", async () => {
  const random = createRandom(chooseSeed());
  const faults = PASSING.map(([, fault]) => fault);
  for (let round = 0; round < 5; round++) {
    const { code, processed } = await runWith((request) =>
      isWrite(request) || isRead(request)
        ? random() < 1 / 3 ? faults[Math.floor(random() * faults.length)] : undefined
        : undefined
    );
    assertEquals(code, 0);
    assertEquals(processed, past.processed);
    assertEquals(await readTable(database.sql), undisturbed);
  }
});

Deno.test("backfill waits as long as Retry-After says, and twice as long from try to try", async () => {
  const { waits } = await runWith((request) => {
    if (!isRead(request) || request.count > 4) return undefined;
    const headers: Record<string, string> = request.count === 2 ? { "retry-after": "7" } : {};
    return { status: 503, headers };
  });
  assertEquals(waits, [500, 7000, 2000, 4000]);
});

Deno.test("backfill halves a batch that is too large, and grows it again", async () => {
  const { code, passed } = await runWith((request) => {
    if (!isWrite(request) || request.count > 3) return undefined;
    return { status: 413 };
  }, ["--batch-rows", "64", "--concurrency", "1"]);
  const sizes = passed.filter(isWrite)
    .map(({ body }) => JSON.parse(JSON.parse(body).p_items).length);
  assertEquals(code, 0);
  assertEquals(sizes.slice(0, 5), [64, 32, 16, 8, 8]);
  assert(sizes.slice(5).some((size) => size > 16), `${sizes} do not grow`);
  assertEquals(await readTable(database.sql), undisturbed);
});

Deno.test("backfill does not try again what cannot pass, and rejects the record to blame", async () => {
  const bad = "company40.example.com";
  const { code, waits, rejects, lines, failed } = await runWith((request) =>
    isWrite(request) && request.body.includes(bad) ? { status: 409, code: "23505" } : undefined
  );
  assertEquals(code, 1);
  assertEquals(failed, 1);
  assertEquals(waits, []);
  assertEquals(rejects.size, 1);
  assertStringIncludes(lines.join("\n"), `${bad} | failed: internal_error`);
  assertEquals((await readTable(database.sql)).length, past.companies - 1);
});

Deno.test("backfill tries a record that is always answered with 500 five times, then goes on", async () => {
  const bad = "company40.example.com";
  const { code, waits, rejects } = await runWith((request) =>
    isWrite(request) && request.body.includes(bad) ? { status: 500 } : undefined
  );
  assertEquals(code, 1);
  assertEquals(waits, [500, 1000, 2000, 4000]);
  assertEquals(rejects.size, 1);
  assertEquals((await readTable(database.sql)).length, past.companies - 1);
});

Deno.test("backfill waits out what keeps a single record from coming through, as often as it takes", async () => {
  const away: Fault[] = [{ status: 400, code: "", message: "" }, { status: 522 }, { status: 540 }];
  for (const fault of away) {
    const { code, waits, failed } = await runWith(
      (request) => isWrite(request) && request.count <= 7 ? fault : undefined,
      ["--batch-rows", "1", "--concurrency", "1", "--limit", "1"],
    );
    assertEquals([code, failed, waits.length], [0, 0, 7]);
  }
});

Deno.test("backfill gives up when its patience is over, with true sums and exit 1", async () => {
  const { code, waits, lines, processed } = await runWith(
    (request) => isWrite(request) && request.count > 2 ? "refuse" : undefined,
    ["--batch-rows", "20", "--concurrency", "1", "--patience", "3"],
  );
  assertEquals(code, 1);
  const waited = waits.reduce((sum, ms) => sum + ms, 0);
  assert(waited > 2 * 60_000 && waited <= 3 * 60_000, `it waited ${waited} ms`);
  assertStringIncludes(lines.join("\n"), "Gave up: nothing succeeded for 180 s.");
  assert(processed! < past.processed);
});

for (const status of [401, 402]) {
  Deno.test(`backfill stops at once where what meets every request, ${status}, comes in the middle`, async () => {
    const { code, waits, passed } = await runWith(
      (request) => isWrite(request) && request.count > 1 ? { status } : undefined,
      ["--batch-rows", "10", "--concurrency", "1"],
    );
    assertEquals(code, 1);
    assertEquals(waits, []);
    assertEquals(passed.filter(isWrite).length, 2);
  });
}

Deno.test("backfill needs a few requests for a hundred records", async () => {
  const { passed } = await runWith(() => undefined, []);
  assert(passed.length <= 5, `${passed.length} requests`);
});
