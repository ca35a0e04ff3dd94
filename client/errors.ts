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
}

/**
 * A call that failed, or a client that could not be made.
 *
 * `code` is the service's (docs/API.md), or one of the client's own. With an answer, or the lack of
 * one: `network_error` (no answer, or it broke off), `timeout`, `unexpected_answer` (not of the
 * service: a proxy's page, a wrong url). Before anything is sent, so without a `status`:
 * `invalid_option`, `unserializable_input`, `malformed_json`.
 *
 * It has no `cause`: errors of `fetch` and of `JSON` quote headers and data. No part of it holds the
 * token.
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

  constructor(
    code: string,
    message: string,
    options: IcpJobTitlesErrorOptions = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status;
    this.requestId = options.requestId;
    this.issues = options.issues ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
