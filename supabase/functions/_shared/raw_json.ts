/**
 * Keeps JSON values as text, so that a document is stored exactly as it was sent.
 *
 * `JSON.parse` rounds numbers that a double cannot hold (`9007199254740993`, `1.10`), and
 * serialising a deeply nested document overflows the stack. So we cut the text of a value out of
 * the body and never rebuild it (docs/DECISIONS.md, "Documents are carried as text").
 *
 * Only scalars are parsed, and lists of them up to the limit of their field. Everything else in a
 * body is scanned once, character by character.
 */
import { ServiceError } from "./errors.ts";
import { createFindings, describeFault } from "./json/findings.ts";
import { JsonFault, skipString } from "./json/scalars.ts";
import { skipColon, skipValue, skipWhiteSpace } from "./json/text.ts";

/** The text of one well-formed JSON value. */
export class RawJson {
  /** @param fault Why JSONB should not hold it, as a sentence; undefined if it may. */
  constructor(readonly text: string, readonly fault: string | undefined = undefined) {}
}

/**
 * How to read a member of an object: as a scalar, as raw text, or as a list of at most `max`
 * scalars or raw texts.
 */
export type MemberKind = "scalar" | "raw" | { list: "scalar" | "raw"; max: number };

/** The known members of an object. */
export type Members = Readonly<Record<string, MemberKind>>;

/** Maximum members of an object, including unknown and repeated ones. */
const MAX_MEMBERS = 100;

/**
 * Reads a JSON object member by member.
 *
 * @param text Any text, such as `{"company_domain":"acme.com","raw_parallel_output":{"n":1.10}}`.
 * @param members Such as `{ company_domain: "scalar", raw_parallel_output: "raw" }`.
 * @returns The object. An array or object where a scalar is expected is read as an empty one, and
 * so is a body that is an array. Unknown members are null. As in `JSON.parse`, the last member
 * with a name wins.
 * @throws {JsonFault} If the text is not JSON.
 * @throws {ServiceError} `validation_failed` (422) if there are too many members or list elements.
 */
export function readObject(text: string, members: Members): unknown {
  const start = skipWhiteSpace(text, 0);
  const values = new Map<string, unknown>();
  let count = 0;
  let end;
  if (text[start] !== "{") {
    end = skipValue(text, start);
  } else {
    end = forEachPart(text, start, "}", (at) => {
      if (++count > MAX_MEMBERS) throw tooMany("", MAX_MEMBERS, "fields");
      const endOfName = skipString(text, at);
      const name = readName(text, at, endOfName);
      const begin = skipColon(text, endOfName);
      const isKnown = Object.hasOwn(members, name);
      const { value, end } = isKnown
        ? readMember(text, begin, name, members[name]!)
        : { value: null, end: skipValue(text, begin) };
      values.set(name, value);
      return end;
    });
  }
  const rest = skipWhiteSpace(text, end);
  if (rest < text.length) throw new JsonFault(rest);
  return text[start] === "{" ? Object.fromEntries(values) : readScalar(text, start, end);
}

/** Visits each member of an object or element of an array; `read` returns where it ends. */
function forEachPart(
  text: string,
  start: number,
  close: string,
  read: (at: number) => number,
): number {
  let at = skipWhiteSpace(text, start + 1);
  if (text[at] === close) return at + 1;
  while (true) {
    at = skipWhiteSpace(text, read(at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ",") throw new JsonFault(at);
    at = skipWhiteSpace(text, at + 1);
  }
}

/** A value, and where it ends. */
interface Read {
  value: unknown;
  end: number;
}

function readMember(text: string, start: number, name: string, kind: MemberKind): Read {
  if (typeof kind === "string") return readValue(text, start, kind);
  const { list, max } = kind;
  if (text[start] !== "[") return readValue(text, start, "scalar");
  const value: unknown[] = [];
  const end = forEachPart(text, start, "]", (at) => {
    if (value.length === max) throw tooMany(name, max, "items");
    const element = readValue(text, at, list);
    value.push(element.value);
    return element.end;
  });
  return { value, end };
}

function readValue(text: string, start: number, kind: "scalar" | "raw"): Read {
  if (kind === "scalar") {
    const end = skipValue(text, start);
    return { value: readScalar(text, start, end), end };
  }
  const findings = createFindings();
  const end = skipValue(text, start, findings);
  const value = new RawJson(text.slice(start, end), describeFault(findings, end - start));
  return { value, end };
}

/** Parses a scalar; returns an empty array or object for anything else. */
function readScalar(text: string, start: number, end: number): unknown {
  if (text[start] === "{") return {};
  if (text[start] === "[") return [];
  return JSON.parse(text.slice(start, end));
}

function readName(text: string, start: number, end: number): string {
  const name = text.slice(start + 1, end - 1);
  return name.includes("\\") ? JSON.parse(text.slice(start, end)) : name;
}

function tooMany(path: string, max: number, of: string): ServiceError {
  const sentence = `The body is not valid: see ${path || "the body"} in issues.`;
  const issues = [{ path, message: `Expected at most ${max} ${of}.` }];
  return new ServiceError("validation_failed", sentence, { issues });
}
