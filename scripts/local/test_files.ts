/** Which files of tests run where, and in which groups. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { takeShare } from "./share.ts";

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
 * They take a third of the CPU of all tests: programs of others (the Supabase CLI, npm, Chromium, a
 * second Postgres), kills and outages, and hostile requests. A run without words takes every fifth,
 * beginning with a random one of the first five; the order makes each fifth take about as long.
 */
const IN_TURN = [
  "tests/stack/kill_test.ts",
  "tests/stack/checkout_path_test.ts",
  "tests/backfill/resume_test.ts",
  "tests/explorer/explorer_test.ts",
  "tests/contract/replica_test.ts",
  "tests/backfill/kill_test.ts",
  "tests/client/node_test.ts",
  "tests/database/existing_pipeline_without_history_test.ts",
  "tests/docs/erase_test.ts",
  "tests/docs/page_test.ts",
  "tests/stack/outage_test.ts",
  "tests/database/preflight/rows_test.ts",
  "tests/http/fuzz_test.ts",
  "tests/database/existing_pipeline_test.ts",
  "tests/stack/cost_test.ts",
  "tests/mcp/sizes_test.ts",
  "tests/docs/deploy_test.ts",
  "tests/database/supabase_cli_test.ts",
];
/**
 * How many of the others one worker runs. Each worker loads the packages anew, which takes 0.3 s of
 * CPU.
 */
const FILES_OF_WORKER = 14;
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

/**
 * Writes files that import those of all tests: what runs at our level of Deno, those that take longest
 * first, and at the hosted level the unit tests and what else needs no database.
 *
 * @returns Their paths, and those of the tests that this run leaves out.
 */
export async function groupTestFiles() {
  const share = takeShare(IN_TURN);
  const left = IN_TURN.filter((path) => !share.includes(path));
  const found = await findTestFiles("tests");
  const missing = [...LONG, ...IN_TURN, ...WITHOUT_DATABASE].filter((path) =>
    !found.includes(path)
  );
  if (missing.length > 0) throw new Error(`${missing} is not there. Mend test_files.ts.`);
  const all = found.filter((path) => !left.includes(path));
  const long = LONG.filter((path) => !left.includes(path));
  const unit = all.filter((path) => path.startsWith("tests/unit/"));
  const known = [...long, ...WITHOUT_DATABASE, ...unit];
  const others = all.filter((path) => !known.includes(path));
  return {
    left,
    ours: [...long, ...await writeGroups("others", others, FILES_OF_WORKER)],
    unit: await writeGroups("unit", unit),
    withoutDatabase: await writeGroups("without_database", WITHOUT_DATABASE),
  };
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
