/** Keeps processes running, as the supervisor of a hosted platform does. */
import { setTimeout } from "node:timers/promises";
import { describeError } from "../errors/describe.ts";
import { findFreePort } from "./postgres.ts";
import type { Placement } from "./processes.ts";

/** Between two attempts to start what does not start. */
const PAUSE_MS = 250;

/** A process as `startProcess` returns it. */
export interface Running {
  pid: number;
  stop(): Promise<void>;
}

/** Starts a process at a port, and calls `onEnd` with a sentence when it ends unasked. */
export type Launch<Process extends Running> = (placement: Required<Placement>) => Promise<Process>;

/** What {@link keepRunning} needs beside. */
interface KeepOptions {
  /** A free one when absent. */
  port?: number | undefined;
  /** Called with what there is to tell of an end and a start. */
  onProgress: (text: string) => void;
}

/** A process that is started again whenever it ends. */
interface Kept<Process extends Running> {
  /** The one that runs, or the last that did. */
  current(): Process;
  /** Ends it; it stays away until {@link start}. */
  stop(): Promise<void>;
  /** Starts it after {@link stop}. */
  start(): Promise<void>;
}

/**
 * Starts a process, and again at the same port whenever it ends unasked.
 *
 * @throws What the first start throws.
 */
export async function keepRunning<Process extends Running>(
  launch: Launch<Process>,
  { port = findFreePort(), onProgress }: KeepOptions,
): Promise<Kept<Process>> {
  let isWanted = true;
  let current = await launch({ port, onEnd });
  let launching: Promise<void> = Promise.resolve();

  function onEnd(sentence: string): void {
    onProgress(sentence);
    if (isWanted) launching = launchUntilItRuns();
  }

  async function launchUntilItRuns(): Promise<void> {
    onProgress("Starting it again.");
    while (isWanted) {
      try {
        current = await launch({ port, onEnd });
        return;
      } catch (error) {
        onProgress(describeError(error));
        await setTimeout(PAUSE_MS);
      }
    }
  }

  return {
    current: () => current,
    async stop() {
      isWanted = false;
      await launching;
      await current.stop();
    },
    async start() {
      isWanted = true;
      current = await launch({ port, onEnd });
    },
  };
}
