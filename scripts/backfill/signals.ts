/** What ends a run early: signals, and an output that nobody reads any more. */

/** Bit of SIGHUP in the masks of /proc. */
const HANGUP_BIT = 1n;

/**
 * Listens to the signals that end a run.
 *
 * SIGINT and SIGTERM count each time. SIGHUP may come several times of one closed terminal, by the
 * system and by the shell, so it never calls `endNow`; a run under `nohup` is to outlast it.
 */
export function listenToSignals(end: () => void, endNow: () => void): void {
  // Asked first: with its first listener Deno takes over all signals, and SIGHUP would end it.
  const isToOutlast = isHangupIgnored();
  let isEnding = false;
  const begin = () => {
    isEnding = true;
    end();
  };
  const onSignal = () => isEnding ? endNow() : begin();
  Deno.addSignalListener("SIGINT", onSignal);
  Deno.addSignalListener("SIGTERM", onSignal);
  Deno.addSignalListener("SIGHUP", () => isToOutlast ? undefined : begin());
}

/** Whether this process was started to outlast its terminal, as `nohup` does; known on Linux. */
function isHangupIgnored(): boolean {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    const [, mask = "0"] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status) ?? [];
    return (BigInt(`0x${mask}`) & HANGUP_BIT) !== 0n;
  } catch {
    return false;
  }
}
