/** The one error type of the client. */

/** One thing that is wrong with an input: where (`"company_domain"`, `"items.3"`) and what. */
export interface Issue {
  path: string;
  message: string;
}

/** What an error may carry beside its code and sentence. */
export interface IcpJobTitlesErrorOptions {
  status?: number | undefined;
  requestId?: string | undefined;
  issues?: Issue[] | undefined;
  retryAfterSeconds?: number | undefined;
  cause?: unknown;
}

/**
 * A call that failed.
 *
 * `code` is the service's (docs/API.md), or one of the client's own: `network_error` (no answer, or
 * it broke off), `timeout`, `unexpected_answer` (not of the service: a proxy's page, a wrong url),
 * `unserializable_input` and `malformed_json` without a status (nothing was sent).
 */
export class IcpJobTitlesError extends Error {
  override readonly name = "IcpJobTitlesError";
  readonly code: string;
  /** The HTTP status; undefined where there was no answer. */
  readonly status: number | undefined;
  /** Names the request in the service's log. */
  readonly requestId: string | undefined;
  /** What is wrong with which part of the input; empty where the service names none. */
  readonly issues: Issue[];
  /** What the service asks to wait before another try. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, message: string, options: IcpJobTitlesErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.requestId = options.requestId;
    this.issues = options.issues ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
