/**
 * What a refusal by the Data API means to a caller.
 *
 * The texts of Postgres may quote a row, so they are neither shown nor logged: a refusal is known
 * by its SQLSTATE or PostgREST code, and by the name of the constraint.
 *
 * @see https://docs.postgrest.org/en/v14/references/errors.html
 * @see https://www.postgresql.org/docs/17/errcodes-appendix.html
 */
import { type ErrorCode, ServiceError } from "../errors.ts";

/** The parts of a refusal that are safe to log; the `cause` of the error that is thrown. */
export interface DatabaseRefusal {
  /** HTTP status of the Data API's answer. */
  status: number;
  /** A SQLSTATE such as `23503`, a PostgREST code such as `PGRST102`, or "". */
  code: string;
  /** The constraint that was violated, if any. */
  constraint?: string;
  /** The wait that `Retry-After` of the answer asks for, if any. */
  retryAfterSeconds?: number;
}

/**
 * One sentence for both sources: which constraint speaks first, if both are wrong, depends on
 * whether another org has the id.
 */
const NO_SOURCE: [ErrorCode, string] = [
  "source_not_in_org",
  "A source is not of this org. Check source_submission_id and source_pipeline_run_id.",
];

/** What it means that a foreign key is violated, by its name in migrations 015 and 017. */
const FOREIGN_KEYS = new Map<string | undefined, [ErrorCode, string]>([
  ["icp_job_titles_org_id_fkey", ["unknown_org", "The org does not exist. Check its id."]],
  ["icp_job_titles_source_submission_id_fkey", NO_SOURCE],
  ["icp_job_titles_source_submission_org_fkey", NO_SOURCE],
  ["icp_job_titles_source_pipeline_run_id_fkey", NO_SOURCE],
  ["icp_job_titles_source_pipeline_run_org_fkey", NO_SOURCE],
]);

/** Codes of a document or a filter that is JSON but more than JSONB holds. */
const UNSTORABLE = new Map([
  ["22003", "a number is out of its range"],
  ["22P02", "it does not know a character"],
  ["22P05", "it does not know a character"],
  ["54000", "it is too large"],
  ["54001", "it is nested too deeply"],
  ["PGRST102", "it is nested too deeply"],
]);
/** Raised when an org already has two expensive reads under way (migration 022). */
const NO_SLOT = "PT429";

/** Statuses by which a platform, or a proxy on the way, says "away" or "too busy". */
const AWAY = [429, 502, 503, 520, 521, 523, 525, 526, 527, 528, 529, 530, 540, 546];
/** Statuses by which they say "too slow". */
const SLOW = [408, 504, 522, 524, 544];

/** The form of codes and constraints; anything else is not logged. */
const CODE = /^([0-9A-Z]{5}|PGRST[0-9A-Z]{1,3}|SUP|CONNECT\w{1,20})$/;
const CONSTRAINT = /constraint "([\w$]{1,63})"/;

/** The text of 54001, which `@supabase/lite` passes on without that code. */
const TOO_DEEP = "stack depth limit exceeded";

/**
 * Reads an answer of the Data API that is not a success.
 *
 * @returns The error to throw: 422 for what the caller can mend, 429, 503 or 504 for what passes,
 * and an opaque 500 for the rest, such as a refused service key or a missing grant.
 */
export async function readDatabaseError(response: Response): Promise<ServiceError> {
  const { code, message, saysNothing } = parseError(await response.text());
  // Only violations (class 23) name a constraint; other texts may quote what a caller wrote.
  const constraint = code.startsWith("23") ? CONSTRAINT.exec(message)?.[1] : undefined;
  const { status } = response;
  const retryAfterSeconds = readRetryAfter(response.headers.get("retry-after"));
  const cause: DatabaseRefusal = {
    status,
    code,
    ...(constraint !== undefined && { constraint }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };

  const foreignKey = code === "23503" ? FOREIGN_KEYS.get(constraint) : undefined;
  if (foreignKey) return new ServiceError(...foreignKey, { cause });
  const fault = UNSTORABLE.get(message.endsWith(TOO_DEEP) ? "54001" : code);
  if (fault) {
    const sentence = `The database cannot hold the JSON that was sent: ${fault}.`;
    return new ServiceError("unstorable_document", sentence, { cause });
  }
  if (code === NO_SLOT) {
    const sentence =
      "Your org has two expensive reads under way: with contains, or of large pages. Send this one " +
      "again when one has ended, or ask for less.";
    return new ServiceError("too_many_requests", sentence, { cause });
  }
  if (code === "57014" || SLOW.includes(status)) {
    return databaseTimeout("The database took too long.", cause);
  }
  if (status === 413) {
    return new ServiceError("payload_too_large", "The database refused the size of the document.", {
      cause,
    });
  }
  // PostgREST's answer when its connection is lost in mid-statement.
  const isLost = saysNothing && [400, 500].includes(status);
  if (isLost || AWAY.includes(status) || isConnectionFailure(code, message)) {
    // Of a 503 it is when PostgREST itself tries to connect again, such as 0.
    return databaseUnavailable(cause, undefined, status === 429 ? retryAfterSeconds : undefined);
  }
  return new ServiceError("internal_error", "The database refused the request.", { cause });
}

/**
 * The error for a database that cannot be reached at the moment: 503, worth another try.
 *
 * @param retryAfterSeconds The wait that the platform asks callers for, if any.
 */
export function databaseUnavailable(
  cause: unknown,
  sentence = "The database is away. Try again later.",
  retryAfterSeconds?: number,
): ServiceError {
  return new ServiceError("database_unavailable", sentence, {
    cause,
    ...(retryAfterSeconds !== undefined && {
      headers: { "Retry-After": String(retryAfterSeconds) },
    }),
  });
}

/** The error for a source that is gone, or of another org: 422. */
export function sourceNotInOrg(): ServiceError {
  return new ServiceError(...NO_SOURCE);
}

/** The error for an answer that is a success, and not all of it: 503, worth another try. */
export function answerCut(): ServiceError {
  return databaseUnavailable(
    undefined,
    "The answer of the database ended early. Try again later.",
  );
}

/** The error for a database that is too slow at the moment: 504, worth another try. */
export function databaseTimeout(sentence: string, cause: unknown): ServiceError {
  return new ServiceError("database_timeout", `${sentence} Try again later.`, { cause });
}

/** Connection failures (08…), shutdown (57P0…), no slot left (53300), and PostgREST's own names. */
function isConnectionFailure(code: string, message: string): boolean {
  return /^(08|57P0|53300|PGRST00)/.test(code) ||
    /ECONNREFUSED|ECONNRESET|CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT/.test(
      code + message,
    );
}

/** What an answer says; `saysNothing` if it has a code and a message and both are empty. */
function parseError(text: string) {
  try {
    const { code, message } = JSON.parse(text);
    return {
      // A code goes into the log, so it must be one.
      code: CODE.test(code ?? "") ? String(code) : "",
      message: String(message ?? ""),
      saysNothing: code === "" && message === "",
    };
  } catch {
    return { code: "", message: text, saysNothing: false };
  }
}

/** The wait in seconds that `Retry-After` asks for (RFC 9110, 10.2.3): a number, or a date. */
function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const ms = /^[A-Z][a-z]+, .* GMT$/.test(text) ? Date.parse(text) - Date.now() : NaN;
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.ceil(ms / 1000));
}
