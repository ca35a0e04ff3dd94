/** Parts of documents, read while they arrive in pieces: RFC 6901, and what outlines tell. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { JsonWalker } from "../../supabase/functions/icp-job-titles-mcp/document/json_walker.ts";
import { PartReader } from "../../supabase/functions/icp-job-titles-mcp/document/part_reader.ts";
import { jsonPointer, writePointer } from "../../supabase/functions/_shared/contract/pointer.ts";
import { shareOf } from "../../scripts/local/share.ts";

const ROOM = 20_000;

/** Reads a part of a text that arrives in chunks of some size. */
function readPart(text: string, pointer: string, { chunk = 7, offset = 0, room = ROOM } = {}) {
  const reader = new PartReader(jsonPointer.parse(pointer), offset, room);
  const walker = new JsonWalker(reader);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += chunk) {
    const piece = bytes.subarray(at, at + chunk);
    reader.beginChunk(piece);
    walker.push(piece);
    reader.endChunk();
  }
  assert(walker.isComplete);
  return reader;
}

/** The example of RFC 6901, section 5. */
const RFC_DOCUMENT = String
  .raw`{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}`;

for (
  const [pointer, whole] of [
    ["", RFC_DOCUMENT],
    ["/foo", `["bar","baz"]`],
    ["/foo/0", `"bar"`],
    ["/", "0"],
    ["/a~1b", "1"],
    ["/c%d", "2"],
    ["/e^f", "3"],
    ["/g|h", "4"],
    ["/i\\j", "5"],
    [`/k"l`, "6"],
    ["/ ", "7"],
    ["/m~0n", "8"],
    // Not `/`: the escapes are read from the right.
    ["/~01", undefined],
    ["/foo/2", undefined],
    ["/foo/00", undefined],
    ["/foo/-", undefined],
    ["/foo/0/x", undefined],
    ["/Foo", undefined],
  ] as const
) {
  Deno.test(`the pointer ${JSON.stringify(pointer)} leads to ${whole ?? "nothing"}`, () => {
    assertEquals(readPart(RFC_DOCUMENT, pointer).part?.whole, whole);
  });
}

Deno.test("a name that looks like an index, and an index that looks like a name, are told apart", () => {
  const text = `{"0":{"01":"name"},"list":[{"0":"first"}]}`;
  assertEquals(readPart(text, "/0/01").part?.whole, `"name"`);
  assertEquals(readPart(text, "/list/0/0").part?.whole, `"first"`);
  assertEquals(readPart(text, "/list/01").part, undefined);
});

for (const pointer of ["a", "/~", "/~2", "/a~", "#/a", " /a"]) {
  Deno.test(`${JSON.stringify(pointer)} is no JSON Pointer`, () => {
    assertEquals(jsonPointer.safeParse(pointer).success, false);
  });
}

Deno.test("numbers are read as they are stored", () => {
  const text = `{"n":[9007199254740993,1.10,-0.0,1e-400]}`;
  assertEquals(readPart(text, "/n").part?.whole, "[9007199254740993,1.10,-0.0,1e-400]");
  assertEquals(readPart(text, "/n/3").part?.whole, "1e-400");
});

Deno.test("where a part is missing, the nearest is known", () => {
  assertEquals(readPart(`{"a":{"b":[1]}}`, "/a/b/7/x").nearest, { kind: "array", depth: 2 });
  assertEquals(readPart(`{"a":{"b":[1]}}`, "/x").nearest, { kind: "object", depth: 0 });
});

/** Every value of a document by its pointer. */
function* listParts(value: unknown, tokens: string[] = []): Generator<[string, unknown]> {
  yield [writePointer(tokens), value];
  if (typeof value !== "object" || value === null) return;
  for (const [token, child] of Object.entries(value)) yield* listParts(child, [...tokens, token]);
}

/** An object, as every document is. */
const document = fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" }).map((value) => ({ value }));

