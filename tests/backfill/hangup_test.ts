import { assert, assertEquals } from "@std/assert";
import { flagsOf, readSummary, runBackfillScript } from "../support/backfill.ts";
import { isWrite, startBackfillWorld } from "../support/backfill_world.ts";
import type { Passing } from "../support/failing_proxy.ts";
import { awaitEnd, listDescendants } from "../support/processes.ts";

const SCRIPT = new URL("../../scripts/backfill.ts", import.meta.url).href;
const SMALL = ["--batch-rows", "10", "--concurrency", "1"];

/** Makes a submission, and calls `hangUp` at the second write of a run. */
async function startWorld(hangUp: () => unknown) {
  const isSecond = (request: Passing) => isWrite(request) && request.count === 2;
  const world = await startBackfillWorld(60, {
    before: async (request) => isSecond(request) ? void await hangUp() : undefined,
  });
  const folder = await Deno.makeTempDir();
  const report = `${folder}/report.json`;
  return {
    ...world,
    report,
    args: [...flagsOf(world.past), ...SMALL, "--report", report],
    /** Checks that the run ended early and left its report, and no other file. */
    async checkReport() {
      const { ending, exit_code, totals } = JSON.parse(await Deno.readTextFile(report));
      assertEquals([ending, exit_code], ["interrupted", 130]);
      assert(totals.upserted >= 20 && totals.upserted < world.companies, `${totals.upserted}`);
      const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
      assertEquals(names, ["report.json"]);
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

for (const signals of [["SIGHUP"], ["SIGTERM"], ["SIGHUP", "SIGHUP"]] as const) {
  Deno.test(`backfill ends with 130, its summary and its report on ${signals.join(" and ")}`, async () => {
    let process: Deno.ChildProcess | undefined;
    await using world = await startWorld(() => signals.forEach((name) => process!.kill(name)));
    const run = await runBackfillScript(world.args, world.settings, {
      onStart: (started) => process = started,
    });
    assertEquals(run.code, 130);
    const { processed, upserted } = readSummary(run.lines);
    assert(upserted! >= 20 && processed === upserted, `${upserted}`);
    assert(run.lines.at(-1)!.startsWith("Go on with: "));
    await world.checkReport();
  });
}

/** Starts it by a shell, with its flags as `$@` and Deno as `$DENO`. */
function spawnByShell(line: string, { args, settings }: Awaited<ReturnType<typeof startWorld>>) {
  return new Deno.Command("sh", {
    args: ["-c", line, "sh", ...args],
    env: { ...settings, NO_COLOR: "1", DENO: Deno.execPath(), SCRIPT },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("backfill ends with its report when its terminal is closed", async () => {
  let descendants: number[] = [];
  await using world = await startWorld(async () => {
    descendants = await listDescendants(terminal.pid);
    terminal.kill("SIGKILL");
    await terminal.status;
  });
  const line = `export ARGS="$*"; exec script -qec '"$DENO" run -A "$SCRIPT" $ARGS' /dev/null`;
  const terminal = spawnByShell(line, world);
  await terminal.output();
  assert(descendants.length > 0);
  assertEquals(await awaitEnd(descendants), []);
  await world.checkReport();
});

Deno.test("backfill ends with its report when nobody reads its output any more", async () => {
  await using world = await startWorld(() => {});
  // The reader takes one line and ends.
  const line = `{ "$DENO" run -A "$SCRIPT" "$@"; echo $? >&2; } | head -n 1`;
  const { stdout, stderr } = await spawnByShell(line, world).output();
  const [output, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert(output!.startsWith("Backfill of submission "));
  assertEquals(errors, "130\n");
  const report = JSON.parse(await Deno.readTextFile(world.report));
  assertEquals([report.ending, report.exit_code], ["interrupted", 130]);
});

Deno.test("backfill whose output has no space left does its work, says so, and exits with 1", async () => {
  await using world = await startWorld(() => {});
  const line = `exec "$DENO" run -A "$SCRIPT" "$@" > /dev/full`;
  const { code, stderr } = await spawnByShell(line, world).output();
  assertEquals(code, 1);
  const told = "Lines of the output are lost: no space is left on the device.\n";
  assertEquals(new TextDecoder().decode(stderr), told);
  const { totals } = JSON.parse(await Deno.readTextFile(world.report));
  assertEquals(totals.upserted, world.companies);
});

Deno.test("backfill under nohup outlasts its terminal", async () => {
  await using world = await startWorld(() => {
    Deno.kill(shell.pid, "SIGHUP");
  });
  const shell = spawnByShell(`exec nohup "$DENO" run -A "$SCRIPT" "$@"`, world);
  const { code, stdout } = await shell.output();
  assertEquals(code, 0);
  const lines = new TextDecoder().decode(stdout).split("\n");
  assertEquals(readSummary(lines).upserted, world.companies);
});
