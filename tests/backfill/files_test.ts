import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  flagsOf,
  readSummary,
  runBackfillScript,
  type ScriptOptions,
} from "../support/backfill.ts";
import { type BackfillWorld, isWrite, startBackfillWorld } from "../support/backfill_world.ts";
import { takeShare } from "../../scripts/local/share.ts";

const FORMER = `{"of":"a former run"}\n`;
const SMALL = ["--batch-rows", "10", "--concurrency", "1", "--quiet"];

async function run(world: BackfillWorld, args: string[], options: ScriptOptions = {}) {
  return await runBackfillScript(
    [...flagsOf(world.past), ...SMALL, ...args],
    world.settings,
    options,
  );
}

/** A world in which one company is refused, and a folder with a former report. */
async function startWorld(onSecondWrite = () => {}) {
  const world = await startBackfillWorld(30, {
    before(request) {
      if (!isWrite(request)) return undefined;
      if (request.count === 2) onSecondWrite();
      return request.body.includes(`company7.com`) ? { status: 400 } : undefined;
    },
  });
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/report`, FORMER);
  await Deno.chmod(`${folder}/report`, 0o626);
  return {
    ...world,
    folder,
    report: `${folder}/report`,
    listFiles: async () => (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort(),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("backfill that is killed leaves the former report, and no other file", async () => {
  let process: Deno.ChildProcess | undefined;
  await using world = await startWorld(() => process!.kill("SIGKILL"));
  const { code } = await run(world, ["--report", world.report], {
    onStart: (started) => process = started,
  });
  assertEquals(code, 137);
  assertEquals(await Deno.readTextFile(world.report), FORMER);
  assertEquals(await world.listFiles(), ["report"]);
});

Deno.test("backfill replaces the former report, behind a link too, and keeps its mode", async () => {
  await using world = await startWorld();
  await Deno.symlink("report", `${world.folder}/link`);
  await run(world, ["--report", `${world.folder}/link`]);
  assertEquals(JSON.parse(await Deno.readTextFile(world.report)).totals.processed, 30);
  assertEquals((await Deno.stat(world.report)).mode! & 0o777, 0o626);
  assertEquals(await world.listFiles(), ["link", "report"]);
  assert((await Deno.lstat(`${world.folder}/link`)).isSymlink);
});

Deno.test("backfill that is refused leaves the former report and rejects", async () => {
  await using world = await startWorld();
  await Deno.writeTextFile(`${world.folder}/rejects`, "former\n");
  const files = ["--report", world.report, "--rejects", `${world.folder}/rejects`];
  assertEquals((await run(world, [...files, "--limit", "0"])).code, 2);
  assertEquals((await run({ ...world, settings: {} }, files)).code, 2);
  assertEquals((await run(world, [...files.slice(0, 3), "/dev/null/rejects"])).code, 2);
  assertEquals(await Deno.readTextFile(world.report), FORMER);
  assertEquals(await Deno.readTextFile(`${world.folder}/rejects`), "former\n");
  assertEquals(await world.listFiles(), ["rejects", "report"]);
});

const NO_FILES: [name: string, place: string, reason: string][] = [
  ["a folder", ".", "it is a folder"],
  ["a folder that is not there", "none/report", "its folder does not exist"],
  ["a folder by its slash", "none/", "it is a folder"],
  ["below a file", "report/below", "a part of its path is not a folder"],
  ["too long a name", "r".repeat(300), "its name is too long"],
];

for (const flag of ["--report", "--rejects"]) {
  for (const [name, place, reason] of takeShare(NO_FILES)) {
    Deno.test(`backfill refuses ${name} for ${flag} at its start, and names it`, async () => {
      const folder = await Deno.makeTempDir();
      await Deno.writeTextFile(`${folder}/report`, FORMER);
      const settings = { SUPABASE_URL: "http://127.0.0.1:9", SUPABASE_SECRET_KEY: "k" };
      const { code, errors } = await runBackfillScript([flag, `${folder}/${place}`], settings);
      const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
      await Deno.remove(folder, { recursive: true });
      assertEquals(code, 2);
      const file = `The file of ${flag}, "${folder}/${place}", cannot be written: ${reason}.`;
      assertEquals(errors, `${file}\nSee --help.\n`);
      assertEquals(names, ["report"]);
    });
  }
}

Deno.test("backfill adds its report and its rejects to a stream that it has open", async () => {
  await using world = await startWorld();
  const command = `echo former > ${world.folder}/log; exec "$0" "$@" >> ${world.folder}/log`;
  const files = ["--report", "/dev/stdout", "--rejects", "/dev/fd/1"];
  const { code } = await run(world, files, { command });
  assertEquals(code, 1);
  const log = await Deno.readTextFile(`${world.folder}/log`);
  assert(log.startsWith("former\nBackfill of "), log);
  for (const part of [`\n{"step_result_id":`, "\ntotal processed: 30\n", `\n  "exit_code": 1,`]) {
    assertStringIncludes(log, part);
  }
});

Deno.test({
  name: "backfill refuses files and folders that its user may not write",
  // Root may write everything.
  ignore: Deno.uid() === 0,
  async fn() {
    await using world = await startWorld();
    const closed = `${world.folder}/closed`;
    await Deno.mkdir(closed, { mode: 0o500 });
    await Deno.chmod(world.report, 0o400);
    for (const flag of ["--report", "--rejects"]) {
      for (const place of [world.report, `${closed}/file`]) {
        const { code, errors } = await run(world, [flag, place]);
        assertEquals(code, 2);
        assertStringIncludes(errors, `"${place}", cannot be written: permission denied.`);
      }
    }
    assertEquals(await Deno.readTextFile(world.report), FORMER);
    assertEquals(await world.listFiles(), ["closed", "report"]);
  },
});

Deno.test("backfill refuses one file for --report and --rejects, and a file without a name", async () => {
  for (const args of [["--report=a", "--rejects=./a"], ["--report="], ["--rejects", ""]]) {
    const { code, errors } = await runBackfillScript(args, {});
    assertEquals(code, 2);
    assertStringIncludes(errors, args[0]!.split("=")[0]!);
  }
});

Deno.test("backfill whose report has no space at the end says so, with its summary, and exits with 1", async () => {
  await using world = await startBackfillWorld(3, {});
  const { code, lines, errors } = await run(world, ["--report", "/dev/full"]);
  assertEquals(code, 1);
  assertEquals(readSummary(lines), { processed: 3, upserted: 3, skipped: 0, failed: 0 });
  const reason = "no space is left on the device";
  assertEquals(errors, `The file of --report, "/dev/full", cannot be written: ${reason}.\n`);
});

Deno.test("backfill on a full disk leaves the former report, and no other file", async () => {
  await using world = await startWorld();
  // No file may grow at all, and the signal that this sends is ignored.
  const command = `trap "" XFSZ; ulimit -f 0; exec "$0" "$@"`;
  const { code, lines, errors } = await run(world, ["--report", world.report], { command });
  assertEquals(code, 1);
  assertEquals(readSummary(lines).processed, 30);
  const file = `The file of --report, "${world.report}", cannot be written`;
  assertStringIncludes(errors, `${file}: it is too large.`);
  assertEquals(await Deno.readTextFile(world.report), FORMER);
  assertEquals(await world.listFiles(), ["report"]);
});

Deno.test("backfill whose rejects have no space says so once, goes on, and reports", async () => {
  await using world = await startBackfillWorld(30, {
    before: (request) =>
      isWrite(request) && /company[78]\.com/.test(request.body) ? { status: 400 } : undefined,
  });
  const report = await Deno.makeTempFile();
  const files = ["--rejects", "/dev/full", "--report", report];
  const { code, lines, errors } = await run(world, files);
  const { totals } = JSON.parse(await Deno.readTextFile(report));
  await Deno.remove(report);
  assertEquals(code, 1);
  assertEquals(readSummary(lines), { processed: 30, upserted: 28, skipped: 0, failed: 2 });
  assertEquals([totals.upserted, totals.failed], [28, 2]);
  assertEquals(
    errors,
    `The file of --rejects, "/dev/full", cannot be written: no space is left on the device. ` +
      `The run goes on; it prints each record that fails.\n`,
  );
  assertEquals(lines.filter((line) => line.includes("| failed: ")).length, 2);
});
