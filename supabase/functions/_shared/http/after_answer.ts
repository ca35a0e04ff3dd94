/** Work for a caller that can wait until the answer is sent. */
import type { Context } from "hono";
import type { Caller } from "../callers/caller.ts";
import { type Log, logError } from "../log.ts";
import type { AppEnv } from "./app_env.ts";

/** Keeps a function alive for work after the answer, as `EdgeRuntime.waitUntil` does. */
export type WaitUntil = (work: Promise<void>) => void;

/** Begins a caller's work after the answer; a failure is logged, since nobody waits for it. */
export function doAfterAnswer(
  c: Context<AppEnv>,
  { afterAnswer }: Caller,
  { waitUntil, log }: { waitUntil: WaitUntil; log: Log },
): void {
  if (afterAnswer === undefined) return;
  const tell = (error: unknown) =>
    log({
      level: "error",
      event: "mark_used_failed",
      request_id: c.var.requestId,
      ...logError(error),
    });
  waitUntil(afterAnswer().catch(tell));
}
