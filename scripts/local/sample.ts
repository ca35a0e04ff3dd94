/** The sample that a fresh database starts with: `supabase/seed.sql`, backfilled once. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { startChild } from "./child.ts";

const SEED = new URL("../../supabase/seed.sql", import.meta.url);
const BACKFILL = fileURLToPath(new URL("../backfill.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
/** Lies in the data folder once the sample is complete, so that an interrupted start goes on. */
const DONE = "local-sample-loaded";

/** Says whether this data folder still lacks the sample. */
export async function lacksSample(dataDir: string): Promise<boolean> {
  return await Deno.stat(join(dataDir, DONE)).then(() => false, () => true);
}

/** Runs the seed, which leaves alone what is there already. */
export async function seedSample(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(await Deno.readTextFile(SEED));
  } finally {
    await sql.end();
  }
}

/**
 * Runs `scripts/backfill.ts` as its users do, with settings in its environment.
 *
 * @returns whether it ended with 0; only then is the sample marked as complete.
 */
export async function backfillSample(
  dataDir: string,
  env: Record<string, string>,
  onLine: (line: string) => void,
): Promise<boolean> {
  const child = startChild({
    label: "The backfill",
    command: [Deno.execPath(), "run", "-A", "--no-prompt", `--config=${CONFIG}`, BACKFILL],
    env: { ...Deno.env.toObject(), ...env },
    onLine,
  });
  if (await child.exited !== 0) return false;
  await Deno.writeTextFile(join(dataDir, DONE), "");
  return true;
}
