/**
 * A real Postgres 17 in a folder of its own, standing in for the project's hosted database.
 *
 * It listens on 127.0.0.1 only, has no unix socket, and asks for a random password that lies in the
 * data folder, so that another user of the machine cannot get in.
 */
import { join, resolve } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { findPrograms } from "./postgres_programs.ts";
import { AS_INITDB, becomeServer, giveToInitdb } from "./postgres_user.ts";
import { type Placement, StackError, startProcess } from "./processes.ts";

/**
 * The environment variable that names the data folder of a stopped server. New databases are copies
 * of it, which takes a tenth of the time of initdb; a run of all tests makes forty.
 */
export const TEMPLATE = "LOCAL_POSTGRES_TEMPLATE";
/** Lies in the data folder once the database in it is complete. */
const PASSWORD_FILE = "local-password";
/** Where initdb works, within the data folder. */
const INITDB_FOLDER = "initdb";
/** Hands the password over by a pipe, since initdb wants the data folder empty. */
const INITDB = `exec "$@" --pwfile=/dev/stdin <<END\n$PASSWORD\nEND`;

/**
 * How often passwords are hashed, by both sides of each new connection. They are random, so that the
 * usual 4,096 times would guard nothing, and take 8 ms.
 */
const HASH_ONCE = ["-c", "scram_iterations=1"];

/** What initdb, Postgres or the system says of a data folder, and what there is to do about it. */
const COMPLAINTS: [complaint: RegExp, advice: string][] = [
  [/"postmaster\.pid" already exists/, "has a running stack already. Stop that, or use another"],
  [/initialized by PostgreSQL version/, "is of another version than Postgres 17. Use a new"],
  [/No space left on device/, "is on a full disk. Free 100 MB, or use another disk's"],
  [/Directory not empty/, "holds other files and no complete database. Use a new or an empty"],
  [
    /Permission denied|directory.*not permitted|wrong ownership|Not a directory|File exists/,
    "cannot be entered by this user. Change its owner, or use your own",
  ],
];

/** Where to keep the data, and how careful to be with it. */
interface PostgresOptions extends Placement {
  /** The data folder; made when it is not there. */
  dataDir: string;
  /** False for a throw-away database: without fsync, and its folder goes when it ends. */
  durable?: boolean;
  /** What goes with a throw-away database; its data folder when absent. */
  removeAfter?: string;
  /** Called with a sentence before each step that takes time. */
  onProgress?: (sentence: string) => void;
}

/**
 * Starts Postgres on a data folder, which it makes first where there is none.
 *
 * @returns a superuser's `postgres://postgres:<password>@127.0.0.1:<port>/postgres`, and of its
 * process what `startProcess` returns.
 * @throws {StackError} with what to do: a folder of another version, in use, closed, or full.
 */
export async function startPostgres(options: PostgresOptions) {
  const { durable = true, port = findFreePort(), onEnd, onProgress = () => {} } = options;
  const dataDir = resolve(options.dataDir);
  const { removeAfter = dataDir } = options;
  onProgress("Looking for Postgres 17; the first time it is downloaded (about 20 MB).");
  const { initdb, postgres } = await findPrograms();
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    const names = await Array.fromAsync(Deno.readDir(dataDir), ({ name }) => name);
    if (names.length > 0 && !names.includes(PASSWORD_FILE)) throw new Error("Directory not empty");
    if (names.length === 0) {
      onProgress(`Making a database in ${dataDir}.`);
      const template = Deno.env.get(TEMPLATE);
      await (template ? copyDatabase(template, dataDir) : initialise(dataDir, initdb));
    }
    const prefix = await becomeServer(dataDir, postgres);
    // A server whose stack was killed may still be shutting down.
    for (let waits = 0; waits < 8 && await hasServer(dataDir); waits++) await setTimeout(250);

    onProgress("Starting Postgres 17.");
    const flags = ["-D", dataDir, "-p", String(port), "-h", "127.0.0.1", "-k", ""];
    const careless = ["--fsync=off", "--synchronous_commit=off", "--full_page_writes=off"];
    const { stop, pid } = await startProcess({
      label: "Postgres",
      command: [...prefix, postgres, ...flags, ...(durable ? [] : careless)],
      ready: /database system is ready to accept (read-only )?connections/,
      removeAfter: durable ? "" : removeAfter,
      onEnd,
    });
    const password = await Deno.readTextFile(join(dataDir, PASSWORD_FILE));
    return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop, pid };
  } catch (error) {
    throw explainFailure(dataDir, error);
  }
}

/**
 * Finds a port nobody listens on: `23812`. It is below those that systems hand out to connections
 * and to port 0 (from 32768), so that nobody takes it before the one who asked for it.
 */
export function findFreePort(): number {
  const port = 10_000 + Math.floor(Math.random() * 22_000);
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return port;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return findFreePort();
    throw error;
  }
}

/**
 * Whether the server that last ran on a data folder is still there.
 *
 * A killed one leaves its file, and Postgres would take any process for it that has its number since
 * then. So the file goes where the system tells that the process is another.
 */
async function hasServer(dataDir: string): Promise<boolean> {
  const file = join(dataDir, "postmaster.pid");
  try {
    const [pid] = (await Deno.readTextFile(file)).split("\n");
    process.kill(Number(pid), 0);
    // A server works in its data folder, also after that was moved.
    const folder = await Deno.readLink(`/proc/${pid}/cwd`).catch(() => undefined);
    if (folder === undefined || folder === await Deno.realPath(dataDir)) return true;
    await Deno.remove(file);
    return false;
  } catch {
    return false;
  }
}

/** Explains what is wrong with a data folder, or returns any other error as it is. */
export function explainFailure(dataDir: string, cause: unknown): unknown {
  const [, advice] = COMPLAINTS.find(([complaint]) => complaint.test(String(cause))) ?? [];
  if (!advice) return cause;
  return new StackError(`The data folder "${dataDir}" ${advice} folder (--data-dir).`, { cause });
}

/** Copies the data folder of a stopped server. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  await startProcess({ label: "cp", command: ["cp", "-Rp", `${from}/.`, to] });
}

/** Makes a database in a folder of its own within the data folder, and moves it up once it is whole. */
async function initialise(dataDir: string, initdb: string): Promise<void> {
  const folder = join(dataDir, INITDB_FOLDER);
  await Deno.mkdir(folder, { mode: 0o700 });
  await giveToInitdb(folder);
  const password = crypto.randomUUID();
  const flags = ["-U", "postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"];
  const start = ["sh", "-c", INITDB, "sh", ...AS_INITDB, initdb, "-D", folder];
  const command = [...start, ...flags, ...HASH_ONCE];
  await startProcess({ label: "initdb", command, env: { PASSWORD: password } });
  for (const { name } of await Array.fromAsync(Deno.readDir(folder))) {
    await Deno.rename(join(folder, name), join(dataDir, name));
  }
  await Deno.remove(folder);
  await Deno.writeTextFile(join(dataDir, PASSWORD_FILE), password, { mode: 0o600 });
}
