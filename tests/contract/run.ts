/**
 * Holds any deployment against the contract: `doppler run -- deno task test:remote --url …`.
 *
 * The tests are those that `deno task test` runs in memory and against a local stack. All
 * that they make hangs on orgs and super-admins of their own, and is removed here, so that it goes
 * though the tests fail or are interrupted.
 */
import { parseArgs } from "node:util";
import { createDataApi } from "../../supabase/functions/_shared/data_api/client.ts";
import { type QuerySettings, readQuerySettings } from "../../supabase/functions/_shared/env.ts";
import { bypassProxies } from "../../scripts/local/proxies.ts";
import { findMisfit } from "./misfit.ts";
import { CREDENTIALS_VARIABLE, KEEP_VARIABLE, RUN_VARIABLE } from "./target.ts";
import { describeTraces, findTraces, removeTraces } from "./traces.ts";
import { describeError } from "../../scripts/errors/describe.ts";
import { runTests } from "../../scripts/test.ts";

const HELP = `Holds a deployment against the contract, with orgs and rows of its own.

Usage: doppler run -- deno task test:remote --url https://abc.supabase.co [flags] [words]

  --url <url>  the project's URL
  --keep       leave the rows of the run for a look
  --help       this text
  words        run only the tests whose names have them

Settings, from the environment: INTERNAL_API_KEY, JWT_SECRET, SUPER_ADMIN_JWT_SECRET, one of
SUPABASE_SECRET_KEYS, SUPABASE_SECRET_KEY, SUPABASE_SERVICE_ROLE_KEY, SUPABASE_SERVICE_KEY, and
SUPER_ADMIN_API_KEY where the deployment has one.

Exit: 0 when all tests passed, 1 when any failed, 2 for bad flags or settings, or settings that do
not fit the deployment; 130 when interrupted.`;

const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;
/** The suite, bound to the deployment that the environment names. */
const DEPLOYMENT = "tests/contract/deployment.ts";
const DAY_MS = 86_400_000;

type DataApi = ReturnType<typeof createDataApi>;

function readFlags(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: "string" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.url === undefined && !values.help) {
    throw new Error("Give the deployment as --url, such as https://abc.supabase.co.");
  }
  return { ...values, url: values.url ?? "", filter: positionals.join(" ") };
}

/** Runs the tests against a deployment and returns the exit code. */
async function main(args: string[]): Promise<number> {
  let flags, settings: QuerySettings;
  try {
    flags = readFlags(args);
    if (flags.help) {
      console.log(HELP);
      return EXIT.ok;
    }
    settings = readQuerySettings({ ...Deno.env.toObject(), SUPABASE_URL: flags.url });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nSee --help.`);
    return EXIT.usage;
  }
  bypassProxies();
  const misfit = await findMisfit(settings);
  if (misfit !== undefined) {
    console.error(misfit);
    return EXIT.usage;
  }
  const dataApi = createDataApi(settings);
  const mayMakeCredentials = await canWriteCredentials(dataApi);
  Deno.env.set(CREDENTIALS_VARIABLE, mayMakeCredentials ? "yes" : "no");
  await nameLeftovers(dataApi);

  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  const run = crypto.randomUUID();
  const { passed, failed } = await runTests({
    title: `The contract at ${settings.supabaseUrl}`,
    args: ["-A", "--no-check", DEPLOYMENT, ...(flags.filter ? [`--filter=${flags.filter}`] : [])],
    env: {
      SUPABASE_URL: settings.supabaseUrl,
      [RUN_VARIABLE]: run,
      ...(flags.keep && { [KEEP_VARIABLE]: "1" }),
    },
  }, interruption.signal);
  await cleanUp(dataApi, run, flags.keep);

  if (settings.superAdminApiKeys.length === 0) {
    console.log("SUPER_ADMIN_API_KEY is not set: what needs it was skipped.");
  }
  if (!mayMakeCredentials) {
    console.log(
      "The service key may not write api_tokens and super_admins: what needs rows of theirs was " +
        "skipped. docs/DEPLOY.md says how to try it too.",
    );
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  if (interruption.signal.aborted) return EXIT.interrupted;
  return failed === 0 ? EXIT.ok : EXIT.failed;
}

/** Whether the service key may write the tables of credentials; tries it on rows that are not there. */
async function canWriteCredentials(dataApi: DataApi): Promise<boolean> {
  const id = crypto.randomUUID();
  try {
    for (const table of ["api_tokens", "super_admins"] as const) {
      await dataApi.rows((client) => client.from(table).delete().eq("id", id));
    }
    return true;
  } catch {
    return false;
  }
}

/** Names what runs have left that ended over a day ago, such as ones that were killed. */
async function nameLeftovers(dataApi: DataApi): Promise<void> {
  const isOld = ({ created_at }: { created_at: string }) =>
    Date.parse(created_at) < Date.now() - DAY_MS;
  const { orgs, superAdmins } = await findTraces(dataApi);
  const lines = describeTraces({
    orgs: orgs.filter(isOld),
    superAdmins: superAdmins.filter(isOld),
  });
  if (lines.length === 0) return;
  console.log(`Earlier runs have left these; delete them by their ids:\n${lines.join("\n")}`);
}

async function cleanUp(dataApi: DataApi, run: string, keep: boolean): Promise<void> {
  const traces = await findTraces(dataApi, run);
  if (keep) return console.log(`Kept:\n${describeTraces(traces).join("\n")}`);
  await removeTraces(dataApi, traces);
  const left = describeTraces(await findTraces(dataApi, run));
  if (left.length > 0) console.log(`Could not be removed:\n${left.join("\n")}`);
}

if (import.meta.main) {
  Deno.exit(
    await main(Deno.args).catch((error) => {
      console.error(describeError(error));
      return EXIT.failed;
    }),
  );
}
