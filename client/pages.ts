/** Walks the pages of a listing by their cursors, and leaves a walk that would never end. */
import { IcpJobTitlesError } from "./errors.ts";
import { toJson } from "./json.ts";
import { type Connection, sendRequest } from "./request.ts";
import { readPage } from "./shapes.ts";
import type { IcpJobTitlesPage, Pointer } from "./types.ts";
import type { Column, IcpJobTitlesQuery, IcpJobTitlesRow } from "./wire.ts";

/** The service sends none before the last page; this many in a row are a listing that is stuck. */
const MAX_EMPTY_PAGES = 10;

/**
 * Reads page after page, from the place that the query names.
 *
 * @throws {IcpJobTitlesError} `unexpected_answer` too where the cursors lead nowhere.
 */
export async function* walkPages<C extends Column, P extends Pointer>(
  connection: Connection,
  path: string,
  query: IcpJobTitlesQuery<C> & { pointer?: P },
): AsyncGenerator<IcpJobTitlesPage<C, P>> {
  const isKnownCursor = createCycleCheck(query.cursor);
  const isKnownRow = createCycleCheck(undefined);
  let emptyPages = 0;
  let place = {};
  for (;;) {
    const answer = await sendRequest(connection, {
      path,
      headers: { "content-type": "application/json" },
      body: toJson({ ...query, ...place }),
    }, readPage<C, P>);
    const page = answer.body;
    const cursor = page.pagination.next_cursor;
    // With these columns, pages that come again are found by their rows too.
    const [row] = page.data as Partial<IcpJobTitlesRow>[];
    const key = row?.id ?? row?.company_domain;
    emptyPages = row ? 0 : emptyPages + 1;
    const isCircle = (cursor !== null && isKnownCursor(cursor)) ||
      (key !== undefined && isKnownRow(key));
    const isStuck = isCircle || (cursor !== null && emptyPages === MAX_EMPTY_PAGES);
    if (isStuck) {
      const message = "The listing would never end: its pages lead in a circle, or have no rows. " +
        "This is a fault of the server.";
      throw new IcpJobTitlesError("unexpected_answer", message, answer);
    }
    yield page;
    if (cursor === null) return;
    place = { cursor, offset: null, include_total: null };
  }
}

/**
 * Makes a check that finds a circle of texts of any length, while it keeps two of them: the last,
 * and the one at the latest power of two (Brent's algorithm), so that a circle is left within three
 * rounds.
 */
function createCycleCheck(first: string | null | undefined): (text: string) => boolean {
  let last = first;
  let kept = first;
  let steps = 0;
  let power = 1;
  return (text) => {
    if (text === last || text === kept) return true;
    last = text;
    if (++steps === power) [kept, steps, power] = [text, 0, power * 2];
    return false;
  };
}
