/**
 * Brings past ICP research from step results into `icp_job_titles`.
 *
 * Run it with `doppler run -- deno run -A scripts/backfill.ts`; `--help` tells the rest, and
 * docs/RUNBOOK.md what to do before, during and after.
 */
import { createDataApi } from "../supabase/functions/_shared/data_api.ts";
import { readDataApiSettings } from "../supabase/functions/_shared/env.ts";
import { EXIT, runCommand } from "./backfill/command.ts";
import { readFlags } from "./backfill/flags.ts";
import { HELP } from "./backfill/help.ts";
import { openRejects } from "./backfill/rejects.ts";
import { SYSTEM_CLOCK } from "./backfill/retry.ts";

/** Runs the backfill and returns its exit code. */
async function main(args: string[]): Promise<number> {
  let flags, settings, reject;
  try {
    flags = readFlags(args);
    if (flags.help) {
      console.log(HELP);
      return EXIT.ok;
    }
    settings = readDataApiSettings(Deno.env.toObject());
    reject = openRejects(flags.rejects);
    // A night's work should not find out at its end that its report has no place.
    if (flags.report !== undefined) Deno.writeTextFileSync(flags.report, "");
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nSee --help.`);
    return EXIT.usage;
  }

  const interruption = new AbortController();
  const interrupt = () => {
    if (interruption.signal.aborted) Deno.exit(EXIT.interrupted);
    console.error("Interrupted: ending after the writes in flight. Once more ends at once.");
    interruption.abort();
  };
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);

  const { supabaseUrl } = settings;
  const what = flags.submissionIds === undefined
    ? "all submissions"
    : `submission ${flags.submissionIds.join(", ")}`;
  console.log(`Backfill of ${what} of org ${flags.orgId} at ${supabaseUrl}`);
  if (flags.run && flags.dryRun) console.log("A dry run: nothing is written.");
  const exitCode = await runCommand({
    dataApi: createDataApi(settings),
    flags,
    clock: SYSTEM_CLOCK,
    isTerminal: Deno.stdout.isTerminal(),
    reject,
    print: console.log,
    complain: console.error,
    signal: interruption.signal,
  });
  if (exitCode === EXIT.interrupted && flags.run) {
    const again = args.filter((arg) => arg !== "--full" && arg !== "--resume");
    const doppler = Deno.env.has("DOPPLER_PROJECT") ? ["doppler", "run", "--"] : [];
    const command = [...doppler, "deno", "run", "-A", "scripts/backfill.ts", ...again, "--resume"];
    console.log(`Go on with: ${command.join(" ")}`);
  }
  return exitCode;
}

Deno.exit(await main(Deno.args));
