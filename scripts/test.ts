/**
 * Everything that has to hold, by one command: `deno task test [words]`.
 *
 * Formatting, lint, types, at the hosted level of Deno the unit tests, which may read CI alone, and what
 * else needs no database, and beside all this the tests on a real Postgres. All sections run though
 * one fails. The last line is `N passed, N failed`, where each check counts as one. With words only the tests whose
 * names contain them run, without the checks.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startSharedCluster } from "./local/test_cluster.ts";
import { asDeployed, findHostedDeno, FUNCTION_NAMES, runDeno } from "./local/hosted.ts";
import { describeError } from "./errors/describe.ts";
import { TRUST_SYSTEM } from "./local/functions.ts";
import { startDataApiHost } from "./local/data_api_host.ts";
import { watchLaunchers } from "./local/processes.ts";

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

/** They take longest, one after the other within each, so they begin first. */
const LONG = [
  "tests/contract/local_stack_test.ts",
  "tests/backfill/kill_test.ts",
  "tests/stack/checkout_path_test.ts",
  "tests/stack/kill_test.ts",
  "tests/explorer/explorer_test.ts",
  "tests/http/tenancy_property_test.ts",
  "tests/database/preflight/pipeline_test.ts",
  "tests/database/preflight/columns_test.ts",
  "tests/stack/postgres_test.ts",
  "tests/stack/start_test.ts",
  "tests/stack/cost_test.ts",
  "tests/client/node_test.ts",
  "tests/contract/in_memory_test.ts",
];
/**
 * How many of the others one worker runs. Each worker loads the packages anew, which takes 0.3 s of
 * CPU.
 */
const FILES_OF_WORKER = 6;
/**
 * They need neither a database nor what came to `Deno.test` after the hosted level, so they run at
 * that level and not a second time at ours.
 */
const WITHOUT_DATABASE = [
  "tests/http/batch_log_test.ts",
  "tests/http/batch_requests_test.ts",
  "tests/http/caller_leaves_test.ts",
  "tests/http/deadline_test.ts",
  "tests/http/faults_test.ts",
  "tests/http/slow_body_test.ts",
  "tests/http/slow_reader_test.ts",
  "tests/http/health_test.ts",
  "tests/http/trace_test.ts",
];

const HELP = `Checks and tests everything; the last line is "N passed, N failed".

  deno task test [words]

  words    run only the tests whose names have them, without the checks
  --help   this text

Long tests run a fifth of their cases, others each time; with CI=true in the environment, all.

Exit: 0 when all passed, 1 when any failed, 130 when interrupted.`;

async function main(): Promise<number> {
  if (Deno.args.join() === "--help") {
    console.log(HELP);
    return 0;
  }
  const denoPath = await findHostedDeno();
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
  const { long, others, unit } = await listTestFiles();
  const groups = await writeGroups("other", others, FILES_OF_WORKER);
  const units = await writeGroups("unit", unit);
  const withoutDatabase = await writeGroups("without_database", WITHOUT_DATABASE);
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
      args: ["-A", "--parallel", ...long, ...groups, ...unchecked, ...filter],
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
          atHostedLevel("Unit tests with no permission but to read CI", [
            "--allow-env=CI",
            ...units,
          ]),
          signal,
        ),
      () =>
        runTests(atHostedLevel("What else needs no database", ["-A", ...withoutDatabase]), signal),
    ]),
  ]);
  const tallies = [first!, ...rest];
  await host?.stop();
  await cluster.stop();

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

/** Lists the files of all tests, but for those without a database. */
async function listTestFiles() {
  const all = await findTestFiles("tests");
  const unit = all.filter((path) => path.startsWith("tests/unit/"));
  const known = [...LONG, ...WITHOUT_DATABASE, ...unit];
  return { long: LONG, others: all.filter((path) => !known.includes(path)), unit };
}

/** Finds all files of tests below a folder, by name. */
async function findTestFiles(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const found = await Promise.all(entries.map(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? findTestFiles(path) : name.endsWith("_test.ts") ? [path] : [];
  }));
  return found.flat().sort();
}

/** Writes files that each import so many of some files, neighbours in different ones; else one file. */
async function writeGroups(name: string, files: string[], most = files.length): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "icp-tests-" });
  const count = Math.ceil(files.length / most);
  return await Promise.all(Array.from({ length: count }, async (_, group) => {
    const members = files.filter((_, index) => index % count === group);
    const urls = members.map((path) => pathToFileURL(resolve(path)).href);
    const file = `${folder}/${name}_${group}_test.ts`;
    await Deno.writeTextFile(file, urls.map((url) => `import "${url}";\n`).join(""));
    return file;
  }));
}

if (import.meta.main) {
  const failed = await main().catch((error) => {
    console.error(describeError(error));
    console.log("\n0 passed, 1 failed");
    return 1;
  });
  Deno.exit(failed === 0 ? 0 : 1);
}
