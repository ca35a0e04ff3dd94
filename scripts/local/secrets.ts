/** The secrets that a stack makes for itself, since nobody has to type them. */
import { join } from "node:path";
import { StackError } from "./processes.ts";

/** Lies in the data folder, so that it is as closed as the database. */
const FILE = "local-secrets.json";

/** Random for each data folder. */
interface Secrets {
  /** What callers of `/rest/v1` send as `apikey`: `sb_secret_…`. */
  serviceKey: string;
  /** What the Data API's role tokens are signed with; 64 characters. */
  jwtSecret: string;
}

/**
 * Reads the secrets of a data folder, or makes them where it has none yet.
 *
 * @throws {StackError} if the file has been changed.
 */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, FILE);
  const text = await Deno.readTextFile(file).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  if (text === undefined) return await makeSecrets(file);
  try {
    const { serviceKey, jwtSecret } = JSON.parse(text);
    if (serviceKey.startsWith("sb_secret_") && jwtSecret.length === 64) {
      return { serviceKey, jwtSecret };
    }
  } catch {
    // Show neither its text nor the error: they contain secrets.
  }
  throw new StackError(`"${file}" cannot be read. Remove it and start again: a new one is made.`);
}

async function makeSecrets(file: string): Promise<Secrets> {
  const secrets = { serviceKey: `sb_secret_${makeSecret()}`, jwtSecret: makeSecret() };
  // A start that is killed leaves the whole file or none.
  const made = `${file}.new`;
  await Deno.writeTextFile(made, JSON.stringify(secrets), { mode: 0o600 });
  await Deno.rename(made, file);
  return secrets;
}

function makeSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}
