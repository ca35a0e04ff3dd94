import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  parseKeepingRaw,
  RawJson,
  splitRawArray,
} from "../../supabase/functions/_shared/raw_json.ts";

/** What is kept of the member `raw` of an object's text. */
function keptText(text: string, name = "raw"): string {
  const kept = (parseKeepingRaw(text, [name]) as Record<string, RawJson>)[name];
  assertInstanceOf(kept, RawJson);
  return kept!.text;
}

const DOCUMENTS: [criterion: string, document: string][] = [
  ["an integer over 2^53", `{"n":9007199254740993}`],
  ["a trailing zero", `{"n":1.10}`],
  ["numbers beyond a double", `[1e400,-1e-400,-0,0.0,1E+2,123456789012345678901234567890]`],
  ["the name __proto__ and other names of prototypes", `{"__proto__":{"a":1},"constructor":null}`],
  ["a name twice", `{"a":1,"a":2}`],
  ["white space of every kind", `{ \t\n\r"a" :\r\n[ 1 ,\t2 ] , "b":{ } }`],
  ["brackets and commas in strings", `{"a]}":"}],{[\\"","b":["]","}"]}`],
  ["backslashes before a quote", `{"a":"\\\\","b":"\\\\\\"","c":"\\\\\\\\\\""}`],
  ["escapes of every kind", `"\\u00e9\\n\\/\\b\\f\\r\\t\\"\\ud83d\\ude00\\u005C\\u0022"`],
  ["astral, right-to-left and decomposed text", `{"😀":"שלום\u202e","é":"e\u0301"}`],
  ["empty containers", `[{},[],"",[[]],{"":{}}]`],
  ["the white space that JavaScript knows and JSON does not", `"\u00a0\ufeff\u2028"`],
  ["true", "true"],
  ["null", "null"],
  ["a number at the end", "-12.5e-3"],
];

for (const [criterion, document] of DOCUMENTS) {
  Deno.test(`a kept member keeps ${criterion} to the byte`, () => {
    for (const space of ["", " ", "\n\t\r "]) {
      const members = [`"before":[1,"raw"]`, `"raw"${space}:${space}${document}${space}`, `"z":{}`];
      const text = `${space}{${space}${members.join(`${space},${space}`)}${space}}${space}`;
      assertEquals(keptText(text), document);
      assertEquals(keptText(`${space}{${space}${members[1]}}`), document);
    }
  });
}

Deno.test("a kept member is found when its name is written with escapes", () => {
  assertEquals(
    keptText(`{"raw_parallel_outpu\\u0074":{"n":1.10}}`, "raw_parallel_output"),
    `{"n":1.10}`,
  );
});

Deno.test("the last of several members with one name counts, kept or not", () => {
  const text = `{"raw":1.0,"a":1,"\\u0072aw":2.0,"a":2,"raw":{"last":3.0}}`;
  assertEquals(keptText(text), `{"last":3.0}`);
  assertEquals((parseKeepingRaw(text, ["raw"]) as { a: number }).a, 2);
});

Deno.test("a member of an inner object is not kept, though it has the name", () => {
  assertEquals(parseKeepingRaw(`{"a":{"raw":1.10}}`, ["raw"]), { a: { raw: 1.1 } });
});

Deno.test("an own __proto__ stays a member and changes no prototype", () => {
  const value = parseKeepingRaw(`{"__proto__":{"raw":1},"raw":2}`, ["raw"]) as object;
  assertEquals(Object.getPrototypeOf(value), Object.prototype);
  assertEquals(Object.keys(value), ["__proto__", "raw"]);
});

Deno.test("what is no object is returned as JSON.parse returns it", () => {
  for (const text of ["null", "[1.0]", `"{"`, " 12 ", "true"]) {
    assertEquals(parseKeepingRaw(text, ["raw"]), JSON.parse(text));
  }
});

Deno.test("an empty object keeps nothing", () => {
  assertEquals(parseKeepingRaw(" { } ", ["raw"]), {});
});

Deno.test("text that is not JSON is a SyntaxError", () => {
  const texts = ["", "{", `{"raw":}`, `{"raw":1}}`, `{"raw":01}`, `{'raw':1}`, `{"raw":NaN}`]
    .concat(`{"raw":"\n"}`, `{"raw":1,}`, `{"raw":1}\u00a0`, "\ufeff{}", `{"raw":"\\x"}`);
  for (const text of texts) {
    assertThrows(() => parseKeepingRaw(text, ["raw"]), SyntaxError, undefined, text);
  }
});

Deno.test("nesting of 100,000 levels is kept without running out of stack", () => {
  const levels = 100_000;
  for (const [open, close] of [["[", "]"], [`{"a":`, "}"]] as const) {
    const document = `${open.repeat(levels)}1.10${close.repeat(levels)}`;
    assertEquals(keptText(`{"raw":${document},"b":1}`) === document, true);
  }
});

Deno.test("a string of a million escaped quotes and backslashes is kept", () => {
  const document = `"${'\\"'.repeat(500_000)}${"\\\\".repeat(500_000)}"`;
  assertEquals(keptText(`{"raw":${document}}`) === document, true);
});

Deno.test("an array is split into the texts of its elements", () => {
  const elements = DOCUMENTS.map(([, document]) => document);
  for (const space of ["", " \n\r\t"]) {
    const text = `${space}[${space}${elements.join(`${space},${space}`)}${space}]${space}`;
    assertEquals(splitRawArray(text).map((element) => element.text), elements);
    assertEquals(splitRawArray(`${space}[${space}]`), []);
  }
});
