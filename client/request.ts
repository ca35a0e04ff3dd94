/** Sends one request; every way in which it can fail ends in the one error type. */
import {
  describeText,
  type Details,
  isJson,
  readDetails,
  readServiceError,
  readText,
} from "./answer.ts";
import { IcpJobTitlesError } from "./errors.ts";
import { findNetworkReason } from "./network_reason.ts";
import type { Fetch } from "./options.ts";
import type { Redact } from "./redact.ts";
import { WrongShape } from "./shapes.ts";

/** What every request of a client has in common. */
export interface Connection {
  /** Without userinfo, query and fragment, and without a slash at its end. */
  url: string;
  headers: Record<string, string>;
  fetch: Fetch;
  timeoutMs: number;
  maxAnswerBytes: number;
  parseJson: (text: string) => unknown;
  redact: Redact;
}

/** What to send: a `GET` where there is no body. */
interface Message {
  path: string;
  headers?: Record<string, string>;
  body?: Blob | string;
}

/** What a success tells, and what to name it by. */
export interface Answer<Body> {
  body: Body;
  status: number | undefined;
  requestId: string | undefined;
}

/** An answer whose text is not read yet; undefined where it is too long. */
interface Exchange {
  isSuccess: boolean;
  text: string | undefined;
  details: Details;
}

/** Far more than an error of the service has. */
const MAX_ERROR_BYTES = 1_000_000;
const LATE = Symbol("No answer in time.");

/**
 * Sends a request and reads the JSON of its answer.
 *
 * @param read Takes what it needs; throws {@link WrongShape} where something else came.
 * @throws {IcpJobTitlesError} For anything but a success that `read` takes.
 */
export async function sendRequest<Body>(
  connection: Connection,
  message: Message,
  read: (body: unknown) => Body,
): Promise<Answer<Body>> {
  const { url, maxAnswerBytes, parseJson, redact } = connection;
  const { isSuccess, text, details } = await exchange(connection, message);
  const fail = (what: string, advice = "This is not of the service: check the url.") => {
    const address = redact(url + message.path);
    const sentence = `${address} answered with status ${details.status} and ${what}. ${advice}`;
    return new IcpJobTitlesError("unexpected_answer", sentence, details);
  };
  if (text === undefined) {
    const advice = "Ask for a smaller pageSize or limit, or raise maxAnswerBytes.";
    throw isSuccess
      ? fail(`more than ${maxAnswerBytes} bytes`, advice)
      : fail(`more than ${MAX_ERROR_BYTES} bytes`);
  }
  let body;
  try {
    body = parseJson(text);
  } catch {
    throw isJson(text)
      ? fail("JSON that parseJson cannot read", "Check the option parseJson.")
      : fail(describeText(text, details));
  }
  if (!isSuccess) {
    throw readServiceError(body, details, redact) ?? fail(describeText(text, details));
  }
  try {
    return { body: read(body), status: details.status, requestId: details.requestId };
  } catch (error) {
    if (!(error instanceof WrongShape)) throw error;
    throw fail(`JSON in which ${error.message}`);
  }
}

/** Waits for the whole answer, for as long as `timeoutMs` allows. */
async function exchange(connection: Connection, message: Message): Promise<Exchange> {
  const { url, fetch, timeoutMs, maxAnswerBytes, redact } = connection;
  const { path, headers, body = null } = message;
  const attempt = new AbortController();
  let details: Details = {};
  const send = async () => {
    const response = await fetch(url + path, {
      method: body === null ? "GET" : "POST",
      headers: { ...connection.headers, ...headers },
      body,
      signal: attempt.signal,
      // Followed, a redirect would turn a POST into a GET, or take the token elsewhere.
      redirect: "manual",
    });
    details = readDetails(response, redact);
    const isSuccess = response.ok;
    const text = await readText(response, isSuccess ? maxAnswerBytes : MAX_ERROR_BYTES);
    return { isSuccess, text, details };
  };
  let timer;
  // Not every fetch that is handed in heeds its signal.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(LATE), timeoutMs);
  });
  try {
    return await Promise.race([late, send()]);
  } catch (error) {
    const address = redact(url + path);
    if (error === LATE) {
      const message = `${address} did not answer within ${timeoutMs} ms.`;
      throw new IcpJobTitlesError("timeout", message, details);
    }
    const what = details.status === undefined ? "could not be reached" : "broke off its answer";
    const reason = findNetworkReason(error, url);
    const told = `${address} ${what}${reason ? `: ${reason}` : ""}.`;
    throw new IcpJobTitlesError("network_error", told, details);
  } finally {
    clearTimeout(timer);
    attempt.abort();
  }
}
