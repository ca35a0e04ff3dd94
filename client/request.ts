/** Sends one request; every way in which it can fail ends in the one error type. */
import { IcpJobTitlesError, type Issue } from "./errors.ts";

/** What every request of a client has in common. */
export interface Connection {
  /** Without a slash at its end. */
  url: string;
  headers: Record<string, string>;
  fetch: typeof fetch;
  timeoutMs: number;
  parseJson: (text: string) => unknown;
}

/** A success, and what to name it by. */
export interface Answer<Body> {
  body: Body;
  status: number;
  requestId: string | undefined;
}

/**
 * Sends a request and reads the JSON of its answer.
 *
 * @throws {IcpJobTitlesError} For anything but a success with `data`.
 */
export async function sendRequest<Body>(
  { url, headers, fetch, timeoutMs, parseJson }: Connection,
  path: string,
  init: RequestInit & { headers?: Record<string, string> } = {},
): Promise<Answer<Body>> {
  const address = url + path;
  const signal = AbortSignal.timeout(timeoutMs);
  let response: Response | undefined;
  const details = () => ({
    status: response?.status,
    requestId: response?.headers.get("x-request-id") ?? undefined,
    retryAfterSeconds: Number(response?.headers.get("retry-after")) || undefined,
  });

  let text;
  try {
    response = await fetch(address, {
      ...init,
      headers: { ...headers, ...init.headers },
      signal,
      // Followed, a redirect would turn a POST into a GET.
      redirect: "manual",
    });
    text = await response.text();
  } catch (cause) {
    const [code, what] = signal.aborted
      ? ["timeout", `did not answer within ${timeoutMs} ms`]
      : ["network_error", response ? "broke off its answer" : "could not be reached"];
    throw new IcpJobTitlesError(code, `${address} ${what}.`, { ...details(), cause });
  }

  const body = tryParse(text, parseJson);
  if (response.ok && body?.data !== undefined) {
    return { body: body as Body, status: response.status, requestId: details().requestId };
  }
  if (!response.ok && typeof body?.code === "string" && typeof body.error === "string") {
    throw new IcpJobTitlesError(body.code, body.error, { ...details(), issues: body.issues });
  }
  const message = `${address} answered with status ${response.status} and ` +
    `${JSON.stringify(text.slice(0, 200))}, which is not of this service. Check the url.`;
  throw new IcpJobTitlesError("unexpected_answer", message, details());
}

/** The members of an answer, which any server may have sent. */
interface AnyBody {
  data?: unknown;
  error?: unknown;
  code?: unknown;
  issues?: Issue[];
}

function tryParse(text: string, parseJson: Connection["parseJson"]): AnyBody | null | undefined {
  try {
    return parseJson(text) as AnyBody | null;
  } catch {
    return undefined;
  }
}

/** Compresses a body that is made of parts. */
export async function gzip(parts: BlobPart[]): Promise<Blob> {
  const zipped = new Blob(parts).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(zipped).blob();
}
