/**
 * Errors as sentences for a terminal, a report or a log.
 *
 * The texts of foreign errors are never shown: they may quote a key, a URL with a password, or an
 * answer. Such an error is told by its kind, and by the place in our code that it came through.
 */
import type { DatabaseRefusal } from "../../supabase/functions/_shared/data_api/refusals.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { describeFileFailure } from "./files.ts";
import { describeNetworkFailure, PROXY_WANTS_CREDENTIALS } from "./network.ts";

/** An error whose message we wrote ourselves: it holds no secret and can be shown. */
export class ToldError extends Error {}

/** A place in this repository, in a line of a stack. */
const PLACE = /\b(?:client|scripts|supabase|tests)\/[\w./-]+\.tsx?:\d+:\d+/;

/** Tells any error in one sentence, without a text that somebody else wrote. */
export function describeError(error: unknown): string {
  if (error instanceof ServiceError) {
    const cause = describeCause(error.cause);
    return `${error.code}: ${error.message}${cause ? ` [${cause}]` : ""}`;
  }
  if (error instanceof ToldError) return error.message;
  return describeNetworkFailure(error) ?? describeFileFailure(error) ?? describeBug(error);
}

/** Hides user name and password of every URL in a text: `https://…@abc.co`. */
export function hideUserinfo(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:[/\\]{2})[^\s/?#"'<>]*@/gi, "$1…@");
}

function describeCause(cause: unknown): string | undefined {
  if (cause instanceof ServiceError || cause instanceof ToldError) return describeError(cause);
  if (cause instanceof Error) {
    const isTold = cause.name === "AbortError" || cause.name === "TimeoutError";
    return isTold ? undefined : describeNetworkFailure(cause) ?? cause.name;
  }
  if (typeof cause !== "object" || cause === null || !("status" in cause)) return undefined;
  if (cause.status === 407) return PROXY_WANTS_CREDENTIALS;
  // What data_api/refusals.ts keeps of a refusal: a status, names and a time.
  const { status, code, constraint, retryAfterSeconds } = cause as DatabaseRefusal;
  return JSON.stringify({ status, code, constraint, retryAfterSeconds });
}

function describeBug(error: unknown): string {
  if (!(error instanceof Error)) {
    return `Something was thrown that is not an error, but of type ${typeof error}.`;
  }
  if (error.name === "PostgrestError") {
    return "The Data API's answer is not JSON. Check SUPABASE_URL.";
  }
  const [place] = error.stack?.slice(error.message.length).match(PLACE) ?? [];
  return `An unexpected ${error.name}${place ? ` at ${place}` : ""}.`;
}
