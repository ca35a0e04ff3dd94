/**
 * The one error type of this project, and the one table from its codes to HTTP statuses.
 *
 * Code throws a {@link ServiceError} with a stable code; `http/app.ts` is the one place that turns it
 * into a response. A new kind of failure is a new line in {@link STATUS_OF_CODE}.
 */

/** HTTP status of each stable error code; the contract of both functions (docs/API.md). */
export const STATUS_OF_CODE = {
  malformed_json: 400,
  malformed_gzip: 400,
  org_id_required: 400,
  unauthorized: 401,
  org_forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unsupported_content_encoding: 415,
  validation_failed: 422,
  invalid_company_domain: 422,
  unknown_org: 422,
  source_not_in_org: 422,
  unstorable_document: 422,
  too_many_requests: 429,
  caller_left: 499,
  internal_error: 500,
  configuration_error: 500,
  database_unavailable: 503,
  database_timeout: 504,
} as const;

/** A stable, snake_case name of what went wrong; callers may branch on it. */
export type ErrorCode = keyof typeof STATUS_OF_CODE;

/** Headers that every error of a code has; one that brings its own value keeps it. */
const HEADERS_OF_CODE: { readonly [Code in ErrorCode]?: Record<string, string> } = {
  too_many_requests: { "Retry-After": "1" },
  database_unavailable: { "Retry-After": "5" },
};

/** One thing that is wrong with an input: where (`"company_domain"`, `"items.3"`) and what. */
export interface Issue {
  path: string;
  message: string;
}

/** What an error may carry beside its code and sentence. */
interface ServiceErrorOptions {
  /** What is wrong with which part of the input; shown to the caller. */
  issues?: Issue[];
  /** Response headers that belong to this refusal, such as `Allow` or `Retry-After`. */
  headers?: Record<string, string>;
  /** What led here; logged, never shown to the caller. */
  cause?: unknown;
}

/**
 * A failure with a stable code and a sentence that is safe to show to the caller.
 *
 * @example
 * ```ts
 * throw new ServiceError("unknown_org", `No org has the id "${orgId}". Check x-internal-org-id.`);
 * ```
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly issues: Issue[] | undefined;
  readonly headers: Record<string, string>;

  constructor(readonly code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.issues = options.issues;
    this.headers = { ...HEADERS_OF_CODE[code], ...options.headers };
  }

  /** The sentence for the caller: an internal error is opaque, whatever it says in the log. */
  get publicMessage(): string {
    return this.code === "internal_error"
      ? "Something went wrong on our side. Report the request_id."
      : this.message;
  }

  /** The HTTP status of this error's code. */
  get status(): (typeof STATUS_OF_CODE)[ErrorCode] {
    return STATUS_OF_CODE[this.code];
  }
}
