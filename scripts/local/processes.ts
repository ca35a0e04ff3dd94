/**
 * Processes that end together; on the hosted platform a supervisor sees to that.
 *
 * Each runs under a small shell that reads from a pipe of ours. The system closes that pipe however
 * we end, SIGKILL included, and the shell then stops its process.
 */
import { TextLineStream } from "@std/streams";
import { hideUserinfo, ToldError } from "../errors/describe.ts";

/** What the person who starts the stack can put right; they see the message and nothing else. */
export class StackError extends ToldError {
  override readonly name = "StackError";
}

/**
 * `$0` is the folder to remove. INT is for Postgres, which on TERM waits for its clients. What is
 * still there after 5 s is killed: PostgREST ignores both once nobody reads what it writes. The
 * shell's own words, such as `Terminated`, are dropped: callers read what the process has written.
 */
const SUPERVISOR = `
exec 3<&0 2>&1
"$@" 3<&- & process=$!
{
  read -r _ <&3
  kill -s TERM "$process"; kill -s INT "$process"
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -s 0 "$process" || exit; sleep 0.5; done
  kill -s KILL "$process"
} >/dev/null 2>&1 &
exec 2>/dev/null
wait "$process"; code=$?
rm -rf -- "$0"
exit "$code"`;
/** `npm exec deno@2.9.6 task start`, `sh -c 'deno' task start`, `deno task start`. */
const LAUNCHER = /\bdeno\S* (\S+ )*task /;

/** A schema that PostgREST cannot load makes it try again for ever. */
const READY_WITHIN_MS = 60_000;

/** What to run, and how it begins and ends. */
export interface ProcessOptions extends Pick<Deno.CommandOptions, "env" | "clearEnv"> {
  /** How messages call it: `"Postgres"`. */
  label: string;
  /** The program and its arguments. */
  command: string[];
  /** What it writes once it is ready; when absent it is ready when it has ended with 0. */
  ready?: RegExp;
  /** How long to wait for that; a minute when absent. */
  readyWithinMs?: number;
  /** A folder to remove once it has ended, also when we were killed. */
  removeAfter?: string;
  /** Called with each line that it writes, but for the one that fits `ready`. */
  onLine?: ((line: string) => void) | undefined;
  /** Called with a sentence when it ends unasked after it was ready; prints it when absent. */
  onEnd?: ((sentence: string) => void) | undefined;
}

/** What a server gets from the code that restarts it. */
export interface Placement extends Pick<ProcessOptions, "onEnd"> {
  /** The port to listen on; a free one when absent. */
  port?: number;
}

/**
 * Starts a process, waits until it is ready, and tells if it ends later unasked.
 *
 * @returns what the first group of `ready` matched, what ends the process and waits for that, and
 * the id of its shell, which leads the process group of both.
 * @throws {StackError} with its last lines when it ends before it is ready, or is not ready in time.
 */
export async function startProcess(options: ProcessOptions) {
  const { label, command, env = {}, clearEnv = false, ready, removeAfter = "" } = options;
  const { onLine, onEnd = console.error, readyWithinMs = READY_WITHIN_MS } = options;
  const process = new Deno.Command("/bin/sh", {
    args: ["-c", SUPERVISOR, removeAfter, ...command],
    env,
    clearEnv,
    stdin: "piped",
    stdout: "piped",
    // Away from the terminal, so that Ctrl-C reaches us alone and we stop all in order.
    detached: true,
  }).spawn();
  const started = Promise.withResolvers<string>();
  let lastLines: string[] = [];
  let mayEnd = true;
  const readLines = async () => {
    const text = process.stdout.pipeThrough(new TextDecoderStream() as TransformStream);
    for await (const line of text.pipeThrough(new TextLineStream()) as ReadableStream<string>) {
      lastLines = [...lastLines, line].slice(-20);
      const match = ready?.exec(line);
      if (match) started.resolve(match[1] ?? "");
      else onLine?.(line);
    }
  };
  const close = () => process.stdin.close().catch(() => {});
  const tell = (what: string) => `${label} ${what}, after:\n${hideUserinfo(lastLines.join("\n"))}`;
  const ended = Promise.all([process.status, readLines()]).then(([{ code }]) => {
    const sentence = tell(`ended with exit code ${code}`);
    if (!ready && code === 0) started.resolve("");
    started.reject(new StackError(sentence));
    if (!mayEnd) onEnd(sentence);
    return close();
  });

  const late = setTimeout(() => {
    if (ready) {
      started.reject(new StackError(tell(`was not ready within ${readyWithinMs / 1000} s`)));
    }
  }, readyWithinMs);
  const found = await started.promise.catch(async (error) => {
    mayEnd = true;
    await close();
    await ended;
    throw error;
  }).finally(() => clearTimeout(late));
  mayEnd = ready === undefined;
  const stop = async () => {
    mayEnd = true;
    await close();
    await ended;
  };
  return { found, stop, pid: process.pid };
}

/**
 * Calls `onGone` once any `deno task` or npx above this process has ended: they are a chain of
 * processes of which none passes a TERM on, and none could pass on a KILL.
 */
export async function watchLaunchers(onGone: () => void): Promise<void> {
  const parent = Deno.ppid;
  const count = await countLaunchers(parent);
  // `deno task` sets it; without /proc we know no more than that, and who our parent is.
  if (!Deno.env.has("INIT_CWD")) return;
  const timer = setInterval(async () => {
    if (Deno.ppid !== parent || await countLaunchers(parent) < count) onGone();
  }, 1000);
  Deno.unrefTimer(timer);
}

async function countLaunchers(pid: number): Promise<number> {
  const read = (file: string) => Deno.readTextFile(`/proc/${pid}/${file}`).catch(() => "");
  if (!LAUNCHER.test((await read("cmdline")).replaceAll("\0", " "))) return 0;
  const [, parent] = (await read("status")).match(/^PPid:\s*(\d+)/m) ?? [];
  return 1 + await countLaunchers(Number(parent));
}
