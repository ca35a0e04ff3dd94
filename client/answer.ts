/** Reads what any server may have sent: nothing of it is trusted, and its size is bounded. */
import { IcpJobTitlesError, type Issue } from "./errors.ts";
import { isObject } from "./json.ts";
import type { Redact } from "./redact.ts";

/** What is known of an answer by its head; empty before there is one. */
export interface Details {
  status?: number | undefined;
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
}

/** As the service makes or takes them. */
const REQUEST_ID = /^[\w=-]{1,255}$/;
const CODE = /^[a-z][a-z0-9_]{0,63}$/;
/** The three forms of RFC 9110, 5.6.7: they begin with the day of the week. */
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{10,40}$/;

/** Reads the head of an answer. */
export function readDetails({ status, headers }: Response, redact: Redact): Details {
  const requestId = headers.get("x-request-id") ?? "";
  const retryAfterSeconds = readRetryAfter(headers.get("retry-after") ?? "", Date.now());
  const isClean = REQUEST_ID.test(requestId) && redact(requestId) === requestId;
  return { status, requestId: isClean ? requestId : undefined, retryAfterSeconds };
}

/** Reads a `Retry-After`, which is seconds or a date; undefined where it is neither. */
export function readRetryAfter(text: string, now: number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  if (!DATE.test(text)) return undefined;
  // The oldest form names no zone; it is in GMT as the others.
  const date = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

/** Reads a body as UTF-8; undefined where it has more bytes, the rest of which are not read. */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader?.read() ?? { done: true, value: undefined };
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > maxBytes) return undefined;
    text += decoder.decode(value, { stream: true });
  }
}

/** Reads an error of the service, or of an item of a batch; undefined where it is something else. */
export function readServiceError(
  body: unknown,
  details: Details,
  redact: Redact,
): IcpJobTitlesError | undefined {
  const { code, error, issues } = isObject(body) ? body : {};
  if (typeof code !== "string" || typeof error !== "string") return undefined;
  if (!CODE.test(code) || redact(code) !== code) return undefined;
  return new IcpJobTitlesError(code, redact(error), {
    ...details,
    issues: readIssues(issues, redact),
  });
}

function readIssues(issues: unknown, redact: Redact): Issue[] {
  if (!Array.isArray(issues)) return [];
  return issues.flatMap((issue) =>
    typeof issue?.path === "string" && typeof issue.message === "string"
      ? [{ path: redact(issue.path), message: redact(issue.message) }]
      : []
  );
}

/** Describes an unexpected answer without quoting it, because it may repeat what was sent. */
export function describeText(text: string, { status = 0 }: Details): string {
  if (status === 0 || (status >= 300 && status < 400)) return "a redirect, which is not followed";
  if (text === "") return "no body";
  if (/^\s*</.test(text)) return "HTML";
  return isJson(text) ? "JSON of another service" : "a text that is not JSON";
}

/** Whether `JSON.parse` takes a text. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
