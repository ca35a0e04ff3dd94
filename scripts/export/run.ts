/**
 * Writes all rows of a query to a part of a file, page by page.
 *
 * What may pass is tried again from the last cursor; a page that is too large or too slow is asked
 * for with half of its rows. Only one page is held at a time.
 */
import {
  createIcpJobTitlesClient,
  IcpJobTitlesError,
  type IcpJobTitlesPage,
} from "../../client/mod.ts";
import type { Clock } from "../backfill/retry.ts";
import { ToldError } from "../errors/describe.ts";
import type { Flags } from "./flags.ts";
import { FORMATS, parseExactly } from "./formats.ts";
import { type Part, RefusedExport } from "./part_file.ts";

/** How an export went, where nothing failed. */
type Ending = "whole" | "interrupted";

/** What an export works with. */
interface ExportOptions {
  flags: Omit<Flags, "out" | "restart" | "quiet">;
  token: string;
  part: Part;
  clock: Clock;
  signal: AbortSignal;
  /** Told after each page; `total` counts all rows, where the service said so. */
  onProgress(rows: number, total: number | undefined): void;
  note(sentence: string): void;
}

const ATTEMPTS = 7;
const FIRST_WAIT_MS = 500;
const MOST_WAIT_MS = 30_000;
/** More is asked for in smaller pages, so that memory stays flat. */
const MAX_ANSWER_BYTES = 64_000_000;
const MAX_ROW_BYTES = 256_000_000;
const REFUSALS = [400, 401, 403, 404, 422];

/**
 * Exports until the last page is written, or the signal ends it after one.
 *
 * @throws {RefusedExport} Where the service refuses the token, a filter, or a noted cursor.
 * @throws {ToldError} Where it cannot continue.
 */
export async function runExport(options: ExportOptions): Promise<Ending> {
  const { flags, token, part, clock, signal, onProgress, note } = options;
  const { fields, writeRow } = FORMATS[flags.format];
  const { url, orgId } = flags;
  const makeSized = (maxAnswerBytes: number) =>
    makeClient({ url, token, orgId, parseJson: parseExactly, maxAnswerBytes });
  const client = makeSized(MAX_ANSWER_BYTES);
  // One row may be larger than a page of several should be.
  const clientForOne = makeSized(MAX_ROW_BYTES);
  let limit = flags.pageRows;
  let failures = 0;
  while (!signal.aborted) {
    let page: IcpJobTitlesPage;
    try {
      const cursor = part.cursor;
      const place = cursor ? { cursor } : { include_total: true };
      const pages = (limit === 1 ? clientForOne : client)
        .queryPages({ ...flags.query, fields, limit, ...place });
      page = (await pages.next()).value!;
    } catch (error) {
      if (!(error instanceof IcpJobTitlesError)) throw error;
      if (isTooMuch(error) && limit > 1) limit = Math.ceil(limit / 2);
      else await waitOrGiveUp(error, ++failures, part.cursor !== undefined, clock, signal);
      continue;
    }
    failures = 0;
    if (part.cursor === undefined) {
      part.total = page.pagination.total;
      reportDomains(page, note);
    }
    const cursor = page.pagination.next_cursor;
    if (cursor !== null && cursor === part.cursor) {
      throw new ToldError(
        "The service returned the same cursor twice. This is a fault of the server.",
      );
    }
    const text = page.data.map((row) => writeRow(row as unknown as Record<string, unknown>));
    part.append(text.join(""), page.data.length, cursor);
    onProgress(part.rows, part.total);
    if (cursor === null) return "whole";
  }
  return "interrupted";
}

function makeClient(options: Parameters<typeof createIcpJobTitlesClient>[0]) {
  try {
    return createIcpJobTitlesClient(options);
  } catch (error) {
    throw new RefusedExport((error as Error).message);
  }
}

function isTooMuch({ code, status, message }: IcpJobTitlesError): boolean {
  return code === "timeout" || status === 504 ||
    (code === "unexpected_answer" && /more than \d+ bytes/.test(message));
}

async function waitOrGiveUp(
  error: IcpJobTitlesError,
  failures: number,
  isResumed: boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { code, status, message, issues, retryAfterSeconds = 0 } = error;
  if (REFUSALS.includes(status ?? 0)) {
    const isCursor = isResumed && issues.some(({ path }) => path === "cursor");
    const advice = isCursor ? " The partial file cannot be continued: pass --restart." : "";
    const reasons = issues.map(({ path, message }) => ` ${path}: ${message}`).join("");
    throw new RefusedExport(`${code}: ${message}${reasons}${advice}`);
  }
  const isPassing = ["network_error", "timeout"].includes(code) ||
    status === 408 || status === 429 || (status ?? 0) >= 500;
  if (!isPassing || failures === ATTEMPTS) throw new ToldError(`${code}: ${message}`);
  const waitMs = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  await clock.sleep(Math.max(waitMs, retryAfterSeconds * 1000), signal);
}

/** Refuses an input that is not a domain: the file would look complete without it. */
function reportDomains(
  { invalid = [], not_found = [] }: IcpJobTitlesPage,
  note: ExportOptions["note"],
) {
  const [first] = invalid;
  if (first) {
    throw new RefusedExport(`--company-domain ${JSON.stringify(first.input)}: ${first.message}`);
  }
  for (const domain of not_found) note(`There is no research on ${domain}.`);
}
