/** Cuts the host out of a text: between its scheme and user, and its port and path. */
import { endsLikeDomain } from "./joiners.ts";
import { refuse } from "./refusal.ts";
import { describeInnerScheme } from "./wrappings.ts";
import { quote } from "../text.ts";

/** The URL standard's special schemes except `file:`, or the `//` of a URL without a scheme. */
const URL_PREFIX = /^(?:(?:https?|ftp|wss?):[/\\]*|\/\/+)/i;
const OTHER_SCHEME = /^[a-z][a-z0-9+-]*:/i;

const OTHER_SCHEME_FAULT = "its scheme is not http, https, ftp, ws or wss";
const NO_SCHEME = 'it holds "://" without a scheme before it';
/** `https//`, `https.//` and `https;//`, but not `https://` or `https.acme.com`. */
const BROKEN_SCHEME = /^(https?|ftp|wss?)(?!:+[/\\])[^\p{L}\p{N}/\\?#]{0,3}[/\\?#]/iu;
/** An encoded `/`, `\`, `?`, `#` or scheme's `:`, which means that the whole URL was encoded. */
const ENCODED = /%(?:25)*(?:2f|5c|3f|23)|^[a-z]+%(?:25)*3a/i;
const NO_HOST_SIGN = /^[/\\?#:+*&,;|]/;
const IPV6_ADDRESS = /^\[[0-9a-f:.]*\]|^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/i;
const DOTTED = /[\p{L}\p{N}]\.[\p{L}\p{N}]{2}/u;

/**
 * Cuts a text into the host as spelled, and the path, query and fragment that follow it.
 *
 * @param text `input` without invisible characters at its ends.
 * @throws {ServiceError} `invalid_company_domain` (422) when it names no host, or two.
 */
export function cutHost(text: string, input: string): { host: string; tail: string } {
  const scheme = BROKEN_SCHEME.exec(text)?.[1];
  if (scheme !== undefined) refuse(input, `"${scheme.toLowerCase()}" is not followed by "://"`);
  const prefix = URL_PREFIX.exec(text)?.[0];
  const rest = text.slice(prefix?.length ?? 0);
  const end = rest.search(/[/\\?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const tail = rest.slice(authority.length);

  const at = authority.lastIndexOf("@");
  const hostAndPort = authority.slice(at + 1);
  // A password may be encoded.
  if (ENCODED.test(prefix === undefined ? authority : hostAndPort)) {
    refuse(input, "it is percent-encoded", "Decode it first.");
  }
  if (prefix === undefined && at >= 0) {
    refuse(input, "it reads as an e-mail address", 'Give only the host name, without "@".');
  }
  // A user's name may have dots, but "https://a.com@b.com" names two companies.
  if (endsLikeDomain(authority.slice(0, at + 1).toLowerCase().replace(/(?::\d*)?@$/, ""))) {
    refuse(input, 'it holds two host names, joined by "@"');
  }
  if (IPV6_ADDRESS.test(hostAndPort)) refuse(input, "it is an IP address");
  if (hostAndPort.endsWith(":") && /^[/\\]{2}/.test(tail)) {
    const isOtherScheme = prefix === undefined && OTHER_SCHEME.test(text);
    refuse(
      input,
      describeInnerScheme(hostAndPort) ?? (isOtherScheme ? OTHER_SCHEME_FAULT : NO_SCHEME),
    );
  }
  const sign = prefix === undefined ? NO_HOST_SIGN.exec(text)?.[0] : undefined;
  if (sign !== undefined) refuse(input, `it begins with ${quote(sign)}, so it names no host`);
  const [host = "", port = "", ...more] = hostAndPort.split(":", 3);
  const isPort = more.length === 0 && /^\d{0,8}$/.test(port) && Number(port) <= 65535;

  if (prefix === undefined && OTHER_SCHEME.test(text) && !isPort) refuse(input, OTHER_SCHEME_FAULT);
  if (!isPort && DOTTED.test(host) && DOTTED.test(port)) {
    refuse(input, 'it holds two host names, joined by ":"');
  }
  if (host === "") refuse(input, "it names no host");
  if (!isPort) refuse(input, "its port is not a number up to 65535");
  return { host, tail };
}
