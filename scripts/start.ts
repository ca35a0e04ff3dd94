/** The local stack, by one command: `deno task start`. The work is in `scripts/local/`. */
import { parseArgs } from "node:util";
import { DEVELOPMENT_KEYS } from "../supabase/functions/_shared/env/development_keys.ts";
import { readQuerySettings } from "../supabase/functions/_shared/env.ts";
import type { ServiceError } from "../supabase/functions/_shared/errors.ts";
import { trim } from "../supabase/functions/_shared/env/values.ts";
import { describeError } from "./errors/describe.ts";
import { watchLaunchers } from "./local/processes.ts";
import { type StackOptions, startStack } from "./local/stack.ts";
import { describeStack } from "./local/welcome.ts";

const HELP = `Starts Postgres 17, the Data API and the functions on one port.

  --port <number>      the port of everything (54321)
  --data-dir <folder>  where the database is kept (.local/postgres)
  --memory             a throw-away database, gone when the stack stops
  --no-sample          no sample data: migrations only

Keys come from the environment where set, else they are fixed development keys:
${Object.keys(DEVELOPMENT_KEYS).join(", ")}.
SUPABASE_SERVICE_ROLE_KEY, else a random key of this database, opens /rest/v1.`;
const OPTIONS = {
  "port": { type: "string", default: "54321" },
  "data-dir": { type: "string", default: ".local/postgres" },
  "memory": { type: "boolean", default: false },
  "no-sample": { type: "boolean", default: false },
  "help": { type: "boolean", default: false },
} as const;

function readFlags(args: string[]) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    const port = Number(values.port);
    if (/^\d+$/.test(values.port) && port <= 65535) return { ...values, port };
    throw new Error(`"${values.port}" is not a port: give --port a number from 1 to 65535`);
  } catch (error) {
    console.error(`${(error as Error).message}. See --help.`);
    Deno.exit(2);
  }
}

/** The keys of the environment, judged as the functions judge them; else the development keys. */
function readKeys(): StackOptions["keys"] {
  const read = (name: string) => trim(Deno.env.get(name) ?? "");
  const keys = Object.entries(DEVELOPMENT_KEYS).map(([name, key]) => [name, read(name) || key]);
  const chosen = Object.fromEntries(keys);
  const SUPABASE_SERVICE_ROLE_KEY = read("SUPABASE_SERVICE_ROLE_KEY") || "made-later";
  try {
    readQuerySettings({ SUPABASE_SERVICE_ROLE_KEY, ...chosen, SUPABASE_URL: "http://127.0.0.1" });
    return chosen;
  } catch (error) {
    console.error((error as ServiceError).message);
    Deno.exit(2);
  }
}

async function main(): Promise<void> {
  const flags = readFlags(Deno.args);
  if (flags.help) return console.log(HELP);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) Deno.addSignalListener(name, end);
  await watchLaunchers(end);

  const options: StackOptions = {
    keys: readKeys(),
    serviceKey: trim(Deno.env.get("SUPABASE_SERVICE_ROLE_KEY") ?? "") || undefined,
    port: flags.port,
    dataDir: flags.memory ? undefined : flags["data-dir"],
    sample: !flags["no-sample"],
    onProgress: console.log,
  };
  // Interrupted while it starts, it leaves its processes to end with this one.
  const stack = await Promise.race([startStack(options), ended]);
  if (!stack) Deno.exit(130);
  console.log(describeStack(stack, options));
  await ended;
  console.log("\nStopping.");
  await stack.stop();
  Deno.exit(0);
}

await main().catch((error) => {
  console.error(describeError(error));
  Deno.exit(1);
});
