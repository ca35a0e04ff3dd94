/** What a client is made with. */

/** The type of the global `fetch`, where the libraries of your project declare one. */
export type Fetch = typeof globalThis extends { fetch: infer F } ? F
  : (url: string, init: object) => Promise<unknown>;

/** Whom to call, and as whom. */
export interface IcpJobTitlesClientOptions {
  /** The project's URL, such as `https://abc.supabase.co`. */
  url: string;
  /** The internal key, a JWT, an API token, or a super-admin's key. */
  token: string;
  /** The org for which the internal key acts. */
  orgId?: string | undefined;
  /** In the place of the global `fetch`. */
  fetch?: Fetch | undefined;
  /** For one request with its answer, 1 to 2,147,483,647; 60,000 where absent. */
  timeoutMs?: number | undefined;
  /** What one answer may have, inflated, 1 to 500,000,000; 256,000,000 where absent. */
  maxAnswerBytes?: number | undefined;
  /**
   * Reads answers instead of `JSON.parse`, which rounds numbers that a double cannot hold,
   * in a row's `raw_parallel_output` too.
   */
  parseJson?: ((text: string) => unknown) | undefined;
}
