/** Walks the pages of a listing by their cursors, and leaves a walk that would never end. */
import { IcpJobTitlesError } from "./errors.ts";
import { toJson } from "./json.ts";
import { type Connection, sendRequest } from "./request.ts";
import { readPage } from "./shapes.ts";
import type { Column, IcpJobTitlesPage, IcpJobTitlesQuery } from "./types.ts";

/** The service sends none before the last page; this many in a row are a listing that is stuck. */
const MAX_EMPTY_PAGES = 10;

/**
 * Reads page after page, from the place that the query names.
 *
 * @throws {IcpJobTitlesError} `unexpected_answer` too where the cursors lead nowhere.
 */
export async function* walkPages<C extends Column>(
  connection: Connection,
  path: string,
  query: IcpJobTitlesQuery<C>,
): AsyncGenerator<IcpJobTitlesPage<C>> {
  const isRepeated = createCycleCheck(query.cursor);
  let emptyPages = 0;
  let place = {};
  for (;;) {
    const answer = await sendRequest(connection, {
      path,
      headers: { "content-type": "application/json" },
      body: toJson({ ...query, ...place }),
    }, readPage<C>);
    const page = answer.body;
    const cursor = page.pagination.next_cursor;
    emptyPages = page.data.length === 0 ? emptyPages + 1 : 0;
    const fault = cursor !== null && isRepeated(cursor)
      ? "leads back to a page that was read before"
      : cursor !== null && emptyPages === MAX_EMPTY_PAGES
      ? `came without rows for ${MAX_EMPTY_PAGES} pages`
      : undefined;
    if (fault) {
      const message = `The listing does not end: next_cursor ${fault}. Report it with requestId.`;
      throw new IcpJobTitlesError("unexpected_answer", message, answer);
    }
    yield page;
    if (cursor === null) return;
    place = { cursor, offset: null, include_total: null };
  }
}

/**
 * Makes a check that finds a circle of cursors of any length, while it keeps two of them: the last,
 * and the one at the latest power of two (Brent's algorithm), so that a circle is left within three
 * rounds.
 */
function createCycleCheck(first: string | null | undefined): (cursor: string) => boolean {
  let last = first;
  let kept = first;
  let steps = 0;
  let power = 1;
  return (cursor) => {
    if (cursor === last || cursor === kept) return true;
    last = cursor;
    if (++steps === power) [kept, steps, power] = [cursor, 0, power * 2];
    return false;
  };
}
