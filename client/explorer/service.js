/** Asks the query function, by the typed client; documents stay the text that came. */
import { COLUMNS, createIcpJobTitlesClient } from "../dist/mod.js";
import { countByAge } from "./count_by_age.js";
import { listMembers } from "./json_text.js";

/** What a list of companies needs: all but the document. */
const HEAD = COLUMNS.filter((column) => column !== "raw_parallel_output");
const PAGE_ROWS = 25;

/**
 * Reads an answer; each `raw_parallel_output` becomes `{ text }`.
 *
 * @throws {SyntaxError} Where it is not JSON, such as an answer that was cut.
 */
export function parseAnswer(text) {
  JSON.parse(text);
  return readObject(text, (key, start, end) => {
    if (key !== "data" || text[start] !== "[") return JSON.parse(text.slice(start, end));
    return listMembers(text, start).map((row) =>
      readObject(text, (column, start, end) => {
        const value = text.slice(start, end);
        return column === "raw_parallel_output" ? { text: value } : JSON.parse(value);
      }, row.start)
    );
  });
}

function readObject(text, read, at) {
  const members = listMembers(text, at);
  return Object.fromEntries(members.map(({ key, start, end }) => [key, read(key, start, end)]));
}

/**
 * Makes what the page asks by.
 *
 * @param {{ url: string, token: string, orgId?: string }} session
 */
export function createService({ url, token, orgId }) {
  // The client never sees the browser's cache, and no page elsewhere is told of this one.
  const send = (address, init) =>
    fetch(address, {
      ...init,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  const client = createIcpJobTitlesClient({ url, token, fetch: send, parseJson: parseAnswer });
  const whose = orgId ? { org_id: orgId } : {};
  const ask = async (query) => {
    const pages = client.queryPages({ ...query, ...whose });
    return (await pages.next()).value;
  };

  return {
    /** Reads a page of heads, newest first; the first one counts all. */
    list: (filters, cursor) =>
      ask({
        ...filters,
        fields: HEAD,
        limit: PAGE_ROWS,
        ...cursor ? { cursor } : { include_total: true },
      }),
    /** Reads one company with its document; `data` is empty where it is not known. */
    read: (domain, filters) => ask({ ...filters, company_domains: [domain] }),
    /** Counts the companies by the age of their research, in days. */
    countByAge(days) {
      const count = async (filters) => {
        const page = await ask({ ...filters, fields: ["id"], limit: 1, include_total: true });
        return page.pagination.total;
      };
      const hasDates = COLUMNS.includes("researched_at");
      return countByAge(count, { days, now: Date.now(), hasDates });
    },
  };
}
