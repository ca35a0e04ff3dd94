import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import {
  findUnstorableEscape,
  parseKeepingRaw,
  RawJson,
  splitRawArray,
} from "../../supabase/functions/_shared/raw_json.ts";

const RUNS = { seed: 2026, numRuns: 1500 };

const space = fc.stringMatching(/^[ \t\n\r]{0,3}$/);
const number = fc.stringMatching(/^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/);
const unit = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 3 }).map((text) =>
    JSON.stringify(text).slice(1, -1)
  ),
  fc.constantFrom("\\\\", '\\"', "\\/", "\\u005c", "\\u0022", "{", "}", "[", "]", ",", ":", "'"),
  fc.integer({ min: 0, max: 0xffff }).map((code) => `\\u${code.toString(16).padStart(4, "0")}`),
);
const string = fc.array(unit, { maxLength: 4 }).map((units) => `"${units.join("")}"`);

/** Texts of JSON values: any nesting, any white space, any spelling of strings and numbers. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(number, string, fc.constantFrom("true", "false", "null")),
    fc.tuple(space, fc.array(fc.tuple(space, tie("json"), space), { maxLength: 4 }))
      .map(([inner, elements]) => `[${elements.map((parts) => parts.join("")).join() || inner}]`),
    fc.tuple(
      space,
      fc.array(fc.tuple(space, string, space, space, tie("json"), space), { maxLength: 4 }),
    ).map(([inner, members]) => {
      const texts = members.map(([a, name, b, c, value, d]) => `${a}${name}${b}:${c}${value}${d}`);
      return `{${texts.join() || inner}}`;
    }),
  ),
}));

Deno.test("any JSON value in any place of an object is kept to the byte", () => {
  const member = fc.tuple(string, json).map(([name, value]) => `${name}:${value}`);
  const others = fc.array(member, { maxLength: 3 });
  fc.assert(
    fc.property(others, space, json, space, others, (before, a, value, b, after) => {
      const text = `{${[...before, `"kept \\ud83d"${a}:${b}${value}${a}`, ...after].join()}}`;
      const name = "kept \ud83d";
      const { [name]: kept, ...rest } = parseKeepingRaw(text, [name]) as Record<string, RawJson>;
      const { [name]: parsed, ...expected } = JSON.parse(text);
      assertInstanceOf(kept, RawJson);
      assertEquals(kept!.text, value);
      assertEquals(JSON.parse(kept!.text), parsed);
      assertEquals(rest, expected);
    }),
    RUNS,
  );
});

Deno.test("any JSON array is split into elements that parse as its own do", () => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 5 }), space, (elements, gap) => {
      const text = `${gap}[${gap}${elements.join(`${gap},${gap}`)}${gap}]${gap}`;
      assertEquals(splitRawArray(text).map((element) => element.text), elements);
    }),
    RUNS,
  );
});

Deno.test("an unstorable escape is found in exactly the values that hold such a character", () => {
  const outcomes = { found: 0, none: 0 };
  fc.assert(
    fc.property(json, (text) => {
      const isStorable = holdsOnlyStorableText(JSON.parse(text), text);
      const found = findUnstorableEscape(text);
      if (found !== undefined) assert(text.includes(found));
      assertEquals(found === undefined, isStorable, text);
      outcomes[isStorable ? "none" : "found"]++;
    }),
    { ...RUNS, numRuns: 4000 },
  );
  assert(outcomes.found > 50 && outcomes.none > 50, JSON.stringify(outcomes));
});

/** The rule said by other means: every string of the text is well formed and has no NUL. */
function holdsOnlyStorableText(value: unknown, text: string): boolean {
  assert(value !== undefined);
  const strings = text.match(/"(?:[^"\\]|\\.)*"/gs) ?? [];
  return strings.map((string) => JSON.parse(string) as string)
    .every((string) => string.isWellFormed() && !string.includes("\0"));
}
