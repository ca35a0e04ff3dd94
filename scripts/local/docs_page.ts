/**
 * The page at `/docs` for reading about and trying the functions that have OpenAPI: Swagger UI from
 * its npm package, with nothing from a CDN. A hosted project has no such page.
 */
import { Hono } from "hono";

/** The package's files that the page loads. */
const FILES = {
  "swagger-ui.css": "text/css",
  "swagger-ui-bundle.js": "text/javascript",
  "swagger-ui-standalone-preset.js": "text/javascript",
  "favicon-32x32.png": "image/png",
};

/** Builds the page for functions that answer under `/functions/v1` of the same origin. */
export function createDocsPage(functions: readonly string[]): Hono {
  const page = new Hono();
  page.get("/", (c) => c.html(writePage(functions)));
  for (const [name, type] of Object.entries(FILES)) {
    page.get(`/${name}`, async () => {
      const { default: findPackage } = await import("swagger-ui-dist");
      const file = await Deno.open(`${findPackage()}/${name}`);
      return new Response(file.readable, { headers: { "Content-Type": type } });
    });
  }
  return page;
}

function writePage(functions: readonly string[]): string {
  const settings = {
    urls: functions.map((name) => ({ name, url: `/functions/v1/${name}/openapi.json` })),
    dom_id: "#page",
    layout: "StandaloneLayout",
    deepLinking: true,
    tryItOutEnabled: true,
    persistAuthorization: true,
    // Otherwise documents are sent to a validator on the web.
    validatorUrl: null,
  };
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>ICP job titles: API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/swagger-ui-standalone-preset.js"></script>
<script>
SwaggerUIBundle({
  ...${JSON.stringify(settings)},
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
});
</script>
`;
}
