/**
 * Who runs Postgres where root starts the stack: Postgres refuses to run as root.
 *
 * A user id that nothing else runs under, and without capabilities, so that the server is no way to
 * root's files for another process of the same user.
 */
import { dirname } from "node:path";
import { startProcess } from "./processes.ts";

/** An id that Linux distributions leave free (systemd, "Users, Groups, UIDs and GIDs"). */
const SERVER = 60917;
/** The user of the smallest rights that /etc/passwd names: initdb asks for a name. */
const NOBODY = 65534;

/**
 * What to put before initdb, which root runs in a folder that only root can enter.
 *
 * The capability lets it enter that folder and those above it, such as `/root`.
 */
export const AS_INITDB: string[] = Deno.uid() === 0
  ? [...becomeUser(NOBODY), ...keepCapability("dac_override")]
  : [];

/** Makes the folder in which initdb works, `path`, the property of the user that runs it. */
export async function giveToInitdb(path: string): Promise<void> {
  if (Deno.uid() === 0) await Deno.chown(path, NOBODY, NOBODY);
}

/**
 * Gives a data folder to the user that runs its server, and tells what to put before the server's
 * command. A folder that belongs to an ordinary user stays theirs, and the server runs as them.
 *
 * Only where that user cannot reach a file, such as in a checkout below `/root`, does the server keep
 * a capability: the one to read and search.
 *
 * @param program The server's path.
 */
export async function becomeServer(dataDir: string, program: string): Promise<string[]> {
  if (Deno.uid() !== 0) return [];
  const owner = (await Deno.stat(dataDir)).uid ?? 0;
  const user = owner === 0 || owner === NOBODY ? SERVER : owner;
  if (user !== owner) {
    // Links themselves and not what they lead to.
    const command = ["chown", "-hR", `${user}:${user}`, dataDir];
    await startProcess({ label: "chown", command });
  }
  const isReached = await canReach(user, dataDir) && await canReach(user, program);
  return [...becomeUser(user), ...(isReached ? [] : keepCapability("dac_read_search"))];
}

function becomeUser(user: number): string[] {
  return ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--no-new-privs"];
}

/** Without the last one, access(2), which Postgres uses to find its files, would ignore it. */
function keepCapability(name: string): string[] {
  return [`--inh-caps=+${name}`, `--ambient-caps=+${name}`, "--securebits=+no_setuid_fixup"];
}

/** Whether a user without groups may search every folder above a path. */
async function canReach(user: number, path: string): Promise<boolean> {
  const above = dirname(await Deno.realPath(path));
  const { uid, mode } = await Deno.stat(above);
  const mask = uid === user ? 0o100 : 0o001;
  return ((mode ?? 0) & mask) !== 0 && (above === "/" || await canReach(user, above));
}
