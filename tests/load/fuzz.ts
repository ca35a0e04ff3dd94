/**
 * Generated requests against both functions on a real Data API and Postgres: `deno task fuzz`.
 *
 * In rounds of 10,000 runs, each with a seed of its own; after each the heap is measured. What is
 * sent and what must hold of each answer is in `fuzz/`.
 */
import { parseArgs } from "node:util";
import { startTestCluster } from "../../scripts/local/test_cluster.ts";
import { startLive } from "../support/live_apps.ts";
import { ToldError } from "../../scripts/errors/describe.ts";
import { exitAfter } from "../../scripts/errors/exit.ts";
import { KINDS } from "./fuzz/kinds.ts";
import { addTally, checkShares, countOf, runKind, type Tally } from "./fuzz/run.ts";
import { createWorld, type World } from "./fuzz/world.ts";

const RUNS_PER_ROUND = 10_000;
/** Far above the deadline of a call to the Data API, on a busy machine too. */
const LIMIT_MS = 60_000;
/** What a request may cost, the Data API's part included where that runs in this process too. */
const MOST = { cpuMs: 2000, megabytes: 256 };

/** The largest seed; one of the last rounds of a run stays below it. */
const MAX_SEED = 2 ** 32 - 1;

const HELP = `Sends generated requests to both functions, and fails on the first wrong answer.

  deno task fuzz [--runs <n>] [--seed <n>] [--only <name>]

  --runs <n>      how many requests; 100000 by default, in rounds of ${RUNS_PER_ROUND}
  --seed <n>      the first round's seed, which repeats it; by chance by default
  --only <name>   one of ${Object.keys(KINDS).join(", ")}
  --help          this text`;

const OPTIONS = {
  runs: { type: "string", default: "100000" },
  seed: { type: "string" },
  only: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Reads the flags; prints what is wrong and ends with 2 where they are not good. */
export function readFlags(args: string[]) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    const { runs, seed = String(Math.floor(Math.random() * 2 ** 31)), only } = values;
    for (const [name, value, max] of [["runs", runs, 1e9], ["seed", seed, MAX_SEED]] as const) {
      if (/^\d{1,10}$/.test(value) && Number(value) <= max) continue;
      throw new Error(`"${value}" is not a number from 0 to ${max}, which --${name} wants`);
    }
    if (only !== undefined && !(only in KINDS)) {
      throw new Error(`"${only}" is no kind: give --only ${Object.keys(KINDS).join(" or ")}`);
    }
    return { ...values, runs: Number(runs), seed: Number(seed) };
  } catch (error) {
    console.error(`${(error as Error).message}. See --help.`);
    Deno.exit(2);
  }
}

type Flags = ReturnType<typeof readFlags>;

/** Megabytes of the heap that are in use. */
function measureHeap(): number {
  (globalThis as unknown as { gc(): void }).gc();
  return Deno.memoryUsage().heapUsed / 1e6;
}

/** Whether each measure of the later half is well above each of the earlier half. */
function growsSteadily(heaps: number[]): boolean {
  const middle = Math.ceil(heaps.length / 2);
  return heaps.length >= 4 &&
    Math.min(...heaps.slice(middle)) > 1.1 * Math.max(...heaps.slice(0, middle));
}

/** Runs all rounds; `tell` gets a line after each. */
async function fuzz(
  world: World,
  { runs, seed, only }: Flags,
  tell: (line: string) => void,
): Promise<Map<string, Tally>> {
  const kinds = Object.entries(KINDS).filter(([name]) => only === undefined || name === only);
  const tallies = new Map<string, Tally>(kinds.map(([name]) => [name, new Map()]));
  const heaps: number[] = [];
  tell(`heap ${measureHeap().toFixed(1)} MB`);
  for (let done = 0, round = seed; done < runs; done += RUNS_PER_ROUND, round++) {
    const size = Math.min(RUNS_PER_ROUND, runs - done);
    const run = async ([name, { share, isAlone }]: typeof kinds[number]) => {
      const ofKind = only === undefined ? Math.ceil(size * share) : size;
      const cost = isAlone && MOST;
      const options = { seed: round, runs: ofKind, limitMs: LIMIT_MS, cost };
      addTally(tallies.get(name)!, await runKind(world, name, options));
    };
    await Promise.all(kinds.filter(([, { isAlone }]) => !isAlone).map(run));
    for (const kind of kinds.filter(([, { isAlone }]) => isAlone)) await run(kind);
    heaps.push(measureHeap());
    tell(`heap ${heaps.at(-1)!.toFixed(1)} MB after ${done + size} runs, of seed ${round}`);
  }
  if (growsSteadily(heaps)) throw new ToldError("The heap grows from round to round.");
  return tallies;
}

async function main(): Promise<void> {
  const flags = readFlags(Deno.args);
  if (flags.help) return console.log(HELP);
  const cluster = await startTestCluster();
  Deno.env.set("TEST_POSTGRES_URL", cluster.url);
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  try {
    await using live = await startLive();
    console.log(`Data API: ${live.dataApi.engine}`);
    const world = await createWorld(live);
    const tallies = await fuzz(world, flags, (line) => console.log(`${seconds()}: ${line}`));
    let all = 0;
    for (const [name, tally] of tallies) {
      console.log(`\n${name}`);
      const lines = [...tally].sort(([a], [b]) => a < b ? -1 : 1);
      for (const [answer, count] of lines) console.log(`${String(count).padStart(8)}  ${answer}`);
      checkShares(name, tally);
      all += countOf(tally);
    }
    console.log(`\n${all} requests in ${seconds()}: no answer that is not documented.`);
  } finally {
    await cluster.stop();
  }
}

if (import.meta.main) await exitAfter(main());
