/**
 * Translates errors of the Data API into errors for the caller.
 *
 * Postgres messages may quote a row, so they are neither shown nor logged. An error is identified
 * by its SQLSTATE or PostgREST code, and by the name of the constraint.
 *
 * @see https://docs.postgrest.org/en/v14/references/errors.html
 * @see https://www.postgresql.org/docs/17/errcodes-appendix.html
 */
import { type ErrorCode, ServiceError } from "../errors.ts";

/** The parts of an error that are safe to log; the `cause` of the error that is thrown. */
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
 * One message for both sources. If both are wrong, which constraint fails first depends on whether
 * another org has the id, so naming one would reveal that.
 */
const NO_SOURCE: [ErrorCode, string] = [
  "source_not_in_org",
  "A source does not belong to this org. Check source_submission_id and source_pipeline_run_id.",
];

/** The error for each violated foreign key, by its name in migrations 015 and 017. */
const FOREIGN_KEYS = new Map<string | undefined, [ErrorCode, string]>([
  ["icp_job_titles_org_id_fkey", ["unknown_org", "The org does not exist. Check its id."]],
  ["icp_job_titles_source_submission_id_fkey", NO_SOURCE],
  ["icp_job_titles_source_submission_org_fkey", NO_SOURCE],
  ["icp_job_titles_source_pipeline_run_id_fkey", NO_SOURCE],
  ["icp_job_titles_source_pipeline_run_org_fkey", NO_SOURCE],
]);

/** Error codes for a document or filter that is valid JSON but that JSONB cannot hold. */
const UNSTORABLE = new Map([
  ["22003", "a number is out of its range"],
  ["22P02", "it has a character that the database cannot store"],
  ["22P05", "it has a character that the database cannot store"],
  ["54000", "it is too large"],
  ["54001", "it is nested too deeply"],
  ["PGRST102", "it is nested too deeply"],
]);
/** Raised when an org already has two expensive reads under way (migration 022). */
const NO_SLOT = "PT429";

/** Statuses that a platform or proxy uses for "away" or "too busy". */
const AWAY = [429, 502, 503, 520, 521, 523, 525, 526, 527, 528, 529, 530, 540, 546];
/** Statuses that they use for "too slow". */
const SLOW = [408, 504, 522, 524, 544];

/** The form of codes and constraints; anything else is not logged. */
const CODE = /^([0-9A-Z]{5}|PGRST[0-9A-Z]{1,3}|SUP|CONNECT\w{1,20})$/;
const CONSTRAINT = /constraint "([\w$]{1,63})"/;

/** The text of 54001, which `@supabase/lite` passes on without that code. */
const TOO_DEEP = "stack depth limit exceeded";

/**
 * Reads an error response of the Data API.
 *
 * @returns The error to throw: 422 if the caller can fix it, 429, 503 or 504 if it is temporary, and
 * an opaque 500 for the rest, such as a refused service key or a missing grant.
 */
export async function readDatabaseError(response: Response): Promise<ServiceError> {
  const { code, message, saysNothing } = parseError(await response.text());
  // Only violations (class 23) name a constraint; other messages may quote the caller's input.
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
      "Your org has two expensive reads under way: with contains, with phrases or prefixes to search " +
      "for, or of large pages. Send this one again when one has ended, or ask for less.";
    return new ServiceError("too_many_requests", sentence, { cause });
  }
  if (code === "57014" || SLOW.includes(status)) {
    return databaseTimeout("The database took too long.", cause);
  }
  if (status === 413) {
    const sentence = "The database refused the document because of its size.";
    return new ServiceError("payload_too_large", sentence, { cause });
  }
  // PostgREST's answer when it loses its connection during a statement.
  const isLost = saysNothing && [400, 500].includes(status);
  if (isLost || AWAY.includes(status) || isConnectionFailure(code, message)) {
    // A 503's Retry-After is when PostgREST itself reconnects, such as 0, so it is not used.
    return databaseUnavailable(cause, undefined, status === 429 ? retryAfterSeconds : undefined);
  }
  return new ServiceError("internal_error", "The database refused the request.", { cause });
}

/**
 * The error for a database that is temporarily unreachable (503); callers can retry.
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

/** The error for a source that does not exist or belongs to another org (422). */
export function sourceNotInOrg(): ServiceError {
  return new ServiceError(...NO_SOURCE);
}

/** The error for a successful answer that was cut off (503); callers can retry. */
export function answerCut(): ServiceError {
  return databaseUnavailable(
    undefined,
    "The answer of the database ended early. Try again later.",
  );
}

/** The error for a database that is temporarily too slow (504); callers can retry. */
export function databaseTimeout(sentence: string, cause: unknown): ServiceError {
  return new ServiceError("database_timeout", `${sentence} Try again later.`, { cause });
}

/** Connection failures (08…), shutdown (57P0…), too many connections (53300), and PostgREST's own. */
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
      // Codes are logged, so only well-formed ones are kept.
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
