/** What a search is read as, which pointers are RFC 6901, and the sentences that refuse others. */
import { assertEquals, assertThrows } from "@std/assert";
import { QUERY_MEMBERS, queryBody } from "../../supabase/functions/_shared/contract/query.ts";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { validate } from "../../supabase/functions/_shared/http/validate.ts";
import { readObject } from "../../supabase/functions/_shared/raw_json.ts";

const read = (query: Record<string, unknown>) =>
  validate(queryBody, readObject(JSON.stringify(query), QUERY_MEMBERS));

function issuesOf(query: Record<string, unknown>): string[] {
  const error: ServiceError = assertThrows(() => read(query), ServiceError);
  return error.issues!.map(({ path, message }) => `${path}: ${message}`);
}

/** Terms as they are written here: a phrase with its blanks, a prefix with `*`. */
const READ: [search: string, terms: string[]][] = [
  ["controller", ["controller"]],
  ["  Sales\t\n OPERATIONS\u00a0lead ", ["Sales", "OPERATIONS", "lead"]],
  [`"revenue operations" controll*`, ["revenue operations", "controll*"]],
  [`"revenue oper"*`, ["revenue oper*"]],
  [`"revenue oper*"`, ["revenue oper*"]],
  ["“revenue operations”", ["revenue operations"]],
  [`a"b c"d`, ["a", "b c", "d"]],
  [`"" vp " "`, ["vp"]],
  ["controll**", ["controll*"]],
  ["sales & marketing", ["sales", "marketing"]],
  ["r&d", ["r&d"]],
  ["a | b <-> !c", ["a", "b", "!c"]],
  ["c++ (acme.com/beta) \\ '; --", ["c++", "(acme.com/beta)"]],
  ["a:* b:", ["a:*", "b:"]],
  ["vp *", ["vp"]],
  ["Zürich 東京 мир é e\u0301 ½ ٣", ["Zürich", "東京", "мир", "é", "e\u0301", "½", "٣"]],
  ["😀 x", ["x"]],
  [Array(50).fill("x").join(" "), Array(50).fill("x")],
  ["x".repeat(1000), ["x".repeat(1000)]],
];
for (const [search, terms] of READ) {
  Deno.test(`a search of ${JSON.stringify(search).slice(0, 60)} is read as its terms`, () => {
    const shown = read({ search }).search?.map(({ text, prefix }) => text + (prefix ? "*" : ""));
    assertEquals(shown, terms);
  });
}

for (const search of ["", " ", "\t\u00a0\u200b", null]) {
  Deno.test(`a search of ${JSON.stringify(search)} is absent`, () => {
    assertEquals(read({ search }).search ?? undefined, undefined);
  });
}

const NO_WORD = "search: It has no word. Give one with a letter or a digit.";
const NOT_CLOSED = "search: A double quote is not closed. Close it, or remove it.";
const STAR = 'search: A "*" stands for how a word goes on, so it can only stand at the end of a ' +
  "word, or behind a quoted phrase. Remove the others.";
const NOT_TEXT = "Contains a character that the database cannot hold: " +
  "\\u0000 or half of a surrogate pair.";
const REFUSED: [search: unknown, issue: string][] = [
  ["*", NO_WORD],
  ["&", NO_WORD],
  ["! | <-> ( ) : \\ '", NO_WORD],
  [`""`, NO_WORD],
  [`"*"*`, NO_WORD],
  ["— 😀 €", NO_WORD],
  [`"`, NOT_CLOSED],
  [`"revenue operations`, NOT_CLOSED],
  [`revenue" operations`, NOT_CLOSED],
  [`"a" "b`, NOT_CLOSED],
  ["*oller", STAR],
  ["con*er", STAR],
  [`"rev* operations"`, STAR],
  [Array(51).fill("x").join(" "), "search: Expected at most 50 words."],
  [`"${Array(51).fill("x").join(" ")}"`, "search: Expected at most 50 words."],
  [Array(1000).fill("word").join(" "), "search: Expected at most 1000 characters."],
  ["x".repeat(1001), "search: Expected at most 1000 characters."],
  ["a\u0000b", `search: ${NOT_TEXT}`],
  ["a\ud800", `search: ${NOT_TEXT}`],
  [7, "search: Expected string, received number."],
  [["a"], "search: Expected string, received array."],
  [{ text: "a" }, "search: Expected string, received object."],
];
for (const [search, issue] of REFUSED) {
  Deno.test(`a search of ${JSON.stringify(search).slice(0, 60)} is refused by a sentence`, () => {
    assertEquals(issuesOf({ search }), [issue]);
  });
}

const POINTERS: [pointer: string, tokens: string[]][] = [
  ["", []],
  ["/", [""]],
  ["//", ["", ""]],
  ["/foo/0", ["foo", "0"]],
  ["/a~1b", ["a/b"]],
  ["/m~0n", ["m~n"]],
  ["/~01", ["~1"]],
  ["/~10~00", ["/0~0"]],
  ['/ /c%d/"\\', [" ", "c%d", '"\\']],
  ["/\n/é/😀/__proto__", ["\n", "é", "😀", "__proto__"]],
  ["/-/01/1e0", ["-", "01", "1e0"]],
  ["/a".repeat(250), Array(250).fill("a")],
];
for (const [pointer, tokens] of POINTERS) {
  Deno.test(`the pointer ${JSON.stringify(pointer).slice(0, 60)} is read as its tokens`, () => {
    assertEquals(read({ pointer }).pointer, tokens);
  });
}

const NO_SLASH =
  'pointer: Expected a JSON Pointer, such as "/titles/0": it begins with "/", or is "" for all.';
const TILDE =
  'pointer: Expected a JSON Pointer: in names "~" is written "~0", and "/" is written ' +
  '"~1".';
const NO_POINTERS: [pointer: unknown, issue: string][] = [
  ["titles", NO_SLASH],
  [" /titles", NO_SLASH],
  ["#/titles", NO_SLASH],
  ["$.titles", NO_SLASH],
  ["~1a", NO_SLASH],
  ["/a~", TILDE],
  ["/a~2b", TILDE],
  ["/~~0", TILDE],
  ["/a".repeat(251), "pointer: Expected at most 500 characters."],
  ["/\u0000", `pointer: ${NOT_TEXT}`],
  ["/\udc00", `pointer: ${NOT_TEXT}`],
  [0, "pointer: Expected string, received number."],
  [["titles"], "pointer: Expected string, received array."],
];
for (const [pointer, issue] of NO_POINTERS) {
  Deno.test(`the pointer ${JSON.stringify(pointer).slice(0, 60)} is refused by a sentence`, () => {
    assertEquals(issuesOf({ pointer }), [issue]);
  });
}

Deno.test("a pointer is refused where fields leave the document out", () => {
  const issue =
    "pointer: It is for a part of raw_parallel_output, which fields leaves out. Name it " +
    "there, or leave pointer out.";
  assertEquals(issuesOf({ pointer: "", fields: ["id"] }), [issue]);
  for (const query of [{ fields: null }, { fields: ["id", "raw_parallel_output"] }, {}]) {
    assertEquals(read({ pointer: "/a", ...query }).pointer, ["a"]);
  }
});
