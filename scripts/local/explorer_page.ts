/** Serves the page for people, `client/explorer`, at the root of a server of this machine. */
import { Hono } from "hono";

/** Whom the page asks, and as whom. */
interface ExplorerSettings {
  /** The project's URL; `/` where it is the page's own origin. */
  url: string;
  /** A token that is public; where it is absent, the page asks for one. */
  token?: string | undefined;
}

const CLIENT = new URL("../../client/", import.meta.url);

const TYPES: Record<string, string> = {
  css: "text/css",
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  svg: "image/svg+xml",
};

/** The files of the page, by the paths that they are served at. */
const FILES: Record<string, string> = {
  "/": "explorer/index.html",
  "/dist/mod.js": "dist/mod.js",
  ...Object.fromEntries(
    [...Deno.readDirSync(new URL("explorer/", CLIENT))]
      .map(({ name }) => [`/${name}`, `explorer/${name}`] as const)
      .filter(([path]) => path !== "/index.html" && path !== "/settings.json"),
  ),
};

/** Builds the page; it may reach its own origin and the project, and nothing else. */
export function createExplorerPage(settings: ExplorerSettings): Hono {
  const project = settings.url === "/" ? "" : ` ${new URL(settings.url).origin}`;
  const headers = {
    "cache-control": "no-cache",
    "content-security-policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
      `connect-src 'self'${project}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  const page = new Hono();
  for (const [path, file] of Object.entries(FILES)) {
    page.get(path, async () => {
      const type = TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
      const { readable } = await Deno.open(new URL(file, CLIENT));
      return new Response(readable, { headers: { ...headers, "content-type": type } });
    });
  }
  page.get("/settings.json", ({ json }) => json(settings, 200, headers));
  return page;
}
