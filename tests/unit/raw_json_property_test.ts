import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import {
  findUnstorableEscape,
  parseKeepingRaw,
  RawJson,
  splitRawArray,
} from "../../supabase/functions/_shared/raw_json.ts";
import { isStorable, json, space, string } from "../support/json_texts.ts";

const RUNS = { seed: 2026, numRuns: 1500 };

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
      const found = findUnstorableEscape(text);
      if (found !== undefined) assert(text.includes(found));
      assertEquals(found === undefined, isStorable(text), text);
      outcomes[found === undefined ? "none" : "found"]++;
    }),
    { ...RUNS, numRuns: 4000 },
  );
  assert(outcomes.found > 50 && outcomes.none > 50, JSON.stringify(outcomes));
});
