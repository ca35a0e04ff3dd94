/**
 * Writes the generated files: `deno task generate [types] [openapi] [client]`.
 *
 * Run it after a change of a migration, of the contract, or of the client. Tests say when the files
 * are out of date.
 */
import { exitAfter } from "./errors/exit.ts";
import { writeClient } from "./generate/client.ts";
import { writeOpenApi } from "./generate/openapi.ts";
import { writeDatabaseTypes } from "./generate/types.ts";

const WRITERS = { types: writeDatabaseTypes, openapi: writeOpenApi, client: writeClient };

const HELP = `Writes the generated files: all of them, or those you name.

  deno task generate [types] [openapi] [client]

  types    the database's types, from the migrations, by the Supabase CLI
  openapi  openapi.json of each function, from the contract
  client   client/wire.ts from the contract, and client/dist, the client for Node
  --help   this text`;

async function main(names: string[]): Promise<number> {
  if (names.includes("--help")) {
    console.log(HELP);
    return 0;
  }
  const unknown = names.find((name) => !Object.hasOwn(WRITERS, name));
  if (unknown !== undefined) {
    console.error(`There is no "${unknown}" to write. See --help.`);
    return 2;
  }
  for (const [name, write] of Object.entries(WRITERS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const path of await write()) console.log(`Wrote ${path}`);
  }
  return 0;
}

if (import.meta.main) await exitAfter(main(Deno.args));
