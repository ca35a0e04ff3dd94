/** What the person sees while a run goes on: a line a record, and on a terminal a progress bar. */
// @ts-types="npm:@types/cli-progress@3.11.6"
import { MultiBar, Presets } from "cli-progress";
import type { Totals } from "./report.ts";

/** Made by {@link createDisplay}. */
interface Display {
  /** Tells of one record; where it is to be quiet, only of one that failed. */
  record(line: string, failed: boolean): void;
  /** Tells a sentence about the run. */
  note(sentence: string): void;
  /** Tells how far it is. */
  progress(looked: number, totals?: Totals): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Where and how to show it. */
interface DisplayOptions {
  quiet: boolean;
  /** Where to draw a progress bar; absent: nowhere. */
  terminal: NodeJS.WritableStream | undefined;
  /** Records there are, where that is known. */
  total: number | undefined;
  /** Takes a line where there is no bar. */
  print(line: string): void;
}

const FORMAT = "{bar} {percentage}% of {total} | {rate}/s | {eta_formatted} left{sums}";
const FORMAT_WITHOUT_TOTAL = "{value} records | {rate}/s{sums}";

/** Makes a display. */
export function createDisplay({ quiet, terminal, total, print }: DisplayOptions): Display {
  if (quiet || !terminal) {
    return {
      record: (line, failed) => void ((!quiet || failed) && print(line)),
      note: print,
      progress() {},
      stop() {},
    };
  }

  const began = performance.now();
  const format = total === undefined ? FORMAT_WITHOUT_TOTAL : FORMAT;
  const options = { format, barsize: 20, etaBuffer: 2000, stream: terminal };
  const bars = new MultiBar(options, Presets.shades_grey);
  const bar = bars.create(total ?? 0, 0, { rate: 0, sums: "" });
  const log = (line: string) => bars.log(`${line}\n`);
  return {
    record: log,
    note: log,
    progress(looked, totals) {
      if (looked > bar.getTotal()) bar.setTotal(looked);
      const rate = Math.round(looked / Math.max(1, performance.now() - began) * 1000);
      bar.update(looked, { rate, sums: totals ? describeSums(totals) : "" });
    },
    stop() {
      // By itself it would leave out the lines since it last drew.
      bars.update();
      bars.stop();
    },
  };
}

function describeSums({ upserted, skippedByReason, failed }: Totals): string {
  const reasons = Object.entries(skippedByReason).map(([reason, count]) => `${reason} ${count}`);
  return ` | upserted ${upserted}${
    reasons.map((reason) => ` | ${reason}`).join("")
  } | failed ${failed}`;
}
