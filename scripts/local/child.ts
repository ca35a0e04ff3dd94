/**
 * Child processes that cannot outlive this one; on the hosted platform a supervisor does this.
 *
 * Each child runs under a small shell that holds the read end of a pipe. The write end is ours, so
 * the system closes it however we end, SIGKILL included, and the shell then stops the child. This
 * needs no Linux-only call, works for root and for others, and survives no longer than its child.
 */
import { TextLineStream } from "@std/streams";
import { StackError } from "./stack_error.ts";

const SUPERVISOR = `
trap : INT TERM HUP
exec 3<&0
signal=$1; folder=$2; shift 2
"$@" 3<&- & child=$!
{ read -r _ <&3; kill -s "$signal" "$child"; } 2>/dev/null & watcher=$!
code=0
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
kill -s KILL "$watcher" 2>/dev/null
if [ -n "$folder" ]; then rm -rf -- "$folder"; fi
exit "$code"
`;
const TAIL_LINES = 20;

/** A running child process. */
export interface Child {
  /** Its exit code, once it has ended for whatever reason. */
  exited: Promise<number>;
  /** A sentence with its last lines, once it has ended though nobody asked it to. */
  crashed: Promise<string>;
  /** The last lines it wrote, oldest first, at most 20. */
  lastLines(): string[];
  /** The match of the first line, past or to come, that fits; throws when the child ends first. */
  waitForLine(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

/** What to run, and how to end it. */
export interface ChildOptions {
  /** How messages call it: `"Postgres"`. */
  label: string;
  /** The program and its arguments. */
  command: string[];
  /** Its whole environment; ours is inherited when this is absent. */
  env?: Record<string, string>;
  /** The user and group it runs as, where that is not ours. */
  uid?: number;
  /** How to ask it to end; Postgres waits for its clients on TERM, so it gets INT. */
  stopSignal?: "TERM" | "INT";
  /** A folder to remove once it has ended, also when we were killed. */
  removeAfter?: string;
  /** Called with each line that it writes to either stream. */
  onLine?: (line: string) => void;
}

/** Starts a process that ends when this one does, and reads what it writes. */
export function startChild(options: ChildOptions): Child {
  const { label, command, env, uid, stopSignal = "TERM", removeAfter = "", onLine } = options;
  const process = new Deno.Command("/bin/sh", {
    args: ["-c", SUPERVISOR, "sh", stopSignal, removeAfter, ...command],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...(env ? { env, clearEnv: true } : {}),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  }).spawn();

  const tail: string[] = [];
  const listeners = new Set<(line: string) => void>();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const text = stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>);
    const lines: ReadableStream<string> = text.pipeThrough(new TextLineStream());
    for await (const line of lines) {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      onLine?.(line);
      for (const listener of listeners) listener(line);
    }
  };
  const exited = Promise.all([process.status, read(process.stdout), read(process.stderr)])
    .then(([status]) => status.code);
  let asked = false;
  const crashed = new Promise<string>((resolve) => {
    exited.then((code) => {
      if (asked) return;
      resolve(`${label} ended with exit code ${code}. Its last lines were:\n${tail.join("\n")}`);
    });
  });

  return {
    exited,
    crashed,
    lastLines: () => [...tail],
    async waitForLine(pattern) {
      const past = tail.map((line) => line.match(pattern)).find((match) => match !== null);
      if (past) return past;
      const found = Promise.withResolvers<RegExpMatchArray>();
      const listener = (line: string) => {
        const match = line.match(pattern);
        if (match) found.resolve(match);
      };
      listeners.add(listener);
      const ended = crashed.then((sentence) => Promise.reject(new StackError(sentence)));
      return await Promise.race([found.promise, ended]).finally(() => listeners.delete(listener));
    },
    async stop() {
      asked = true;
      await process.stdin.close().catch(() => {});
      await exited;
    },
  };
}
