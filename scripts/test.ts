/**
 * The checks and the tests by one command: `deno task test [words]`. See {@link HELP} for what it leaves
 * out.
 *
 * Formatting, lint, types, at the hosted level of Deno the unit tests, which may read one setting, and
 * what else needs no database, and beside all this the tests on a real Postgres. All sections run though
 * one fails. The last line is `N passed, N failed`, where each check counts as one. With words only the tests whose
 * names contain them run, without the checks.
 */
import { startSharedCluster } from "./local/test_cluster.ts";
import { asDeployed, findHostedDeno, FUNCTION_NAMES, runDeno } from "./local/hosted.ts";
import { describeError } from "./errors/describe.ts";
import { TRUST_SYSTEM } from "./local/functions.ts";
import { startDataApiHost } from "./local/data_api_host.ts";
import { watchLaunchers } from "./local/processes.ts";
import { SHARE } from "./local/share.ts";
import { groupTestFiles } from "./local/test_files.ts";

/** Of the longest tests every fifth case runs, unless all are asked for. */
const STEP = "5";

/** How many passed and failed. */
interface Tally {
  passed: number;
  failed: number;
}

/** A part of the run: its title, its `deno` arguments, and what it adds to the environment. */
interface Section {
  title: string;
  args: string[];
  env?: Record<string, string>;
  /** Whether to show what it writes only where it fails, and then whole. */
  isQuiet?: boolean;
  /** The Deno binary; ours when absent. */
  denoPath?: string;
}

const CHECKS: Section[] = [
  { title: "Formatting", args: ["fmt", "--check"] },
  { title: "Lint", args: ["lint"] },
  { title: "Types", args: ["check", "scripts", "tests", "supabase/functions"] },
];

/**
 * Each function by its own `deno.json`, and by types that lack what came after the hosted level.
 *
 * What has been checked before is kept in a folder of their own: a Deno forgets what another version
 * has checked in its folder.
 */
async function listHostedChecks(denoPath: string): Promise<Section[]> {
  const { denoDir } = JSON.parse(await runDeno(["info", "--json"]));
  return FUNCTION_NAMES.map((name) => ({
    title: `Types of ${name} as deployed, at the hosted level`,
    args: ["check", ...asDeployed(name)],
    env: { ...TRUST_SYSTEM, DENO_DIR: `${denoDir}/hosted_level` },
    denoPath,
  }));
}

const HELP = `Checks and tests; the last line is "N passed, N failed".

  deno task test [words]

  words    run only the tests whose names have them, without the checks
  --help   this text

Without words, of the costliest tests only a fifth runs, a different one each time. The end tells
which files were left out. With CI=true in the environment, everything runs.

Exit: 0 when all passed, 1 when any failed, 130 when interrupted.`;

async function main(): Promise<number> {
  if (Deno.args.join() === "--help") {
    console.log(HELP);
    return 0;
  }
  const denoPath = await findHostedDeno();
  if (Deno.args.length === 0 && !Deno.env.get("CI")) Deno.env.set(SHARE, STEP);
  const filter = Deno.args.length > 0 ? [`--filter=${Deno.args.join(" ")}`] : [];
  const [cluster, host] = await Promise.all([startSharedCluster(), startDataApiHost()]);
  const interruption = new AbortController();
  const interrupt = async () => {
    interruption.abort();
    await cluster.stop();
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  await watchLaunchers(interrupt);

  const { signal } = interruption;
  const files = await groupTestFiles();
  const checks = filter.length === 0 ? [...CHECKS, ...await listHostedChecks(denoPath)] : [];
  // Once is enough: it takes as long as a hundred tests.
  const unchecked = filter.length === 0 ? ["--no-check"] : [];
  const atHostedLevel = (title: string, args: string[]): Section => ({
    title: `${title}, at the hosted level`,
    // Types are checked by our own Deno: the tests may use newer ones.
    args: ["--no-check", "--no-lock", "--node-modules-dir=none", ...args, ...filter],
    env: TRUST_SYSTEM,
    isQuiet: true,
    denoPath,
  });
  // Half of the time of most tests is waiting for a process, so the checks run beside them.
  const [first, ...rest] = await Promise.all([
    runTests({
      title: "Other tests",
      args: ["-A", "--parallel", ...files.ours, ...unchecked, ...filter],
      env: {
        TEST_POSTGRES_URL: cluster.url,
        ...(host && { TEST_DATA_API_HOST: host.url }),
        DENO_JOBS: String(1 + navigator.hardwareConcurrency),
      },
    }, signal),
    ...runInOrder([
      ...checks.map((section) => () => runCheck(section, signal)),
      () =>
        runTests(
          atHostedLevel("Unit tests with no permission but to read one setting", [
            `--allow-env=${SHARE}`,
            ...files.unit,
          ]),
          signal,
        ),
      () =>
        runTests(
          atHostedLevel("What else needs no database", ["-A", ...files.withoutDatabase]),
          signal,
        ),
    ]),
  ]);
  const tallies = [first!, ...rest];
  await host?.stop();
  await cluster.stop();

  if (files.left.length > 0) {
    console.log(`\nLeft out this time, besides four fifths of the cases in the longest lists:`);
    for (const path of files.left) console.log(`  ${path}`);
    console.log("CI=true deno task test runs everything.");
  }
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed");
}

/** Begins each when the one before has ended. */
function runInOrder(runs: (() => Promise<Tally>)[]): Promise<Tally>[] {
  let last: Promise<unknown> = Promise.resolve();
  return runs.map((run) => {
    const tally = last.then(run);
    last = tally;
    return tally;
  });
}

async function runCheck(section: Section, signal: AbortSignal): Promise<Tally> {
  const success = await runSection({ ...section, isQuiet: true }, signal);
  return { passed: success ? 1 : 0, failed: success ? 0 : 1 };
}

/** Runs tests and counts them by the JUnit report; a run that breaks off counts as one failure. */
export async function runTests(section: Section, signal: AbortSignal): Promise<Tally> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  const args = ["test", `--junit-path=${report}`, ...section.args];
  const success = await runSection({ ...section, args }, signal);
  const xml = await Deno.readTextFile(report);
  await Deno.remove(report);
  const count = (attribute: string) =>
    [...xml.matchAll(new RegExp(`<testsuite [^>]*\\b${attribute}="(\\d+)"`, "g"))]
      .reduce((total, match) => total + Number(match[1]), 0);
  const failed = count("failures") + count("errors");
  const passed = count("tests") - count("disabled") - failed;
  return { passed, failed: success ? failed : Math.max(failed, 1) };
}

async function runSection(section: Section, signal: AbortSignal): Promise<boolean> {
  const { title, args, env = {}, denoPath = Deno.execPath(), isQuiet = false } = section;
  const options = { args, env, stdin: "null", signal } as const;
  if (!isQuiet) {
    console.log(`\n== ${title}`);
    return (await new Deno.Command(denoPath, options).spawn().status).success;
  }
  const { success, stdout, stderr } = await new Deno.Command(denoPath, options).output();
  const decoder = new TextDecoder();
  const text = success ? "" : decoder.decode(stdout) + decoder.decode(stderr);
  console.log(`\n== ${title}: ${success ? "ok" : "failed"}\n${text}`.trimEnd());
  return success;
}

if (import.meta.main) {
  const failed = await main().catch((error) => {
    console.error(describeError(error));
    console.log("\n0 passed, 1 failed");
    return 1;
  });
  Deno.exit(failed === 0 ? 0 : 1);
}
