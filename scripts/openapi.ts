/**
 * Writes the OpenAPI document of each function beside its code: `deno task openapi`.
 *
 * A test says when it has to be run again: after a change of the schemas that validate
 * (`_shared/schemas.ts`), of the errors, or of what is told of them (`scripts/openapi/`).
 */
import { takeNoFlags } from "./no_flags.ts";
import { createDocument } from "./openapi/document.ts";
import { query } from "./openapi/query.ts";
import { upsert } from "./openapi/upsert.ts";

const HELP = `Writes supabase/functions/<name>/openapi.json of each function from its schemas.

  deno task openapi`;

if (import.meta.main) {
  takeNoFlags(Deno.args, HELP);
  for (const description of [upsert, query]) {
    const folder = new URL(`../supabase/functions/${description.name}/`, import.meta.url);
    const text = JSON.stringify(await createDocument(description), null, 2);
    await Deno.writeTextFile(new URL("openapi.json", folder), `${text}\n`);
    console.log(`Wrote supabase/functions/${description.name}/openapi.json`);
  }
}
