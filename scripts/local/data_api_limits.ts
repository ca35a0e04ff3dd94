/** What the hosted Data API does to every request, whichever engine serves it here. */

/** Reads are cut at this many rows without a word. */
export const MAX_ROWS = 1000;
/** Statements of the service role stop after this long, with SQLSTATE 57014. */
export const STATEMENT_TIMEOUT_MS = 8000;
/** Where unqualified names are looked up; `extensions` holds citext and its operators. */
export const SEARCH_PATH = ["public", "extensions"];
