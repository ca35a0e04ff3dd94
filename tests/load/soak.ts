/**
 * Constant load for ten minutes, and whether memory and times stay as they are: `deno task soak`.
 *
 * Flags, order and files only; the load and what it has to show are in `soak/`.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import { findHostedDeno } from "../../scripts/local/hosted.ts";
import { fillDatabase, ORGS } from "./bench/data.ts";
import { describeMachine, readDenoVersion } from "./bench/machine.ts";
import { writeSummary } from "./bench/report.ts";
import { isReached } from "./bench/row.ts";
import { exitAfter } from "../../scripts/errors/exit.ts";
import { startStack } from "../../scripts/local/stack.ts";
import { describeTimes, judge } from "./soak/claims.ts";
import { makeCredentials } from "./soak/credentials.ts";
import { createMix } from "./soak/mix.ts";
import { drawSoakPlots, writeSoakPage } from "./soak/report.ts";
import { describeMemory, findPeak, soak } from "./soak/run.ts";

const PLOTS = new URL("../../docs/benchmarks/", import.meta.url);
const PEAK_SECONDS = 20;

const HELP = `Half of the peak rate for ten minutes; writes docs/benchmarks/soak.md and its plots.

  deno task soak [--minutes <number>] [--quick]

  --minutes <number>  how long the load lasts (10)
  --quick             one minute, and no file is written
  --help              this text

Exit: 0 when every claim holds, 1 when one does not, 2 for bad flags. A run of under three
minutes is judged by its answers alone: neither memory nor times settle in it.`;

const OPTIONS = {
  minutes: { type: "string", default: "10" },
  quick: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readFlags(args: string[]) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    const minutes = values.quick ? 1 : Number(values.minutes);
    if (minutes >= 1) return { ...values, minutes };
    throw new Error(`"${values.minutes}" is no time: give --minutes a number from 1`);
  } catch (error) {
    console.error(`${(error as Error).message}. See --help.`);
    Deno.exit(2);
  }
}

async function main(): Promise<number> {
  const { minutes, quick, help } = readFlags(Deno.args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  const date = new Date().toISOString().slice(0, 10);
  const denoPath = await findHostedDeno();
  const { url, databaseUrl, engine, parts, stop } = await startStack({
    keys: DEVELOPMENT_KEYS,
    port: 0,
    sample: false,
    denoPath,
  });
  const machine = describeMachine(engine, await readDenoVersion(denoPath));
  console.log("Filling the database.");
  await fillDatabase(databaseUrl);
  const { ask, kinds } = await createMix(url, await makeCredentials(databaseUrl, ORGS.usual));

  const peak = await findPeak(ask, PEAK_SECONDS);
  const ratePerSecond = peak / 2;
  console.log(
    `${peak.toFixed(0)} requests/s at the peak; ${
      ratePerSecond.toFixed(0)
    }/s for ${minutes} minutes.`,
  );
  const load = { ask, ratePerSecond, seconds: minutes * 60 };
  const records = await soak(parts, load, (minute, latest) => {
    console.log(`minute ${minute}: ${describeMemory(latest)}`);
  });
  await stop();

  const rows = judge(records);
  const times = describeTimes(records);
  for (const { error } of records.outcomes.filter(({ error }) => error).slice(0, 3)) {
    console.error(error);
  }
  console.log(`\n${times}\n\n${writeSummary([{ rows, breakdowns: [] }])}`);
  if (!quick) {
    const occasion = { date, minutes, peak, ratePerSecond, times, kinds, machine };
    const page = writeSoakPage(rows, occasion);
    for (const [name, text] of Object.entries({ "soak.md": page, ...drawSoakPlots(records) })) {
      await Deno.writeTextFile(new URL(name, PLOTS), text);
    }
    // The numbers' lengths decide where its lines break.
    const args = ["fmt", "--quiet", fileURLToPath(new URL("soak.md", PLOTS))];
    await new Deno.Command(Deno.execPath(), { args }).output();
    console.log(`\nWrote ${fileURLToPath(PLOTS)}soak.md and its plots.`);
  }
  return rows.some((row) => isReached(row) === false) ? 1 : 0;
}

if (import.meta.main) await exitAfter(main());
