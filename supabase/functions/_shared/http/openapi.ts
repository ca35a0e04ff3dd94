/** `GET …/openapi.json`: the document that `deno task generate` makes from the schemas. */
import type { Hono } from "hono";
import { addRoute, type Paths } from "./app.ts";
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
export function addOpenApi(
  app: Hono<AppEnv>,
  paths: Paths,
  load: () => Promise<{ default: object }>,
): void {
  addRoute(app, "GET", paths.map((path) => `${path}/openapi.json`), async (c) => {
    const { default: document } = await load();
    return c.json(document);
  });
}
