/** Reads the options of a client; what could not work is refused before anything is sent. */
import { IcpJobTitlesError } from "./errors.ts";
import { isObject } from "./json.ts";
import type { IcpJobTitlesClientOptions } from "./options.ts";
import { createRedact } from "./redact.ts";
import type { Connection } from "./request.ts";
import { MAX_ROWS } from "./wire.ts";

/** What a timer can hold; with more it would ring at once. */
const MAX_TIMEOUT_MS = 2_147_483_647;
/** Below the longest string of every engine. */
const MAX_ANSWER_BYTES = 500_000_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads the options. The sentences name the option, and quote no text of it.
 *
 * @throws {IcpJobTitlesError} `invalid_option`.
 */
export function readOptions(options: IcpJobTitlesClientOptions): Connection {
  if (!isObject(options)) refuse("options", "be an object such as { url, token }", options);
  const { orgId, fetch = globalThis.fetch, timeoutMs = 60_000 } = options;
  const { maxAnswerBytes = 256_000_000, parseJson = JSON.parse } = options;

  const token = readToken(options.token);
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (orgId !== undefined) {
    if (typeof orgId !== "string" || !UUID.test(orgId)) refuse("orgId", "be a uuid", orgId);
    headers["x-internal-org-id"] = orgId;
  }
  const url = readUrl(options.url);
  if (typeof fetch !== "function") refuse("fetch", "be a function; no global one is here", fetch);
  if (typeof parseJson !== "function") refuse("parseJson", "be a function", parseJson);
  checkInteger("timeoutMs", timeoutMs, MAX_TIMEOUT_MS);
  checkInteger("maxAnswerBytes", maxAnswerBytes, MAX_ANSWER_BYTES);
  const redact = createRedact(token);
  return { url, headers, fetch, timeoutMs, maxAnswerBytes, parseJson, redact };
}

/**
 * Reads how many rows a page shall have, 100 where absent.
 *
 * @throws {IcpJobTitlesError} `invalid_option`.
 */
export function readPageSize(options: { pageSize?: number | undefined }): number {
  if (!isObject(options)) refuse("options", "be an object such as { pageSize: 100 }", options);
  const { pageSize = 100 } = options;
  checkInteger("pageSize", pageSize, MAX_ROWS);
  return pageSize;
}

function readToken(token: unknown): string {
  const isText = typeof token === "string" && token !== "";
  // With others fetch throws an error that quotes the header.
  if (isText && /^[\x21-\x7e]+$/.test(token)) return token;
  return refuse("token", 'be one line of visible ASCII, without blanks or "Bearer"', token);
}

/** Returns the origin and the path, without a slash at its end. */
function readUrl(url: unknown): string {
  const rule = 'be the project\'s URL, such as "https://abc.supabase.co"';
  if (typeof url !== "string" || url === "") return refuse("url", rule, url);
  if (/[\s\p{C}]/u.test(url)) return refuse("url", "have no white space or invisible characters");
  const { protocol, username, password, origin, pathname } = parseUrl(url) ?? refuse("url", rule);
  if (!/^https?:$/.test(protocol)) return refuse("url", "begin with https:// or http://");
  if (username || password) return refuse("url", "have no user name or password");
  if (/[?#]/.test(url)) return refuse("url", "have no query (?) and no fragment (#)");
  return origin + pathname.replace(/\/+$/, "");
}

function parseUrl(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined; // The error quotes the text, with a password in it.
  }
}

function checkInteger(name: string, value: unknown, max: number): void {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= max) return;
  refuse(name, `be a whole number from 1 to ${max}`, value);
}

function refuse(name: string, rule: string, ...found: unknown[]): never {
  const message = `The option ${name} must ${rule}.${found.map(describe).join("")}`;
  throw new IcpJobTitlesError("invalid_option", message);
}

/** A text is not told: it may be a token in the wrong place. */
function describe(value: unknown): string {
  if (typeof value === "string") return value === "" ? " It is empty." : "";
  const isTold = typeof value === "number" || value === undefined || value === null;
  return isTold ? ` It is ${value}.` : ` It is of type ${typeof value}.`;
}
