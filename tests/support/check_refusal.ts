/** Asks for a refusal, in memory or over HTTP, and checks all that its answer shows. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { jsonHeaders, type Refusal, SECRET, type Subject, VALID_BODY } from "./refusals.ts";
import { checkText } from "./silence.ts";

/** A request of the tables that has been answered as they say. */
interface Refused {
  request: Request;
  /** Its `x-request-id`. */
  id: string;
  /** What neither its answer nor a log line may hold. */
  hidden: string[];
}

/**
 * Makes the request of a refusal.
 *
 * @param url Where to: `http://functions.test/icp-job-titles-query`, without the refusal's search.
 */
export async function makeRequest(
  subject: Subject,
  refusal: Refusal,
  url: string,
): Promise<Request> {
  const { method = "POST", search = "", body = VALID_BODY[refusal.function] } = refusal;
  const { headers = jsonHeaders(subject) } = refusal;
  return new Request(url + search, {
    method,
    headers: typeof headers === "function" ? await headers() : headers,
    body: method === "GET" ? null : typeof body === "function" ? body() : body,
  });
}

/**
 * Sends the request of a refusal and checks its status, code, sentence, issues and headers, and
 * that it quotes neither a key nor a credential nor {@link SECRET}.
 *
 * @param url As {@link makeRequest} takes it.
 * @param send What answers the request: an app, or `fetch`.
 */
export async function checkRefusal(
  subject: Subject,
  refusal: Refusal,
  url: string,
  send: (request: Request) => Promise<Response>,
): Promise<Refused> {
  const id = crypto.randomUUID();
  const request = await makeRequest(subject, refusal, url);
  request.headers.set("x-request-id", id);
  const hidden = [SECRET, ...Object.values(subject.keys), ...credentialsOf(request)];
  const response = await send(request);
  const text = await response.text();
  const { error, issues, ...rest } = JSON.parse(text);

  assertEquals([response.status, rest], [refusal.status, { code: refusal.code, request_id: id }]);
  if (typeof refusal.sentence === "string") assertStringIncludes(error, refusal.sentence);
  else assertMatch(error, refusal.sentence);
  const told = issues?.map(({ path, message }: Record<string, string>) => `${path}: ${message}`);
  assertEquals(told, refusal.issues);
  const expected = {
    "content-type": "application/json",
    "x-request-id": id,
    ...refusal.responseHeaders,
  };
  for (const [name, value] of Object.entries(expected)) {
    assertEquals(response.headers.get(name), value);
  }
  checkText(text + JSON.stringify([...response.headers]), hidden);
  return { request, id, hidden };
}

/** What a request gives as credentials, where it is long enough not to stand in a text by chance. */
function credentialsOf({ headers }: Request): string[] {
  return ["authorization", "apikey", "cookie"]
    .flatMap((name) => (headers.get(name) ?? "").split(/[\s,]+/))
    .filter((part) => part.length > 12);
}
