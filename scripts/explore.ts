/** Serves the explorer page on this machine, for any deployment: `deno task explore`. */
import { parseArgs } from "node:util";
import { Hono } from "hono";
import { describeError, hideUserinfo, ToldError } from "./errors/describe.ts";
import { refuseForeigner } from "./local/callers.ts";
import { createExplorerPage } from "./local/explorer_page.ts";

const HELP = `Serves a page on this machine that finds and shows the research of a deployment.

  deno task explore --url https://<ref>.supabase.co

  --url <url>      the project to read from
  --port <number>  the port of the page (54380)
  --help           this text

The page asks for a token and keeps it in its tab. Ctrl-C ends it.
Exit: 2 for bad flags, 1 when the port is taken.`;

const OPTIONS = {
  url: { type: "string" },
  port: { type: "string", default: "54380" },
  help: { type: "boolean", default: false },
} as const;

/** Reads the flags of a command line; undefined where it asks for help. */
function readFlags(args: string[]): { url: string; port: number } | undefined {
  let values;
  try {
    ({ values } = parseArgs({ args, options: OPTIONS }));
  } catch (error) {
    throw new ToldError(hideUserinfo((error as Error).message));
  }
  if (values.help) return undefined;
  const url = URL.parse(values.url ?? "");
  const isProject = url !== null && /^https?:$/.test(url.protocol) &&
    !(url.username || url.password || url.search || url.hash);
  if (!isProject) {
    throw new ToldError("--url must be the project's URL, such as https://abc.supabase.co.");
  }
  const port = /^\d+$/.test(values.port) ? Number(values.port) : NaN;
  if (!(port <= 65_535)) throw new ToldError("--port must be a number from 0 to 65535.");
  return { url: url.href.replace(/\/+$/, ""), port };
}

function main(): void {
  let flags;
  try {
    flags = readFlags(Deno.args);
  } catch (error) {
    console.error(`${describeError(error)} See --help.`);
    Deno.exit(2);
  }
  if (!flags) return console.log(HELP);
  const { url, port } = flags;
  const app = new Hono();
  app.use(async ({ req, json }, next) => {
    const refusal = refuseForeigner(req.raw, false);
    return refusal ? json({ error: refusal.error }, refusal.status) : await next();
  });
  app.route("/", createExplorerPage({ url }));
  const onListen = (address: { port: number }) =>
    console.log(`Open http://127.0.0.1:${address.port} to explore ${url}. Ctrl-C ends this.`);
  try {
    Deno.serve({ hostname: "127.0.0.1", port, onListen }, app.fetch);
  } catch (error) {
    const isTaken = error instanceof Deno.errors.AddrInUse;
    console.error(
      isTaken ? `Port ${port} is not free. Pass --port with another.` : describeError(error),
    );
    Deno.exit(1);
  }
}

main();
