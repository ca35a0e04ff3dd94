/**
 * The one place that makes domain keys; both functions and the backfill use it.
 *
 * Data flows one way: clean the text → cut out the host → convert it to A-labels → check every
 * label → strip `www.`. Where two readings are possible the text is refused, not guessed.
 */
import { ServiceError } from "./errors.ts";

/** The URL standard's special schemes but `file:`, or the `//` of a URL without a scheme. */
const URL_PREFIX = /^(?:(?:https?|ftp|wss?):[/\\]*|\/\/+)/i;
const OTHER_SCHEME = /^[a-z][a-z0-9+-]*:/i;

/** A lone surrogate is here too: `new URL` would turn it into U+FFFD. */
const UNSAFE_CHARACTER = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u;

/**
 * ASCII, punctuation or a mathematical sign that no host name holds. UTS-46 alone would let “…”,
 * 、 and ⁄ pass. Exempt are LDH, `_`, what UTS-46 maps to `.`, `-` or `_`, and the punctuation that
 * IDNA allows in words (RFC 5892, appendix A and section 2.6). Emoji are symbols, so they pass.
 */
const OUTSIDE_HOST_NAME =
  /(?![\w.\-\u3002\uff0e\uff61\uff0d\uff3f\u00b7\u05f3\u05f4\u0f0b\u30fb\uff65])[\0-\x7f\p{P}\p{Sm}]/u;

/** RFC 1123, with `_` because subdomains have it in practice. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
/** What the URL standard takes for the last part of an IPv4 address, `0x7f` included. */
const NUMERIC_LABEL = /^(?:\d+|0x[0-9a-f]*)$/;
const IPV6_ADDRESS = /^\[[0-9a-f:.]*\]|^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/i;
const SECOND_URL = /^[^?#]*[,;|]https?:\/\//i;

/** Room for 253 octets, even percent-encoded and decomposed; it keeps the conversion cheap. */
const MAX_HOST_CHARACTERS = 8192;
const MAX_QUOTED_CHARACTERS = 80;

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
 * @throws {ServiceError} `invalid_company_domain` (422) when the text is not one dotted host name.
 * @see https://url.spec.whatwg.org/#host-parsing, UTS #46, RFC 1123 section 2.1
 */
export function normalizeCompanyDomain(input: string): string {
  const name = convertToAscii(cutHost(cleanText(input), input), input);
  const labels = name.split(".");
  checkLabels(labels, input);
  while (labels.length > 2 && labels[0] === "www") labels.shift();
  return labels.join(".");
}

function cleanText(input: string): string {
  const text = input.trim();
  if (text === "") refuse(input, "it is blank");
  if (UNSAFE_CHARACTER.test(text)) {
    refuse(input, "it holds a control, bidi or broken character", "Remove that character.");
  }
  // Also after the host: "https://a.com/ https://b.com/" names two companies.
  if (/\p{White_Space}/u.test(text)) refuse(input, "it holds white space");
  return text;
}

function cutHost(text: string, input: string): string {
  const prefix = URL_PREFIX.exec(text)?.[0];
  const rest = text.slice(prefix?.length ?? 0);
  const end = rest.search(/[/\\?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const tail = rest.slice(authority.length);

  if (prefix === undefined && authority.includes("@")) {
    refuse(input, "it reads as an e-mail address", 'Give only the host name, without "@".');
  }
  const hostAndPort = authority.slice(authority.lastIndexOf("@") + 1);
  if (IPV6_ADDRESS.test(hostAndPort)) refuse(input, "it is an IP address");
  // "https://a.comhttps://b.com" would otherwise be the host "a.comhttps" with an empty port.
  const holdsSecondUrl = (hostAndPort.endsWith(":") && tail.startsWith("//")) ||
    SECOND_URL.test(tail);
  const [host = "", port = "", ...more] = hostAndPort.split(":", 3);
  const isPort = more.length === 0 && /^\d{0,8}$/.test(port) && Number(port) <= 65535;

  if (prefix === undefined && OTHER_SCHEME.test(text) && (holdsSecondUrl || !isPort)) {
    refuse(input, "its scheme is none of http, https, ftp, ws and wss");
  }
  if (holdsSecondUrl) refuse(input, "it holds more than one URL");
  if (!isPort) refuse(input, "its port is not a number up to 65535");
  if (host === "") refuse(input, "it names no host");
  return host;
}

function convertToAscii(encodedHost: string, input: string): string {
  if (encodedHost.length > MAX_HOST_CHARACTERS) refuse(input, "its name is over 253 octets");
  try {
    const host = decodeURIComponent(encodedHost);
    const outside = OUTSIDE_HOST_NAME.exec(host)?.[0];
    if (outside !== undefined) refuse(input, `no host name holds ${quote(outside)}`);
    // The suffix keeps the URL parser from reading "0x7f.1" as the address 127.0.0.1.
    return new URL(`http://${host}.x`).hostname.slice(0, -".x".length).replace(/\.$/, "");
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    return refuse(input, "it cannot be written in A-labels (IDNA)", "Check its spelling.");
  }
}

function checkLabels(labels: string[], input: string): void {
  if (labels.includes("")) refuse(input, "it has an empty label", "Remove the extra dot.");
  const topLevel = labels.at(-1) ?? "";
  if (labels.length < 2) refuse(input, "it has no dot");
  if (labels.join(".").length > 253) refuse(input, "its name is over 253 octets");
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

/** Quotes a text so that nothing in it can forge, hide or reorder a line of a log. */
function quote(text: string): string {
  const shown = JSON.stringify(text.slice(0, MAX_QUOTED_CHARACTERS)).replace(
    /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return text.length > MAX_QUOTED_CHARACTERS ? `${shown}…` : shown;
}
