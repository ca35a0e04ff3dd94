/** What every benchmark is given. */
import { type Caller, createCaller } from "./callers.ts";
import { alternate, type Timing, type Way } from "./measure.ts";
import type { Breakdown, Findings } from "./row.ts";
import { formatTime } from "./row.ts";
import type { Subjects } from "./stack.ts";

/** The subjects, how to call them, and how much to measure. */
export interface Context {
  subjects: Subjects;
  gateway: Caller;
  direct: Caller;
  /** Whose queries and upserts the peer answers. */
  peer: Caller;
  /** The binary that runs the functions, of the hosted level. */
  denoPath: string;
  /** Scales a number of samples; a quick run takes a tenth. */
  samples(number: number): number;
}

/** One benchmark. */
export type Benchmark = (context: Context) => Promise<Findings>;

/** Makes the context of one run. */
export function createContext(subjects: Subjects, denoPath: string, quick: boolean): Context {
  return {
    subjects,
    gateway: createCaller(subjects.gateway),
    direct: createCaller(subjects.direct),
    peer: createCaller(subjects.peer),
    denoPath,
    samples: (number) => quick ? Math.ceil(number / 10) : number,
  };
}

/** The same thing asked four ways: of the function or straight, with a gateway in front or not. */
interface FourTimings {
  ours: Timing;
  straight: Timing;
  oursDirect: Timing;
  straightDirect: Timing;
}

/** Times the four ways in turn. */
export async function timeFourWays(
  { gateway, direct, samples }: Context,
  number: number,
  ours: (caller: Caller, round: number) => PromiseLike<unknown>,
  straight: (caller: Caller, round: number) => PromiseLike<unknown>,
): Promise<FourTimings> {
  const ways: Way[] = [
    { name: "function, through the gateway", run: (round) => ours(gateway, round) },
    { name: "straight, through the gateway", run: (round) => straight(gateway, round) },
    {
      name: "function by its own port, Data API through the gateway",
      run: (round) => ours(direct, round),
    },
    { name: "straight, by the Data API's own port", run: (round) => straight(direct, round) },
  ];
  const count = samples(number);
  const timings = await alternate(ways, { warmUp: Math.ceil(count / 10), samples: count });
  return {
    ours: timings[0]!,
    straight: timings[1]!,
    oursDirect: timings[2]!,
    straightDirect: timings[3]!,
  };
}

/** Where the time goes, as differences of the four ways' p50. */
export function tabulateHops(title: string, timings: FourTimings): Breakdown {
  const { ours, straight, oursDirect, straightDirect } = timings;
  const cost = (p50: number) => ["", formatTime(p50), ""];
  return {
    title: `${title} (${ours.samples} samples each)`,
    columns: ["way", "p50", "p99"],
    lines: [
      ...[straightDirect, straight, oursDirect, ours].map((
        { name, p50, p99 },
      ) => [name, formatTime(p50), formatTime(p99)]),
      cost(straight.p50 - straightDirect.p50).with(0, "the gateway before the Data API"),
      cost(oursDirect.p50 - straight.p50).with(0, "the function, with what it asks more"),
      cost(ours.p50 - oursDirect.p50).with(0, "the gateway before the function"),
    ],
  };
}
