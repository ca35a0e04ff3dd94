/**
 * Writes `_shared/database.types.ts` from the migrations, by the Supabase CLI: `deno task types`.
 */
import { fileURLToPath } from "node:url";
import { exitAfter } from "./errors/exit.ts";
import { applyMigrations } from "./local/migrate.ts";
import { startPostgres } from "./local/postgres.ts";
import { takeNoFlags } from "./no_flags.ts";

const TYPES = new URL("../supabase/functions/_shared/database.types.ts", import.meta.url);

const HELP = `Writes supabase/functions/_shared/database.types.ts from the migrations.

  deno task types`;

async function main(): Promise<number> {
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
    if (!success) return 1;
    await Deno.writeFile(TYPES, stdout);
    console.log(`Wrote ${fileURLToPath(TYPES)}`);
    return 0;
  } finally {
    await postgres.stop();
  }
}

if (import.meta.main) {
  takeNoFlags(Deno.args, HELP);
  await exitAfter(main());
}
