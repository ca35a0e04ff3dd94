/** `GET …/openapi.json`: the document that `deno task generate` makes from the contract. */
import type { Hono } from "hono";
import type { AppEnv } from "./app_env.ts";

/**
 * Adds the OpenAPI document of a function; no credentials.
 *
 * The document is a file, because a library that makes it would slow each cold start though nobody
 * asks for it (docs/DECISIONS.md).
 *
 * @param load Imports the file. It has to be an `import()` with the path written out: a deployment
 * packs what it can see, and such an import needs no permission to read.
 */
export function addOpenApi(routes: Hono<AppEnv>, load: () => Promise<{ default: object }>): void {
  routes.get("/openapi.json", async (c) => c.json((await load()).default));
}
