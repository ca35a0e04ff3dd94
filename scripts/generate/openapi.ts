/** Writes the OpenAPI document of each function beside its code. */
import { createDocument } from "./openapi/document.ts";
import { query } from "./openapi/query.ts";
import { upsert } from "./openapi/upsert.ts";

/** Writes `supabase/functions/<name>/openapi.json` of each function, and returns their paths. */
export async function writeOpenApi(): Promise<string[]> {
  return await Promise.all([upsert, query].map(async (description) => {
    const path = `supabase/functions/${description.name}/openapi.json`;
    const text = JSON.stringify(await createDocument(description), null, 2);
    await Deno.writeTextFile(new URL(`../../${path}`, import.meta.url), `${text}\n`);
    return path;
  }));
}
