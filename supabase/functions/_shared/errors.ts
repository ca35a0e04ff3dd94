/**
 * The functions' only error type, and the HTTP status of each error code.
 *
 * Code throws a {@link ServiceError} with a stable code, and only `http/app.ts` turns it into a
 * response. To add a kind of failure, add a line to {@link STATUS_OF_CODE}.
 */

/** The HTTP status of each stable error code; docs/API.md has those that callers meet. */
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

/** A stable snake_case name for what went wrong; callers can rely on it. */
export type ErrorCode = keyof typeof STATUS_OF_CODE;

/** Default response headers of a code; an error can override them. */
const HEADERS_OF_CODE: { readonly [Code in ErrorCode]?: Record<string, string> } = {
  too_many_requests: { "Retry-After": "1" },
  database_unavailable: { "Retry-After": "5" },
};

/** One problem in the input: where it is (`"company_domain"`, `"items.3"`) and what is wrong. */
export interface Issue {
  path: string;
  message: string;
}

/** What an error can have besides its code and message. */
interface ServiceErrorOptions {
  /** The problems in the input; shown to the caller. */
  issues?: Issue[];
  /** Response headers for this error, such as `Allow` or `Retry-After`. */
  headers?: Record<string, string>;
  /** The underlying cause; logged, never shown to the caller. */
  cause?: unknown;
}

/**
 * A failure with a stable code and a message that is safe to show to the caller.
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

  /** The message for the caller; for an internal error it gives no details. */
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
