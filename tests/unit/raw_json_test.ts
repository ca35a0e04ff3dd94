import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { JsonFault } from "../../supabase/functions/_shared/json/scalars.ts";
import { RawJson, readObject } from "../../supabase/functions/_shared/raw_json.ts";

/** What is kept of the member `raw` of an object's text. */
function keptText(text: string, name = "raw"): string {
  const kept = (readObject(text, { [name]: "raw" }) as Record<string, RawJson>)[name];
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
  assertEquals(readObject(text, { a: "scalar", raw: "scalar" }), { a: 2, raw: {} });
});

Deno.test("a member of an inner object is not kept, though it has the name", () => {
  assertEquals(readObject(`{"a":{"raw":1.10}}`, { a: "raw", raw: "raw" }), {
    a: new RawJson(`{"raw":1.10}`),
  });
});

Deno.test("an own __proto__ stays a member and changes no prototype", () => {
  const value = readObject(`{"__proto__":{"raw":1},"raw":2}`, { raw: "scalar" }) as object;
  assertEquals(Object.getPrototypeOf(value), Object.prototype);
  assertEquals(Object.keys(value), ["__proto__", "raw"]);
});

Deno.test("names that every object has are unknown members as others are", () => {
  const text = `{"constructor":1,"toString":{},"hasOwnProperty":[]}`;
  const value = readObject(text, { raw: "raw" }) as object;
  assertEquals(Object.entries(value), [
    ["constructor", null],
    ["toString", null],
    ["hasOwnProperty", null],
  ]);
});

Deno.test("scalars are built, and what is no scalar is an empty one of its kind", () => {
  const members = { a: "scalar", b: { list: "scalar", max: 9 } } as const;
  assertEquals(readObject(`{"a":[1,[2]],"b":[1.5,"x\\n",null,true,[1],{"c":1}]}`, members), {
    a: [],
    b: [1.5, "x\n", null, true, [], {}],
  });
  assertEquals(readObject(`{"a":{"b":1},"b":{"0":1}}`, members), { a: {}, b: {} });
  for (const text of ["null", `"{"`, " 12 ", "true"]) {
    assertEquals(readObject(text, members), JSON.parse(text));
  }
  assertEquals(readObject(" [1.0] ", members), []);
  assertEquals(readObject(" { } ", members), {});
});

Deno.test("a list is refused at its first element too many, whatever comes behind", () => {
  const members = { a: { list: "raw", max: 2 } } as const;
  assertEquals(readObject(`{"a":[1,{}]}`, members), { a: [new RawJson("1"), new RawJson("{}")] });
  for (const text of [`{"a":[1,2,3]}`, `{"a":[1,2,nope`, `{"a":[1],"a":[[],[],[`]) {
    const error = assertThrows(() => readObject(text, members), ServiceError);
    assertEquals(error.issues, [{ path: "a", message: "Expected at most 2 items." }]);
  }
});

Deno.test("an object is refused at its first member too many, whatever comes behind", () => {
  const members = (count: number) => Array(count).fill(`"a":1`).join();
  assertEquals(readObject(`{${members(100)}}`, { a: "scalar" }), { a: 1 });
  for (const text of [`{${members(101)}}`, `{${members(100)},nope`]) {
    const error = assertThrows(() => readObject(text, { a: "scalar" }), ServiceError);
    assertEquals(error.issues, [{ path: "", message: "Expected at most 100 fields." }]);
  }
});

Deno.test("text that is not JSON is told with its place", () => {
  const texts: [text: string, at: number][] = [
    ["", 0],
    ["{", 1],
    [`{"raw":}`, 7],
    [`{"raw":1}}`, 9],
    [`{"raw":01}`, 8],
    [`{'raw':1}`, 1],
    [`{"raw":NaN}`, 7],
    [`{"raw":"\n"}`, 8],
    [`{"raw":1,}`, 9],
    [`{"raw":1}\u00a0`, 9],
    ["\ufeff{}", 0],
    [`{"raw":"\\x"}`, 9],
    [`{"raw":"\\u12g4"}`, 12],
    [`{"raw":[1,2}`, 11],
    [`{"raw":[{"a":[}`, 14],
    [`{"raw":1.}`, 9],
    [`{"raw":-}`, 8],
    [`{"raw":2e+}`, 10],
    [`{"raw":tru}`, 7],
    [`{"raw"`, 6],
    [`{"raw":"a`, 9],
    [`{"raw":[[[`, 10],
    [`{"raw" 1}`, 7],
    [`{1:1}`, 1],
    [`[1 2]`, 3],
  ];
  for (const [text, at] of texts) {
    assertThrows(() => JSON.parse(text), SyntaxError);
    const fault = assertThrows(() => readObject(text, { raw: "raw" }), JsonFault, undefined, text);
    assertEquals(fault.at, at, text);
  }
});

Deno.test("nesting of a million levels is kept without running out of stack", () => {
  const levels = 1_000_000;
  for (const [open, close] of [["[", "]"], [`{"a":`, "}"], [`[{"a":`, "}]"]] as const) {
    const document = `${open.repeat(levels)}1.10${close.repeat(levels)}`;
    assertEquals(keptText(`{"raw":${document},"b":1}`) === document, true);
    const wrong = `{"raw":${open.repeat(levels)}1${close.repeat(levels - 1)}x}`;
    assertThrows(() => keptText(wrong), JsonFault);
  }
});

Deno.test("a string of a million escaped quotes and backslashes is kept", () => {
  const document = `"${'\\"'.repeat(500_000)}${"\\\\".repeat(500_000)}"`;
  assertEquals(keptText(`{"raw":${document}}`) === document, true);
});
