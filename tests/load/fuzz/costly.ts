/** Bodies that are dear to whoever builds them, and what a request costs this process. */
import process from "node:process";
import { gzipSync } from "node:zlib";
import { assert } from "@std/assert";
import fc from "fast-check";
import { asInternal, BATCH_PATHS, ORG_A, PATHS } from "../../support/apps.ts";
import {
  costlyBatches,
  costlyFilters,
  costlyQueries,
  costlyUpserts,
} from "../../support/costly_bodies.ts";
import { chunkBytes } from "./bytes.ts";
import type { Plan } from "./plan.ts";
import type { World } from "./world.ts";

const ROUTES = [
  { function: "query", path: PATHS.query[0], write: costlyQueries },
  // Against the documents that the others have stored.
  { function: "query", path: PATHS.query[0], write: costlyFilters },
  { function: "upsert", path: PATHS.upsert[0], write: costlyUpserts },
  { function: "upsert", path: BATCH_PATHS[0]!, write: costlyBatches },
] as const;

/** Bodies of up to 1 MB: deep, wide, long, of numbers that grow, in many chunks, with gzip; filters. */
export function costlyPlans(_world: World): fc.Arbitrary<Plan> {
  return fc.record({
    route: fc.constantFrom(...ROUTES),
    // Less deep than the least of these, `@supabase/lite` overflows the stack of its JavaScript.
    bytes: fc.integer({ min: 300_000, max: 999_000 }),
    which: fc.nat(),
    isZipped: fc.boolean(),
    chunkBytes,
  }).map(({ route: { write, ...route }, bytes, which, isZipped, chunkBytes }) => {
    const bodies = write(bytes);
    const [, body] = bodies[which % bodies.length]!;
    return {
      ...route,
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...asInternal(ORG_A),
        ...(isZipped && { "content-encoding": "gzip" }),
      },
      body: isZipped ? gzipSync(body) : body,
      chunkBytes,
    };
  });
}

/** What one request may cost. */
export interface Cost {
  /** Of the user and of the system. */
  cpuMs: number;
  /** By which the process may grow. */
  megabytes: number;
}

/** Does a request's work; fails where it costs more than it may. */
export async function within<Result>(
  most: Cost | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (most === undefined) return await work();
  const before = process.cpuUsage();
  const resident = Deno.memoryUsage().rss;
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1000;
  assert(cpuMs <= most.cpuMs, `It took ${cpuMs} ms of CPU.`);
  const megabytes = (Deno.memoryUsage().rss - resident) / 1e6;
  assert(megabytes <= most.megabytes, `The process grew by ${megabytes} MB.`);
  return result;
}
