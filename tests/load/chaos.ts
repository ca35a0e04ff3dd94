/**
 * Kills and outages under load: `deno task chaos`.
 *
 * Flags and what is printed only; what happens is in `chaos/`. Exits with 1 where an
 * acknowledged write is lost, or an outage goes otherwise than docs/SECURITY.md claims.
 */
import { parseArgs } from "node:util";
import { findHostedDeno } from "../../scripts/local/hosted.ts";
import { chooseSeed, createRandom } from "../support/random.ts";
import { readDenoVersion } from "./bench/machine.ts";
import { killUnderLoad } from "./chaos/kills.ts";
import { outlastOutage, type TakeAway } from "./chaos/outage.ts";
import { startSubject, type Subject } from "./chaos/subject.ts";
import { chooseVictims, freezeDatabase, takeDatabaseAway } from "./chaos/victims.ts";
import { exitAfter } from "../../scripts/errors/exit.ts";

const HELP = `Kills processes of the local stack under load, then takes its database away.

  deno task chaos [--kills <n>] [--away <seconds>]

  --kills <n>       how many (42); 0 for none
  --away <seconds>  how long the database is away, killed and then frozen (30); 0 for not at all
  --help            this text

The order and the moments of the kills follow from SEED in the environment.`;

const OPTIONS = {
  kills: { type: "string", default: "42" },
  away: { type: "string", default: "30" },
  help: { type: "boolean", default: false },
} as const;

/** Lost writes that are shown one by one. */
const MAX_SHOWN = 10;

const OUTAGES: [name: string, takeAway: TakeAway][] = [
  ["killed, so that connections are refused", takeDatabaseAway],
  ["frozen, so that nothing answers", freezeDatabase],
];

function readFlags(args: string[]) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    const { kills, away, help } = values;
    for (const [name, value] of Object.entries({ kills, away })) {
      if (!/^\d{1,4}$/.test(value)) throw new Error(`"${value}" is no number for --${name}`);
    }
    return { kills: Number(kills), awayMs: Number(away) * 1000, help };
  } catch (error) {
    console.error(`${(error as Error).message}. See --help.`);
    Deno.exit(2);
  }
}

/** Runs the kills and tells whether nothing was lost. */
async function runKills(subject: Subject, count: number): Promise<boolean> {
  const random = createRandom(chooseSeed());
  const victims = chooseVictims(count, random);
  let turn = 0;
  const report = await killUnderLoad(subject, victims, random, (kill) => {
    const { victim, wellAfterMs, acknowledged, lost } = kill;
    const well = `well after ${wellAfterMs.toFixed(0)} ms`;
    const written = `${acknowledged} writes acknowledged, ${lost.length} lost`;
    console.log(`kill ${++turn}, ${victim}: ${well}; ${written}`);
  });
  const times = Map.groupBy(report.kills, ({ victim }) => victim);
  console.log(`\n${count} kills under load:`);
  for (const [victim, kills] of times) {
    const slowest = Math.max(...kills.map(({ wellAfterMs }) => wellAfterMs));
    console.log(
      `  ${kills.length} of ${victim}, well again after ${slowest.toFixed(0)} ms at most`,
    );
  }
  console.log(`Answers by status: ${describeStatuses(report.statuses)}.`);
  console.log(`${report.acknowledged} acknowledged writes, ${report.lost.length} lost.`);
  for (const lost of report.lost.slice(0, MAX_SHOWN)) console.log(`  ${lost}`);
  return report.lost.length === 0;
}

/** Runs one outage and tells whether it went as it is claimed. */
async function runOutage(
  subject: Subject,
  [name, takeAway]: typeof OUTAGES[number],
  awayMs: number,
): Promise<boolean> {
  console.log(`\nThe database ${name}, for ${awayMs / 1000} s:`);
  const report = await outlastOutage(subject, takeAway, awayMs);
  for (const { second, statuses, slowestMs } of report.seconds) {
    const number = String(second).padStart(4);
    console.log(`${number} s  ${describeStatuses(statuses)}; slowest ${slowestMs.toFixed(0)} ms`);
  }
  const { answers, slowestMs, firstGoodMs, lastBadMs, faults } = report;
  console.log(
    `${answers} answers while it was away, the slowest after ${slowestMs.toFixed(0)} ms.`,
  );
  console.log(
    `Back: first good answer after ${firstGoodMs.toFixed(0)} ms, ` +
      `last failure after ${lastBadMs.toFixed(0)} ms.`,
  );
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length === 0;
}

function describeStatuses(statuses: Record<number, number>): string {
  return Object.entries(statuses)
    .map(([status, count]) => `${status === "0" ? "none" : status} × ${count}`).join(", ");
}

async function main(): Promise<number> {
  const { kills, awayMs, help } = readFlags(Deno.args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  const denoPath = await findHostedDeno();
  await using subject = await startSubject(denoPath);
  const version = await readDenoVersion(denoPath);
  console.log(
    `Functions on Deno ${version}, Data API: ${subject.stack.engine}, Postgres 17 with fsync.`,
  );
  const claims: boolean[] = [];
  if (kills > 0) claims.push(await runKills(subject, kills));
  for (const outage of awayMs > 0 ? OUTAGES : []) {
    claims.push(await runOutage(subject, outage, awayMs));
  }
  console.log(claims.every(Boolean) ? "\nAll claims hold." : "\nNot all claims hold.");
  return claims.every(Boolean) ? 0 : 1;
}

if (import.meta.main) await exitAfter(main());
