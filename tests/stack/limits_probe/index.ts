/** A function that tells what it was started with: what is refused to it, its settings, its heap. */
import { getHeapStatistics } from "node:v8";

const ATTEMPTS: Record<string, () => unknown> = {
  read: () => Deno.readTextFile("/etc/hosts"),
  write: () => Deno.makeTempFile(),
  run: () => new Deno.Command("/bin/sh").output(),
  sys: () => Deno.hostname(),
  ffi: () => Deno.dlopen("libc.so.6", {}),
};

/** What the probe answers with. */
export interface Limits {
  /** How each attempt ended, by the name of the permission that it needs. */
  refused: Record<string, string>;
  /** The names of all settings. */
  settings: string[];
  /** The most that the heap may grow to. */
  heapBytes: number;
}

/** The name of the error that an attempt ends in, or that it succeeds. */
async function nameRefusal(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return "allowed";
  } catch (error) {
    return (error as Error).name;
  }
}

export default {
  async fetch(): Promise<Response> {
    const refusals = Object.entries(ATTEMPTS)
      .map(async ([permission, attempt]) => [permission, await nameRefusal(attempt)]);
    const limits: Limits = {
      refused: Object.fromEntries(await Promise.all(refusals)),
      settings: Object.keys(Deno.env.toObject()).sort(),
      heapBytes: getHeapStatistics().heap_size_limit,
    };
    return Response.json(limits);
  },
};
