/**
 * A real Postgres 17 in a folder of its own, standing in for the project's hosted database.
 *
 * It listens on 127.0.0.1 only, has no unix socket, and asks for a random password that lies in the
 * data folder, so that another user of the machine cannot get in.
 */
import { join, resolve } from "node:path";
import { startChild } from "./child.ts";
import { findPostgresBinaries } from "./postgres_binaries.ts";
import { findUnprivilegedRunner } from "./postgres_user.ts";
import { explainPostgresFailure, inspectDataFolder } from "./postgres_folder.ts";
import { StackError } from "./stack_error.ts";

const READY = /database system is ready to accept connections/;
/** What a server that is still shutting down, after its parent was killed, leaves in the way. */
const STILL_LOCKED = /lock file "postmaster\.pid" already exists|pre-existing shared memory block/;
const LOCK_ATTEMPTS = 8;
const LOCK_PAUSE_MS = 250;

/** Where to keep the data, and how careful to be with it. */
export interface PostgresOptions {
  /** The data folder; made when it is not there. */
  dataDir: string;
  /** The port; a free one when absent. */
  port?: number;
  /** False for a throw-away database: without fsync, and its folder goes when it ends. */
  durable?: boolean;
  /** Called with a sentence before each step that takes time. */
  onProgress?: (sentence: string) => void;
}

/** A running server. */
export interface Postgres {
  /** `postgres://postgres:<password>@127.0.0.1:<port>/postgres`, a superuser's. */
  url: string;
  port: number;
  /** A sentence, once it has ended though nobody asked it to. */
  crashed: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts Postgres on a data folder, which it makes first where there is none.
 *
 * @throws {StackError} with what to do: a folder of another version, in use, not enterable, or full.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { durable = true, onProgress = () => {} } = options;
  const dataDir = resolve(options.dataDir);
  const state = await inspectDataFolder(dataDir);
  onProgress("Looking for Postgres 17; the first time it is downloaded (about 20 MB).");
  const binaries = await findPostgresBinaries();
  const runner = await findUnprivilegedRunner(dataDir, binaries.postgres);
  const passwordFile = join(dataDir, "local-password");
  if (state === "empty") {
    onProgress(`Making a database in ${dataDir}.`);
    await initialise(dataDir, passwordFile, binaries.initdb, runner);
  }
  const password = (await Deno.readTextFile(passwordFile)).trim();
  const port = options.port ?? findFreePort();
  const command = [...runner.prefix, binaries.postgres, "-D", dataDir, "-p", String(port)];
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ].flatMap((setting) => ["-c", setting]);

  onProgress("Starting Postgres 17.");
  for (let attempt = 1;; attempt++) {
    const child = startChild({
      label: "Postgres",
      command: [...command, ...settings],
      ...(runner.uid === undefined ? {} : { uid: runner.uid }),
      stopSignal: "INT",
      ...(durable ? {} : { removeAfter: dataDir }),
    });
    try {
      await child.waitForLine(READY);
      const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
      return { url, port, crashed: child.crashed, stop: () => child.stop() };
    } catch (error) {
      await child.stop();
      const log = child.lastLines().join("\n");
      if (!STILL_LOCKED.test(log) || attempt === LOCK_ATTEMPTS) {
        throw explainPostgresFailure(dataDir, log, error);
      }
      await new Promise((done) => setTimeout(done, LOCK_PAUSE_MS));
    }
  }
}

async function initialise(
  dataDir: string,
  passwordFile: string,
  initdb: string,
  runner: { prefix: string[]; uid?: number },
): Promise<void> {
  const password = crypto.randomUUID();
  // initdb wants the password in a file, and its folder empty: so the file moves in afterwards.
  const handover = await Deno.makeTempFile({ prefix: "icp-postgres-" });
  try {
    await Deno.writeTextFile(handover, password);
    if (runner.uid !== undefined) await Deno.chown(handover, runner.uid, runner.uid);
    const arguments_ = ["-D", dataDir, "-U", "postgres", "-A", "scram-sha-256"];
    const options = [`--pwfile=${handover}`, "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8"];
    const [program, ...rest] = [...runner.prefix, initdb, ...arguments_, ...options];
    const { success, stderr } = await new Deno.Command(program!, {
      args: rest,
      stdin: "null",
      stdout: "null",
      ...(runner.uid === undefined ? {} : { uid: runner.uid, gid: runner.uid }),
    }).output();
    const log = new TextDecoder().decode(stderr);
    if (!success) throw explainPostgresFailure(dataDir, log, new StackError(log));
    await Deno.writeTextFile(passwordFile, password, { mode: 0o600 }).catch((error) => {
      throw explainPostgresFailure(dataDir, error.message, error);
    });
  } finally {
    await Deno.remove(handover);
  }
}

/** Asks the system for a port nobody listens on; `57312`. */
export function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
