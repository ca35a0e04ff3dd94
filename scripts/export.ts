/** Exports research to a file: `deno task export`; `--help` tells the rest. */
import { createOutput } from "./backfill/output.ts";
import { SYSTEM_CLOCK } from "./backfill/retry.ts";
import { listenToSignals } from "./backfill/signals.ts";
import { describeError } from "./errors/describe.ts";
import { EXIT, runCommand } from "./export/command.ts";
import { TOKEN_VARIABLE } from "./export/flags.ts";

const interruption = new AbortController();
const output = createOutput(() => interruption.abort());
listenToSignals(() => {
  if (interruption.signal.aborted) return;
  output.complain("Interrupted: ending after the page in flight. Once more ends at once.");
  interruption.abort();
}, () => Deno.exit(EXIT.interrupted));
const exitCode = await runCommand(Deno.args, {
  token: Deno.env.get(TOKEN_VARIABLE)?.trim() ?? "",
  output,
  terminal: Deno.stderr.isTerminal() ? output.terminal : undefined,
  clock: SYSTEM_CLOCK,
  signal: interruption.signal,
}).catch((error) => {
  output.complain(describeError(error));
  return EXIT.failed;
});
Deno.exit(exitCode === EXIT.ok && output.isShort ? EXIT.failed : exitCode);
