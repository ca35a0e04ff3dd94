import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { flagsOf, readSummary } from "../support/backfill.ts";
import { isWrite, startBackfillWorld } from "../support/backfill_world.ts";
import { listDescendants } from "../support/processes.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const FLAG = "Go on with: ";
/** Everything that a shell could take for something else. */
const ODD = `-a b$HOME \`x\` "q" 'it''s' ~ * ! \\ & ; # (é)\tz`;

/** Stands for Doppler: it runs a command with settings, and is the parent of it. */
const DOPPLER = `#!/bin/sh
while [ "$1" != -- ]; do
  case "$1" in --config) shift; DOPPLER_CONFIG=$1 ;; esac
  shift
done
shift
DOPPLER_ENVIRONMENT=e DOPPLER_CONFIG=$DOPPLER_CONFIG "$@"
`;

/** How a person starts it: from a folder, by words of a shell, in which $DENO is Deno. */
interface Start {
  cwd: string;
  line: string;
}

async function runInShell(
  { cwd, line }: Start,
  env: Record<string, string>,
  onStart = (_: number) => {},
) {
  const process = new Deno.Command("sh", {
    args: ["-c", line],
    cwd,
    env: { NO_COLOR: "1", DENO: Deno.execPath(), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  onStart(process.pid);
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

/** Interrupts a run in its middle and pastes the line that it prints, in the same folder. */
async function interruptAndPaste(
  makeStart: (flags: string) => Start,
  env: Record<string, string> = {},
) {
  let shell = 0;
  // Far more writes than are sent before the signal arrives.
  await using world = await startBackfillWorld(160, {
    async before(request) {
      if (!isWrite(request) || request.count !== 2) return undefined;
      const [pid = shell] = (await listDescendants(shell)).reverse();
      Deno.kill(pid, "SIGINT");
      return undefined;
    },
  });
  const flags = [...flagsOf(world.past), "--batch-rows", "4", "--concurrency", "1"].join(" ");
  const start = makeStart(flags);
  const settings = { ...world.settings, ...env };
  const { code, output, errors } = await runInShell(start, settings, (pid) => shell = pid);
  assertEquals(code, 130, output + errors);
  const { upserted = 0 } = readSummary(output.split("\n"));
  assert(upserted < world.companies);
  // It ends the output, since a word of it may have line breaks.
  const line = output.slice(output.indexOf(FLAG) + FLAG.length).trimEnd();

  const again = await runInShell({ ...start, line }, { ...world.good, ...env });
  assertEquals(again.code, 0, again.output + again.errors);
  const summary = readSummary(again.output.split("\n"));
  assertEquals(summary, {
    processed: world.companies,
    upserted: world.companies - upserted,
    skipped: upserted,
    failed: 0,
  });
  return line;
}

Deno.test("the line that resumes can be pasted where the script was started by a relative path", async () => {
  const line = await interruptAndPaste((flags) => ({
    cwd: ROOT,
    line: `"$DENO" run -A scripts/backfill.ts --full ${flags}`,
  }));
  assert(line.includes(" run -A scripts/backfill.ts --resume --org-id "), line);
  assert(!line.includes("doppler"), line);
});

Deno.test("the line that resumes can be pasted where paths and flags have odd characters", async () => {
  const folder = await Deno.makeTempDir({ suffix: " it's $HOME" });
  await Deno.symlink(ROOT, `${folder}/the repository's`);
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const start = (script: string) => (flags: string) => ({
    cwd: folder,
    line: `"$DENO" run --quiet -A ${quoted(script)} ${flags} --report=${quoted(ODD)} ` +
      `--rejects ${quoted(`rejects\n${ODD}`)}`,
  });
  await interruptAndPaste(start("./the repository's/scripts/backfill.ts"));
  const report = JSON.parse(await Deno.readTextFile(`${folder}/${ODD}`));
  assertEquals([report.mode.resume, report.exit_code], [true, 0]);
  await interruptAndPaste(start(`${folder}/the repository's/scripts/backfill.ts`));
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  assertEquals(names.sort(), [ODD, `rejects\n${ODD}`, "the repository's"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the line that resumes runs under Doppler where the run did, with its flags but no token", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/doppler`, DOPPLER, { mode: 0o755 });
  const line = await interruptAndPaste((flags) => ({
    cwd: ROOT,
    line: `doppler run --token zq7 --config 'a b' -- "$DENO" run -A scripts/backfill.ts ${flags}`,
  }), { PATH: `${folder}:${Deno.env.get("PATH")}` });
  await Deno.remove(folder, { recursive: true });
  assert(line.startsWith("doppler run --config 'a b' -- "), line);
});
