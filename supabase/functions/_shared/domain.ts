/**
 * The only place that makes domain keys; the functions and the backfill use it.
 *
 * Data flows one way: clean the text → cut out the host → convert it to A-labels → check every
 * label → strip `www.` → check what follows the host. An ambiguous text is refused, not guessed.
 */
import punycode from "punycode";
import { cutHost } from "./domain/authority.ts";
import { findOutsideCharacter, hasInvisibleCharacter } from "./domain/characters.ts";
import { findMisplacedSign } from "./domain/contexts.ts";
import { findJoiner, hasInnerWww } from "./domain/joiners.ts";
import { refuse } from "./domain/refusal.ts";
import { findSharedSite } from "./domain/shared_sites.ts";
import { findSecondHost } from "./domain/tail.ts";
import { findWrapping } from "./domain/wrappings.ts";
import { ServiceError } from "./errors.ts";
import { quote, textOrUndefined } from "./text.ts";

/** Includes lone surrogates, because `new URL` would turn them into U+FFFD. */
const UNSAFE_CHARACTER = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u;

/** RFC 1123, plus `_`, which real subdomains use. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
/** What the URL standard reads as the last part of an IPv4 address, including `0x7f`. */
const NUMERIC_LABEL = /^(?:\d+|0x[0-9a-f]*)$/;
const REMOVE_IT = "Remove that character.";
const TOO_LONG = "its name is over 253 octets";
/** Invisible characters at either end; UTS-46 would remove them from a host name, not from a scheme. */
const INVISIBLE_END = "(?:\\s|(?!\\p{Bidi_Control})\\p{Default_Ignorable_Code_Point})";
const INVISIBLE_ENDS = new RegExp(
  `^${INVISIBLE_END}+|(?<!${INVISIBLE_END})${INVISIBLE_END}+$`,
  "gu",
);

/** Enough for 253 octets, even decomposed or percent-encoded; the limits keep conversion cheap. */
const MAX_HOST_CHARACTERS = 1024;
const MAX_ENCODED_CHARACTERS = 8 * MAX_HOST_CHARACTERS;

/** Hosts that need no conversion, which is most of them: lower-case ASCII without A-labels. */
const PLAIN = /^(?!.*xn--)[a-z\d.-]+$/;

declare const isKey: unique symbol;

/** A key that {@link normalizeCompanyDomain} made: a plain text is not one. */
export type DomainKey = string & { readonly [isKey]: true };

/**
 * Makes a company's key from any spelling of its domain or URL.
 *
 * `"https://user@WWW.München.de:443/about?x#y"` → `"xn--mnchen-3ya.de"`. Userinfo needs a scheme or
 * `//` before it: without one, `user@example.com` is an e-mail address. `www.` is removed as long as
 * a dotted name remains, so `www.www.com` and `www.com` both become `www.com`.
 *
 * @param input Text from outside; white space around it is ignored.
 * @returns Lower-case ASCII host name: two or more labels of up to 63 octets, 253 in all, no root
 * dot. Normalising it again returns it unchanged.
 * @throws {ServiceError} `invalid_company_domain` (422) when the text is not one dotted host name,
 * or a page on a site of many companies.
 * @see https://url.spec.whatwg.org/#host-parsing, UTS #46, RFC 1123 section 2.1
 */
export function normalizeCompanyDomain(input: string): DomainKey {
  const { host, tail } = cutHost(cleanText(input), input);
  const labels = convertToAscii(host, input).split(".");
  checkLabels(labels, input);
  while (labels.length > 2 && labels[0] === "www") labels.shift();
  if (hasInnerWww(labels)) refuse(input, 'it holds two host names: "www." stands between them');
  const key = labels.join(".");
  checkTail(key, tail, input);
  return key as DomainKey;
}

function cleanText(input: string): string {
  if (textOrUndefined(input) === undefined) refuse(input, "it is blank");
  const text = input.replace(INVISIBLE_ENDS, "");
  const wrapping = findWrapping(text);
  if (wrapping) refuse(input, wrapping.fault, wrapping.advice);
  if (/[\r\n]/.test(text)) refuse(input, "it has more than one line");
  if (UNSAFE_CHARACTER.test(text)) {
    refuse(input, "it holds a control, bidi or broken character", REMOVE_IT);
  }
  // Also after the host: "https://a.com/ https://b.com/" names two companies.
  if (/\p{White_Space}/u.test(text)) refuse(input, "it holds white space");
  return text;
}

/** Checks the part after the host: refuses a second host, or a page on a shared site. */
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
    if (encodedHost.length <= MAX_HOST_CHARACTERS && PLAIN.test(encodedHost)) {
      return encodedHost.replace(/\.$/, "");
    }
    const host = decodeURIComponent(encodedHost);
    if (host.length > MAX_HOST_CHARACTERS) refuse(input, TOO_LONG);
    refuseOutside(host, input);
    if (hasInvisibleCharacter(host)) refuse(input, "it holds an invisible character", REMOVE_IT);
    // The suffix keeps the URL parser from reading "0x7f.1" as the address 127.0.0.1.
    const name = new URL(`http://${host}.x`).hostname.slice(0, -".x".length).replace(/\.$/, "");
    // Checked in readable form, because a caller may also send a refused name as A-labels.
    const shown: string = punycode.toUnicode(name);
    refuseOutside(shown, input);
    const joiner = findJoiner(shown);
    if (joiner !== undefined) refuse(input, `it holds two host names, joined by "${joiner}"`);
    const misplaced = findMisplacedSign(shown);
    if (misplaced !== undefined) refuse(input, misplaced);
    return name;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    return refuse(input, "it cannot be written in A-labels (IDNA)", "Check its spelling.");
  }
}

function refuseOutside(host: string, input: string): void {
  const outside = findOutsideCharacter(host);
  if (outside !== undefined) refuse(input, `a host name cannot contain ${quote(outside)}`);
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
    refuse(input, `${quote(topLevel)} is not a top-level domain`);
  }
}
