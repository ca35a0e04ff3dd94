/** Times several ways to the same end, so that the machine's moods meet all of them alike. */

/** One way, such as straight to the Data API. */
export interface Way {
  name: string;
  /** Does it once and waits for its end. */
  run(index: number): PromiseLike<unknown>;
}

/** How long one way took, in milliseconds. */
export interface Timing {
  name: string;
  p50: number;
  p90: number;
  p99: number;
  samples: number;
}

/**
 * Runs every way once a round, forwards in one round and backwards in the next.
 *
 * @param options `warmUp` rounds are not counted, `samples` are.
 * @returns One timing for each way, in the order of the ways.
 */
export async function alternate(
  ways: readonly Way[],
  { warmUp, samples }: { warmUp: number; samples: number },
): Promise<Timing[]> {
  const times = new Map(ways.map((way) => [way, [] as number[]]));
  for (let round = 0; round < warmUp + samples; round++) {
    for (const way of round % 2 === 0 ? ways : [...ways].reverse()) {
      const start = performance.now();
      await way.run(round);
      if (round >= warmUp) times.get(way)!.push(performance.now() - start);
    }
  }
  return [...times].map(([{ name }, all]) => ({
    name,
    p50: percentile(all, 50),
    p90: percentile(all, 90),
    p99: percentile(all, 99),
    samples,
  }));
}

/** The value that `share` percent of the values do not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share / 100) - 1)] ?? NaN;
}
