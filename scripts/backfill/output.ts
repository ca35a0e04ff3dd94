/** What the run prints; that nobody can read it any more never ends the run without its report. */
import { describeFileFailure, readSystemCode } from "../errors/files.ts";

/** Standard output and standard error of a run; made by {@link createOutput}. */
export interface Output {
  /** Write a line to standard output, and to standard error. */
  print(line: string): void;
  complain(line: string): void;
  /** Standard error as cli-progress takes it. */
  terminal: NodeJS.WritableStream;
  /** Whether lines were lost, though somebody may still read. */
  readonly isShort: boolean;
}

/** What a write meets when the terminal was closed, or the reader of a pipe has ended. */
const GONE = ["EPIPE", "EIO", "ENXIO"];

const FULL_PIPE_MS = 10;

interface File {
  writeSync(bytes: Uint8Array): number;
}

const encoder = new TextEncoder();

/** Writes what fits, and waits while nothing does: a pipe may be shared with a parent of ours. */
function writeSome(file: File, bytes: Uint8Array): number {
  while (true) {
    try {
      return file.writeSync(bytes);
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_MS);
    }
  }
}

/** Makes the output of a run. @param onGone Called once nobody can read it any more. */
export function createOutput(onGone: () => void): Output {
  let isShort = false;

  function write(file: File, text: string): void {
    try {
      let bytes = encoder.encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(writeSome(file, bytes));
    } catch (error) {
      if (GONE.includes(readSystemCode(error) ?? "")) return onGone();
      if (isShort) return;
      isShort = true;
      const reason = describeFileFailure(error) ?? (error as Error).name;
      write(Deno.stderr, `Lines of the output are lost: ${reason}.\n`);
    }
  }

  const terminal = {
    isTTY: true,
    get columns() {
      return Deno.stderr.isTerminal() ? Deno.consoleSize().columns : 80;
    },
    write: (text: string) => (write(Deno.stderr, text), true),
  };
  return {
    print: (line) => write(Deno.stdout, `${line}\n`),
    complain: (line) => write(Deno.stderr, `${line}\n`),
    terminal: terminal as unknown as NodeJS.WritableStream,
    get isShort() {
      return isShort;
    },
  };
}
