/** What went wrong on the way to a server, read from the chain of causes that `fetch` throws. */

/** What status 407 means. */
export const PROXY_WANTS_CREDENTIALS = "the proxy wants a user name and password (407)";

/** Sentences by the error texts of Deno, its TLS library, the system, and postgres.js. */
const KINDS: [text: RegExp, sentence: string][] = [
  [/proxy auth\w* required/i, PROXY_WANTS_CREDENTIALS],
  [/unsuccessful tunnel/i, "the proxy did not connect to the server"],
  [/proxy server unreachable/i, "the proxy cannot be reached"],
  [
    /dns error|failed to lookup|ENOTFOUND|EAI_AGAIN/i,
    "its name was not found by DNS; check the spelling, and the network",
  ],
  [/connection refused|ECONNREFUSED/i, "connection refused: no server listens there"],
  [
    /InvalidContentType|wrong version number/i,
    "it does not speak TLS: an https URL with the port of an http server?",
  ],
  [
    /invalid HTTP version/i,
    "its answer is not HTTP: an http URL with the port of an https or another server?",
  ],
  [/certificate.*expired/is, "its TLS certificate has expired"],
  [/certificate.*not ?valid ?for ?name/is, "its TLS certificate is for another name"],
  [
    /certificate/i,
    "its TLS certificate is not trusted; name the issuer's file in DENO_CERT if it is your own",
  ],
  [/tls|handshake|fatal alert/i, "the TLS handshake failed"],
  [/unreachable|no route to host|ENETUNREACH|EHOSTUNREACH/i, "no route to it: check the network"],
  [/timed ?out|ETIMEDOUT|CONNECT_TIMEOUT/i, "it did not answer in time"],
  [/reset by peer|ECONNRESET|broken pipe|EPIPE/i, "it reset the connection"],
  [
    /reading a body|body from connection|before message length/i,
    "the connection ended in the middle of its answer",
  ],
  [
    /closed before message|CONNECTION_(CLOSED|ENDED|DESTROYED)|connection closed|incomplete message/i,
    "it closed the connection without an answer",
  ],
  [/requests to port \d+ are blocked/i, "fetch never connects to this port"],
  [/number of redirects/i, "it redirects in a circle"],
  [/client error \(connect\)/i, "no connection could be made"],
  [/error sending request|fetch failed/i, "the request failed on its way"],
];

/** What a proxy answers for, as far as a connection goes to it and not to the server. */
const OF_THE_PROXY =
  /dns error|failed to lookup|connection refused|unreachable|no route|timed ?out/i;

/**
 * Tells a failure of the network in one sentence that quotes nothing; undefined where it is none.
 *
 * @param env Where the names of proxies stand, since a connection that goes to a proxy fails there.
 */
export function describeNetworkFailure(
  error: unknown,
  env: Record<string, string> = Deno.env.toObject(),
): string | undefined {
  const texts = listCauses(error).map((cause) => `${cause.code ?? ""} ${cause.message}`);
  if (!(error instanceof Error) || !isOfTheNetwork(texts)) return undefined;
  // The innermost cause knows most.
  for (const text of texts.reverse()) {
    const [, sentence] = KINDS.find(([pattern]) => pattern.test(withoutUrls(text))) ?? [];
    if (sentence === undefined) continue;
    const proxy = OF_THE_PROXY.test(withoutUrls(text)) ? findProxy(text, env) : undefined;
    return proxy ? `the proxy that ${proxy} names: ${sentence}` : sentence;
  }
  return undefined;
}

type Cause = Error & { code?: unknown };

function listCauses(error: unknown): Cause[] {
  const causes: Cause[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // An error may name itself as its cause.
    if (causes.includes(cause)) break;
    causes.push(cause);
    // Of several attempts, such as IPv6 and IPv4, the last counts.
    if (cause instanceof AggregateError) causes.push(...listCauses(cause.errors.at(-1)));
  }
  return causes;
}

function isOfTheNetwork(texts: string[]): boolean {
  return texts.some((text) =>
    /^(ENOTFOUND|EAI_AGAIN|ECONN|ENETUN|EHOSTUN|ETIMEDOUT|EPIPE|CONNECT)|^ (client error|error sending|error reading a body|fetch failed)/i
      .test(text)
  );
}

/** A URL may have any of the words in its name or path. */
function withoutUrls(text: string): string {
  return text.replace(/https?:\/\/[^\s)]*/g, "");
}

/** The variable whose proxy Deno takes for the URL in a text, such as `HTTPS_PROXY`. */
function findProxy(text: string, env: Record<string, string>): string | undefined {
  const [, scheme, host = ""] = /\b(https?):\/\/(\[[^\]\s]*\]|[^/:\s)]+)/.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  const names = [scheme, "all"].map((kind) => `${kind}_proxy`);
  const exempt = (env.NO_PROXY ?? env.no_proxy ?? "").split(",").map((name) => name.trim());
  const isExempt = exempt.some((name) =>
    name === "*" ||
    name !== "" && (host === name || host.endsWith(`.${name.replace(/^\*?\./, "")}`))
  );
  return isExempt ? undefined : names.flatMap((name) => [name.toUpperCase(), name])
    .find((name) => env[name]);
}
