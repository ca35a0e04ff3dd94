/**
 * The local stack, by one command: `deno task start`.
 *
 * Flags and printing only; the work is in `scripts/local/`.
 */
import { parseArgs } from "node:util";
import { chooseKeys } from "./local/keys.ts";
import { startStack } from "./local/stack.ts";
import { StackError } from "./local/stack_error.ts";
import { watchLaunchers } from "./local/launchers.ts";
import { describeStack } from "./local/welcome.ts";

const HELP = `Starts Postgres 17, the Data API and both functions on one port.

  deno task start [--port 54321] [--data-dir .local/postgres] [--memory] [--no-sample]

  --port <number>      the port of everything (54321)
  --data-dir <folder>  where the database is kept (.local/postgres)
  --memory             a throw-away database, gone when the stack stops
  --no-sample          no sample data: migrations only
  --help               this text

Keys come from the environment where set (INTERNAL_API_KEY, JWT_SECRET, SUPER_ADMIN_API_KEY,
SUPER_ADMIN_JWT_SECRET, SUPABASE_SERVICE_ROLE_KEY), else they are fixed development keys.`;

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
    if (!/^\d+$/.test(values.port) || port > 65535) {
      throw new Error(`"${values.port}" is no port: give --port a number from 1 to 65535`);
    }
    return { ...values, port };
  } catch (error) {
    console.error(`${(error as Error).message}. See --help.`);
    Deno.exit(2);
  }
}

async function main(): Promise<void> {
  const flags = readFlags(Deno.args);
  if (flags.help) return console.log(HELP);

  const began = performance.now();
  const ended = Promise.withResolvers<void>();
  const env = Deno.env.toObject();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => ended.resolve());
  }
  await watchLaunchers(ended.resolve);

  const starting = startStack({
    keys: chooseKeys(env),
    port: flags.port,
    sample: !flags["no-sample"],
    ...(flags.memory ? {} : { dataDir: flags["data-dir"] }),
    onProgress: (line) => console.log(line),
  });
  // Interrupted while it starts: the children end with this process.
  const stack = await Promise.race([starting, ended.promise]);
  if (!stack) Deno.exit(130);

  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(await describeStack(stack, { env, seconds, sample: !flags["no-sample"] }));
  await ended.promise;
  console.log("\nStopping.");
  await stack.stop();
  Deno.exit(0);
}

if (import.meta.main) {
  await main().catch((error) => {
    if (!(error instanceof StackError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  });
}
