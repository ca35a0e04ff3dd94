/** What the client reads of texts that others write: errors of `fetch`, and `Retry-After`. */
import { assertEquals, assertRejects } from "@std/assert";
import { readRetryAfter } from "../../client/answer.ts";
import { IcpJobTitlesError } from "../../client/mod.ts";
import { createClient, startService } from "./service.ts";

const URL_WITH_WORDS = "https://connection-refused.certificate.example";
/** The causes of Node 20's "fetch failed", and the words by which they are told. */
const CAUSES: [reason: string, cause: unknown][] = [
  ["DNS", { code: "ENOTFOUND", message: "getaddrinfo ENOTFOUND a.example" }],
  ["DNS", { code: "EAI_AGAIN" }],
  ["refused", { errors: [{ code: "ECONNREFUSED", message: "connect ECONNREFUSED ::1:1" }] }],
  ["no route", { code: "EHOSTUNREACH" }],
  ["not trusted", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }],
  ["not trusted", { code: "ERR_TLS_CERT_ALTNAME_INVALID" }],
  ["TLS failed", { code: "ERR_SSL_WRONG_VERSION_NUMBER" }],
  ["not speak HTTP", { code: "HPE_INVALID_CONSTANT" }],
  ["its port", { message: "bad port" }],
  ["too long", { code: "UND_ERR_CONNECT_TIMEOUT" }],
  ["was cut", { code: "UND_ERR_SOCKET", message: "other side closed" }],
  ["--allow-net", { message: 'Requires net access to "a.example:443"' }],
  ["could not be reached.", { message: `no words, but the host in ${URL_WITH_WORDS}/functions` }],
  ["could not be reached.", "connection refused"],
];
for (const [reason, cause] of CAUSES) {
  Deno.test(`"${reason}" is told of ${JSON.stringify(cause)}`, async () => {
    const error = new TypeError("fetch failed", { cause });
    const client = createClient(URL_WITH_WORDS, { fetch: () => Promise.reject(error) });
    await assertRejects(() => client.health(), IcpJobTitlesError, reason);
  });
}

Deno.test("a chain of causes that is a circle ends", async () => {
  const error: { cause?: unknown } = new Error();
  error.cause = { errors: [error] };
  const client = createClient(URL_WITH_WORDS, { fetch: () => Promise.reject(error) });
  await assertRejects(() => client.health(), IcpJobTitlesError, "could not be reached.");
});

Deno.test("a port where nobody listens, and https to an http port, are told apart", async () => {
  await using service = startService(() => new Response());
  const gone = startService(() => new Response());
  await gone[Symbol.asyncDispose]();
  const reasons = { [gone.url]: "refused", [service.url.replace("http", "https")]: "TLS failed" };
  for (const [url, reason] of Object.entries(reasons)) {
    await assertRejects(() => createClient(url).health(), IcpJobTitlesError, reason);
  }
});

const NOW = Date.UTC(2026, 10, 25, 12, 0, 0);
const TIMES: [text: string, seconds: number | undefined][] = [
  ["0", 0],
  ["5", 5],
  ["120", 120],
  ["Wed, 25 Nov 2026 12:01:00 GMT", 60],
  ["Wednesday, 25-Nov-26 12:01:00 GMT", 60],
  ["Wed Nov 25 12:01:00 2026", 60],
  ["Wed, 25 Nov 2026 11:00:00 GMT", 0],
  ...["", "-5", "1.5", "5 seconds", "1e3", "0x10", "Infinity", "soon", "9".repeat(40)].map(
    (text): [string, undefined] => [text, undefined],
  ),
  ["Wed, 99 Nov 2026 12:01:00 GMT", undefined],
  ["Wed, " + "9".repeat(1e6), undefined],
];
for (const [text, seconds] of TIMES) {
  Deno.test(`a Retry-After of "${text.slice(0, 40)}" is ${seconds} seconds`, () => {
    assertEquals(readRetryAfter(text, NOW), seconds);
  });
}