Deno.test("every part of any document is found, whole, in pieces of any size", () => {
  fc.assert(fc.property(document, fc.integer({ min: 1, max: 40 }), (value, chunk) => {
    const text = JSON.stringify(value);
    for (const [pointer, part] of listParts(JSON.parse(text))) {
      if (pointer.length > 500) continue;
      const { part: found } = readPart(text, pointer, { chunk });
      assertEquals(found?.whole, JSON.stringify(part));
      assertEquals(found?.bytes, new TextEncoder().encode(JSON.stringify(part)).length);
    }
  }));
});

Deno.test("an outline names parts that exist, with their true kinds and sizes", () => {
  fc.assert(fc.property(document, fc.integer({ min: 500, max: 5000 }), (value, room) => {
    const text = JSON.stringify(value);
    const { part } = readPart(text, "", { room });
    const parts = new Map(listParts(JSON.parse(text)));
    const entries: Record<string, unknown>[] = JSON.parse(part!.outline.writeEntries());
    for (const { pointer, kind, bytes, members, items, ...entry } of entries) {
      if (pointer === null) continue;
      assert(parts.has(String(pointer)), String(pointer));
      const child = parts.get(String(pointer));
      const own = JSON.stringify(child);
      assertEquals(bytes, new TextEncoder().encode(own).length);
      if (Array.isArray(child)) assertEquals([kind, items], ["array", child.length]);
      else if (typeof child === "object" && child !== null) {
        assertEquals([kind, members], ["object", Object.keys(child).length]);
      } else if ("value" in entry) assertEquals(JSON.stringify(entry.value), own);
      else assert(String(child).startsWith(String(entry.begins)));
    }
  }));
});

Deno.test("by its offsets the outline of a long list names each element once", () => {
  const text = JSON.stringify({ list: Array.from({ length: 3000 }, (_, n) => ({ n })) });
  const seen: string[] = [];
  let offset: number | undefined = 0;
  while (offset !== undefined) {
    const { part }: PartReader = readPart(text, "/list", { offset, chunk: 1000 });
    const entries: { pointer: string }[] = JSON.parse(part!.outline.writeEntries());
    seen.push(...entries.map(({ pointer }) => pointer).filter((p) => /^\/list\/\d+$/.test(p)));
    assert(part!.outline.nextOffset !== offset);
    offset = part!.outline.nextOffset;
  }
  assertEquals(seen, Array.from({ length: 3000 }, (_, n) => `/list/${n}`));
});

Deno.test("by its offsets a long text is read whole", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 300, maxLength: 2000 }), (string) => {
      const text = JSON.stringify({ string: string.toWellFormed() });
      let read = "";
      let offset: number | undefined = 0;
      while (offset !== undefined) {
        const { part }: PartReader = readPart(text, "/string", { offset, room: 400 });
        read += part!.slice!.text;
        offset = part!.slice!.nextOffset;
      }
      assertEquals(read, string.toWellFormed());
    }),
    { numRuns: shareOf(30) },
  );
});

Deno.test("a name that is longer than any pointer is told by its beginning", () => {
  const name = "n".repeat(20_000);
  const text = JSON.stringify({ [name]: { inner: 1 }, after: 2 });
  const entries = JSON.parse(readPart(text, "").part!.outline.writeEntries());
  assertEquals(
    entries.map(({ pointer, name_begins }: Record<string, unknown>) => pointer ?? name_begins),
    ["n".repeat(100), "inner", "/after"],
  );
  assertEquals(readPart(text, "/after").part?.whole, "2");
});

Deno.test("500 levels and 10,000 names are walked", () => {
  const deep = "[".repeat(500) + "1.10" + "]".repeat(500);
  assertEquals(readPart(deep, "/0".repeat(249)).part?.bytes, 1000 - 498 + 4);
  const wide = JSON.stringify(
    Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])),
  );
  assertEquals(readPart(wide, "/k9999").part?.whole, "9999");
});
