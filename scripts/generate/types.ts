/** Writes the types of the database from the migrations, by the Supabase CLI. */
import { ToldError } from "../errors/describe.ts";
import { applyMigrations } from "../local/migrate.ts";
import { startPostgres } from "../local/postgres.ts";

const PATH = "supabase/functions/_shared/data_api/database.types.ts";

/**
 * Writes `database.types.ts`, and returns its path.
 *
 * @throws {Error} When the CLI fails; what it says is on standard error already.
 */
export async function writeDatabaseTypes(): Promise<string[]> {
  const postgres = await startPostgres({
    dataDir: await Deno.makeTempDir({ prefix: "icp-types-" }),
    durable: false,
  });
  try {
    await applyMigrations(postgres.url);
    const { success, stdout } = await new Deno.Command("npx", {
      // Without sslmode the CLI tries TLS first, and says so in the middle of what it writes.
      args: ["-y", "supabase@3.1.0", "gen", "types", `--remote=${postgres.url}?sslmode=disable`],
      env: { DO_NOT_TRACK: "1" },
      stdin: "null",
      stderr: "inherit",
    }).output();
    if (!success) throw new ToldError("The Supabase CLI could not write the types.");
    await Deno.writeFile(new URL(`../../${PATH}`, import.meta.url), stdout);
    return [PATH];
  } finally {
    await postgres.stop();
  }
}
