/** Postgres refuses to run as root: this finds another identity to run it as. */
import { StackError } from "./stack_error.ts";

/** The identity that owns nothing, `nobody` on most systems. */
const NOBODY = 65534;
const UNSHARE = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/** How to run a program so that it is not root. */
export interface Runner {
  /** Put before the command. */
  prefix: string[];
  /** The user to start it as, where that is not ours. */
  uid?: number;
}

/**
 * Says how to run Postgres: as we are, in a user namespace, or as nobody.
 *
 * A user namespace comes first, since in it the folder stays ours: nobody could not enter `/root`.
 *
 * @throws {StackError} for root, where neither way is open.
 */
export async function findUnprivilegedRunner(dataDir: string, program: string): Promise<Runner> {
  if (Deno.uid() !== 0) return { prefix: [] };
  if (await succeeds([...UNSHARE, program, "--version"])) return { prefix: UNSHARE };
  if (await succeeds([program, "--version"], NOBODY)) {
    await new Deno.Command("chown", { args: ["-R", `${NOBODY}:${NOBODY}`, dataDir] }).output();
    return { prefix: [], uid: NOBODY };
  }
  throw new StackError(
    `Postgres does not run as root, this system refuses user namespaces, and the user nobody ` +
      `(${NOBODY}) cannot read "${program}". Start the stack as an ordinary user.`,
  );
}

async function succeeds(command: string[], uid?: number): Promise<boolean> {
  const [program, ...args] = command;
  const identity = uid === undefined ? {} : { uid, gid: uid };
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  try {
    return (await new Deno.Command(program!, { args, ...quiet, ...identity }).output()).success;
  } catch {
    return false;
  }
}
