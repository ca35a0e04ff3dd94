/** `GET …/openapi.json`: the document that `deno task generate` writes from the contract. */
import type { Hono } from "hono";
import type { AppEnv } from "./app_env.ts";

/**
 * Adds the route of a function's OpenAPI document, which needs no credentials.
 *
 * The document is a file, because generating it would slow down every cold start
 * (docs/DECISIONS.md).
 *
 * @param load Imports the file. It must be an `import()` with a literal path: deployments only
 * bundle imports that they can see, and such an import needs no read permission.
 */
export function addOpenApi(routes: Hono<AppEnv>, load: () => Promise<{ default: object }>): void {
  routes.get("/openapi.json", async (c) => c.json((await load()).default));
}
