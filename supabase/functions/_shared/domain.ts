/**
 * The one place that makes domain keys; both functions and the backfill use it.
 *
 * Data flows one way: clean the text → cut out the host → convert it to A-labels → check every
 * label → strip `www.` → check what follows the host. Where two readings are possible the text is
 * refused, not guessed.
 */
import punycode from "punycode";
import { findMisplacedSign } from "./domain_contexts.ts";
import { findSharedSite } from "./domain_shared_sites.ts";
import { findSecondHost } from "./domain_tail.ts";
import { describeInnerScheme, findWrapping } from "./domain_wrappings.ts";
import { ServiceError } from "./errors.ts";
import { quote, textOrUndefined } from "./text.ts";

/** The URL standard's special schemes but `file:`, or the `//` of a URL without a scheme. */
const URL_PREFIX = /^(?:(?:https?|ftp|wss?):[/\\]*|\/\/+)/i;
const OTHER_SCHEME = /^[a-z][a-z0-9+-]*:/i;

/** A lone surrogate is here too: `new URL` would turn it into U+FFFD. */
const UNSAFE_CHARACTER = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u;

/**
 * ASCII, punctuation, a mathematical sign, or what looks like a dot or bar between two names. UTS-46
 * alone would let “…”, 、, ⁄ and ¦ pass. Exempt are LDH, `_`, what UTS-46 maps to `.`, `-` or `_`, and
 * the punctuation that IDNA allows in words (RFC 5892, appendix A and section 2.6). Emoji are
 * symbols, so they pass.
 */
const OUTSIDE_HOST_NAME =
  /(?![\w.\-\u3002\uff0e\uff61\uff0d\uff3f\u00b7\u05f3\u05f4\u0f0b\u30fb\uff65])[\0-\x7f\p{P}\p{Sm}\u00a6\u01c0\u01c1\u2500-\u257f\ua78f\uffe4\uffe8]/u;

/** RFC 1123, with `_` because subdomains have it in practice. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
/** What the URL standard takes for the last part of an IPv4 address, `0x7f` included. */
const NUMERIC_LABEL = /^(?:\d+|0x[0-9a-f]*)$/;
const TOO_LONG = "its name is over 253 octets";
const OTHER_SCHEME_FAULT = "its scheme is none of http, https, ftp, ws and wss";
const NO_SCHEME = 'it holds "://" without a scheme before it';
const IPV6_ADDRESS = /^\[[0-9a-f:.]*\]|^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/i;
const DOTTED = /[\p{L}\p{N}]\.[\p{L}\p{N}]{2}/u;
const HOST_AS_USER = /\.(?:[a-z]{2}|com|net|org|info|biz)(?::\d*)?@$/i;
/** Invisible ends that UTS-46 would take out of a host name, but not out of a scheme. */
const INVISIBLE_ENDS =
  /^[\s\u00ad\u200b\u2060]+|(?<![\s\u00ad\u200b\u2060])[\s\u00ad\u200b\u2060]+$/gu;

/** Room for 253 octets, even decomposed, and percent-encoded; it keeps the conversion cheap. */
const MAX_HOST_CHARACTERS = 1024;
const MAX_ENCODED_CHARACTERS = 8 * MAX_HOST_CHARACTERS;

/**
 * Makes the key of a company from a domain or URL however it is spelled.
 *
 * `"https://user@WWW.München.de:443/about?x#y"` → `"xn--mnchen-3ya.de"`. Userinfo needs a scheme or
 * `//` before it: without one, `user@example.com` is an e-mail address. `www.` goes while a dotted
 * name remains, so `www.www.com` and `www.com` are both `www.com`.
 *
 * @param input Text from outside; white space around it is ignored.
 * @returns Lower-case ASCII host name: two or more labels of up to 63 octets, 253 in all, no root
 * dot. Normalising it again returns it unchanged.
 * @throws {ServiceError} `invalid_company_domain` (422) when the text is not one dotted host name,
 * or a page on a site of many companies.
 * @see https://url.spec.whatwg.org/#host-parsing, UTS #46, RFC 1123 section 2.1
 */
export function normalizeCompanyDomain(input: string): string {
  const { host, tail } = cutHost(cleanText(input), input);
  const labels = convertToAscii(host, input).split(".");
  checkLabels(labels, input);
  while (labels.length > 2 && labels[0] === "www") labels.shift();
  const key = labels.join(".");
  checkTail(key, tail, input);
  return key;
}

function cleanText(input: string): string {
  if (textOrUndefined(input) === undefined) refuse(input, "it is blank");
  const text = input.replace(INVISIBLE_ENDS, "");
  const wrapping = findWrapping(text);
  if (wrapping) refuse(input, wrapping.fault, wrapping.advice);
  if (/[\r\n]/.test(text)) refuse(input, "it has more than one line");
  if (UNSAFE_CHARACTER.test(text)) {
    refuse(input, "it holds a control, bidi or broken character", "Remove that character.");
  }
  // Also after the host: "https://a.com/ https://b.com/" names two companies.
  if (/\p{White_Space}/u.test(text)) refuse(input, "it holds white space");
  return text;
}

