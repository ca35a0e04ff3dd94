import { assertEquals } from "@std/assert";
import { isReached } from "../load/bench/row.ts";
import { type Clock, type Outcome, sendAtRate } from "../load/soak/arrivals.ts";
import { judge } from "../load/soak/claims.ts";
import { divideIntoWindows, type Records } from "../load/soak/windows.ts";

/** A clock that moves only when somebody sleeps or sets it. */
function createClock() {
  let time = 0;
  const clock: Clock = { now: () => time, sleep: (ms) => Promise.resolve(time += ms) };
  return { clock, advance: (ms: number) => time += ms };
}

Deno.test("requests arrive at their rate though no answer comes", async () => {
  const { clock } = createClock();
  const arrived: number[] = [];
  const answers = Promise.withResolvers<void>();
  const outcomes: Outcome[] = [];
  await sendAtRate({
    ratePerSecond: 4,
    seconds: 2,
    ask: () => {
      // The first is answered once the last has arrived: a closed loop would wait for ever.
      if (arrived.push(clock.now()) === 8) answers.resolve();
      return answers.promise;
    },
    onOutcome: (outcome) => outcomes.push(outcome),
  }, clock);
  assertEquals(arrived, [0, 250, 500, 750, 1000, 1250, 1500, 1750]);
  assertEquals(outcomes.map(({ ms }) => ms), [1750, 1500, 1250, 1000, 750, 500, 250, 0]);
});

Deno.test("the time of a request that we sent late counts from when it was due", async () => {
  const { clock, advance } = createClock();
  const outcomes: Outcome[] = [];
  await sendAtRate({
    ratePerSecond: 10,
    seconds: 0.3,
    ask: (turn) => {
      if (turn === 0) advance(500);
      return turn === 2 ? Promise.reject(new Error("no answer")) : Promise.resolve();
    },
    onOutcome: (outcome) => outcomes.push(outcome),
  }, clock);
  assertEquals(outcomes, [
    { second: 0, ms: 500 },
    { second: 0.1, ms: 400 },
    { second: 0.2, ms: 300, error: "no answer" },
  ]);
});

/** Ten minutes as they should be, or with another value at a second. */
function makeRecords(
  { upsert = () => 100, ms = () => 50, error = () => undefined, seconds = 600 }: {
    upsert?: (second: number) => number;
    ms?: (second: number) => number;
    error?: (second: number) => string | undefined;
    seconds?: number;
  },
): Records {
  const all = Array.from({ length: seconds }, (_, second) => second);
  const outcomes = all.map((second) => {
    const why = error(second);
    return { second, ms: ms(second), ...(why && { error: why }) };
  });
  const others = { query: 90, mcp: 110, dataApi: 200, gateway: 150, postgres: 100 };
  const memory = all.map((second) => ({
    second,
    megabytes: { upsert: upsert(second), ...others },
  }));
  return { seconds, outcomes, memory };
}

/** The lines whose claim does not hold. */
function findBroken(records: Records): string[] {
  return judge(records).filter((row) => isReached(row) === false)
    .map(({ what }) => what);
}

const RUNS: [name: string, records: Records, broken: string[]][] = [
  ["a steady run holds", makeRecords({}), []],
  [
    "memory that goes up and down holds",
    makeRecords({ upsert: (second) => 100 + second % 20 * 3 }),
    [],
  ],
  [
    "memory that goes up by a seventh does not hold",
    makeRecords({ upsert: (second) => 100 + second / 40 }),
    ["memory: upsert function"],
  ],
  [
    "memory that a warm start leaves behind is no leak",
    makeRecords({ upsert: (second) => second < 60 ? 180 : 100 }),
    [],
  ],
  [
    "one slow window in each minute holds",
    makeRecords({ ms: (second) => second % 60 < 5 ? 900 : 50 }),
    [],
  ],
  [
    "times that grow do not hold",
    makeRecords({ ms: (second) => 50 + second / 15 }),
    ["p99, as the median of windows of 5 s"],
  ],
  [
    "one wrong answer does not hold",
    makeRecords({ error: (second) => second === 300 ? "500 in place of 200" : undefined }),
    ["answers that were wrong or missing"],
  ],
  [
    "a minute is judged by its answers alone",
    makeRecords({ seconds: 60, upsert: (second) => 100 + second, ms: (second) => 50 + second }),
    [],
  ],
];

for (const [name, records, broken] of RUNS) {
  Deno.test(`soak: ${name}`, () => assertEquals(findBroken(records), broken));
}

Deno.test("a soak's request belongs to the five seconds in which it was due", () => {
  const outcomes = [{ second: 4.9, ms: 9000 }, { second: 5, ms: 10 }];
  const windows = divideIntoWindows({ outcomes });
  assertEquals(windows.map(({ second, p99 }) => [second, p99]), [[0, 9000], [5, 10]]);
});
