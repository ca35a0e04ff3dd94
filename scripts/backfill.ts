/**
 * Brings past ICP research from step results into `icp_job_titles`.
 *
 * Run it with `doppler run -- deno run -A scripts/backfill.ts`; `--help` tells the rest.
 */
import { createDataApi } from "../supabase/functions/_shared/data_api.ts";
import { readDataApiSettings } from "../supabase/functions/_shared/env.ts";
import { HELP, readFlags } from "./backfill/flags.ts";
import { describeError, Report } from "./backfill/report.ts";
import { runBackfill } from "./backfill/run.ts";
import { readOrgOfSubmission } from "./backfill/source.ts";

const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Runs the backfill and returns its exit code. */
async function main(args: string[]): Promise<number> {
  let flags, settings;
  try {
    flags = readFlags(args);
    if (flags.help) {
      console.log(HELP);
      return EXIT.ok;
    }
    settings = readDataApiSettings(Deno.env.toObject());
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nSee --help.`);
    return EXIT.usage;
  }

  const { submissionId, orgId } = flags;
  const dataApi = createDataApi(settings);
  const report = new Report(console.log);
  const interruption = new AbortController();
  const interrupt = () => {
    console.error("Interrupted: ending after the record in flight.");
    interruption.abort();
  };
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);

  console.log(`Backfill of submission ${submissionId} of org ${orgId} at ${settings.supabaseUrl}`);
  try {
    const owner = await readOrgOfSubmission(dataApi, submissionId);
    if (owner !== orgId) {
      console.error(
        owner === undefined
          ? `There is no submission ${submissionId}. Check --submission-id and SUPABASE_URL.`
          : `Submission ${submissionId} belongs to another org than ${orgId}. Check --org-id.`,
      );
      return EXIT.usage;
    }
  } catch (error) {
    console.error(`The submission could not be read: ${describeError(error)}`);
    report.summarize();
    return EXIT.failed;
  }
  const ending = await runBackfill(dataApi, flags, report, interruption.signal);
  report.summarize();
  if (ending === "interrupted") return EXIT.interrupted;
  return ending === "complete" && report.failed === 0 ? EXIT.ok : EXIT.failed;
}

Deno.exit(await main(Deno.args));
