/** Says why a server was not reached, without the words of the foreign error. */

/** Error names and texts of Node, Deno and browsers, and their meanings; the first match counts. */
const REASONS: [pattern: RegExp, reason: string][] = [
  [/ENOTFOUND|EAI_AGAIN|dns error|failed to lookup/i, "its host name was not found (DNS)"],
  [/ECONNREFUSED|connection refused/i, "the connection was refused"],
  [/EHOSTUNREACH|ENETUNREACH|unreachable/i, "there is no route to it"],
  [/certificate|CERT_|SELF_SIGNED|UNABLE_TO_/i, "its TLS certificate is not trusted"],
  [/EPROTO|ERR_SSL|ERR_TLS|InvalidContentType/i, "TLS failed; check whether it is http or https"],
  [/HPE_|invalid HTTP version/i, "it does not speak HTTP; check whether it is http or https"],
  [/Requires net access/, "Deno needs the permission --allow-net"],
  [/bad port|port \d+ are blocked/i, "fetch refuses its port"],
  [/ETIMEDOUT|_TIMEOUT|timed out/i, "connecting took too long"],
  [/ECONNRESET|EPIPE|UND_ERR_SOCKET|connection (closed|reset)/i, "the connection was cut"],
];

/** How many causes are followed; a chain may be a circle. */
const MAX_DEPTH = 8;

/** Tells in words of our own why `url` was not reached, or undefined where it is not known. */
export function findNetworkReason(error: unknown, url: string): string | undefined {
  // A host's name may have the words that are looked for.
  const { host, hostname } = new URL(url);
  const text = collectTexts(error).join("\n").replaceAll(host, "").replaceAll(hostname, "");
  return REASONS.find(([pattern]) => pattern.test(text))?.[1];
}

function collectTexts(error: unknown, depth = 0): string[] {
  if (typeof error !== "object" || error === null || depth === MAX_DEPTH) return [];
  try {
    const { code, message, cause, errors } = error as Record<string, unknown>;
    const causes = [cause, Array.isArray(errors) ? errors[0] : undefined];
    return [`${code} ${message}`, ...causes.flatMap((each) => collectTexts(each, depth + 1))];
  } catch {
    return []; // A getter of the error throws.
  }
}