/** The host as it is spelled, and what follows it: path, query and fragment. */
function cutHost(text: string, input: string): { host: string; tail: string } {
  const prefix = URL_PREFIX.exec(text)?.[0];
  const rest = text.slice(prefix?.length ?? 0);
  const end = rest.search(/[/\\?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const tail = rest.slice(authority.length);

  if (prefix === undefined && authority.includes("@")) {
    refuse(input, "it reads as an e-mail address", 'Give only the host name, without "@".');
  }
  const at = authority.lastIndexOf("@");
  // A user's name may have dots, but "https://a.com@b.com" names two companies.
  if (HOST_AS_USER.test(authority.slice(0, at + 1))) {
    refuse(input, 'it holds two host names, joined by "@"');
  }
  const hostAndPort = authority.slice(at + 1);
  if (IPV6_ADDRESS.test(hostAndPort)) refuse(input, "it is an IP address");
  if (hostAndPort.endsWith(":") && /^[/\\]{2}/.test(tail)) {
    const isOtherScheme = prefix === undefined && OTHER_SCHEME.test(text);
    refuse(
      input,
      describeInnerScheme(hostAndPort) ?? (isOtherScheme ? OTHER_SCHEME_FAULT : NO_SCHEME),
    );
  }
  const [host = "", port = "", ...more] = hostAndPort.split(":", 3);
  const isPort = more.length === 0 && /^\d{0,8}$/.test(port) && Number(port) <= 65535;

  if (prefix === undefined && OTHER_SCHEME.test(text) && !isPort) refuse(input, OTHER_SCHEME_FAULT);
  if (!isPort && DOTTED.test(host) && DOTTED.test(port)) {
    refuse(input, 'it holds two host names, joined by ":"');
  }
  if (host === "") refuse(input, "it names no host");
  if (!isPort) refuse(input, "its port is not a number up to 65535");
  if (prefix === undefined && /^(?:https?|ftp|wss?)$/i.test(host) && tail !== "") {
    refuse(input, `"${host.toLowerCase()}" is not followed by "://"`);
  }
  return { host, tail };
}

/** Refuses what only the part after the host tells: another host, or a company's page elsewhere. */
function checkTail(key: string, tail: string, input: string): void {
  if (tail === "") return;
  const fault = findSharedSite(key, tail);
  if (fault !== undefined) {
    refuse(input, fault, `Give the company's own host name; the site itself is ${quote(key)}.`);
  }
  const second = findSecondHost(tail, (name) => isSpellingOf(key, name));
  if (second?.host !== undefined) refuse(input, `${second.fault}, ${quote(second.host)}`);
  if (second) refuse(input, second.fault);
}

function isSpellingOf(key: string, name: string): boolean {
  try {
    return normalizeCompanyDomain(`//${name}`) === key;
  } catch {
    return false;
  }
}

function convertToAscii(encodedHost: string, input: string): string {
  if (encodedHost.length > MAX_ENCODED_CHARACTERS) refuse(input, TOO_LONG);
  try {
    const host = decodeURIComponent(encodedHost);
    if (host.length > MAX_HOST_CHARACTERS) refuse(input, TOO_LONG);
    refuseOutside(host, input);
    // The suffix keeps the URL parser from reading "0x7f.1" as the address 127.0.0.1.
    const name = new URL(`http://${host}.x`).hostname.slice(0, -".x".length).replace(/\.$/, "");
    if (!name.includes("xn--")) return name;
    // As it is read, for a caller may also send the A-labels of what is refused.
    const shown: string = punycode.toUnicode(name);
    refuseOutside(shown, input);
    const misplaced = findMisplacedSign(shown);
    if (misplaced !== undefined) refuse(input, misplaced);
    return name;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    return refuse(input, "it cannot be written in A-labels (IDNA)", "Check its spelling.");
  }
}

function refuseOutside(host: string, input: string): void {
  const outside = OUTSIDE_HOST_NAME.exec(host)?.[0];
  if (outside !== undefined) refuse(input, `no host name holds ${quote(outside)}`);
}

function checkLabels(labels: string[], input: string): void {
  if (labels.includes("")) refuse(input, "it has an empty label", "Remove the extra dot.");
  const topLevel = labels.at(-1) ?? "";
  if (labels.length < 2) refuse(input, "it has no dot");
  if (labels.join(".").length > 253) refuse(input, TOO_LONG);
  for (const label of labels) {
    if (label.length > 63) refuse(input, `its label ${quote(label)} is over 63 octets`);
    if (!LABEL.test(label)) {
      refuse(input, `its label ${quote(label)} is not made of letters, digits and inner hyphens`);
    }
  }
  if (NUMERIC_LABEL.test(topLevel)) {
    refuse(input, `it ends in the number ${quote(topLevel)}, as IP addresses do`);
  }
  if (topLevel.length < 2 || topLevel.includes("_")) {
    refuse(input, `${quote(topLevel)} is no top-level domain`);
  }
}

function refuse(
  input: string,
  fault: string,
  advice = 'Give one host name, such as "example.com".',
): never {
  const message = `Cannot read ${quote(input)} as a company domain: ${fault}. ${advice}`;
  throw new ServiceError("invalid_company_domain", message);
}
