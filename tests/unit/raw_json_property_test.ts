import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { createFindings } from "../../supabase/functions/_shared/json/findings.ts";
import { JsonFault } from "../../supabase/functions/_shared/json/scalars.ts";
import { skipValue } from "../../supabase/functions/_shared/json/text.ts";
import { RawJson, readObject } from "../../supabase/functions/_shared/raw_json.ts";
import { isStorable, json, space, string } from "../support/json_texts.ts";
import { shareOf } from "../../scripts/local/share.ts";

const RUNS = { seed: 2026, numRuns: 1500 };

Deno.test("any JSON value in any place of an object is kept to the byte", () => {
  const member = fc.tuple(string, json).map(([name, value]) => `${name}:${value}`);
  const others = fc.array(member, { maxLength: 3 });
  fc.assert(
    fc.property(others, space, json, space, others, (before, a, value, b, after) => {
      const text = `{${[...before, `"kept \\ud83d"${a}:${b}${value}${a}`, ...after].join()}}`;
      const name = "kept \ud83d";
      const { [name]: kept, ...rest } = readObject(text, { [name]: "raw" }) as Record<
        string,
        RawJson
      >;
      const { [name]: parsed, ...others } = JSON.parse(text);
      assertInstanceOf(kept, RawJson);
      assertEquals(kept!.text, value);
      assertEquals(JSON.parse(kept!.text), parsed);
      assertEquals(Object.keys(rest).sort(), Object.keys(others).sort());
    }),
    RUNS,
  );
});

Deno.test("any JSON array is split into elements that parse as its own do", () => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 5 }), space, (elements, gap) => {
      const text = `{"a":[${gap}${elements.join(`${gap},${gap}`)}${gap}]${gap}}`;
      const { a } = readObject(text, { a: { list: "raw", max: 5 } }) as { a: RawJson[] };
      assertEquals(a.map((element) => element.text), elements);
    }),
    RUNS,
  );
});

Deno.test("an unstorable escape is found in exactly the values that hold such a character", () => {
  const outcomes = { found: 0, none: 0 };
  fc.assert(
    fc.property(json, (text) => {
      const findings = createFindings();
      skipValue(text, 0, findings);
      const found = findings.unstorable;
      if (found !== undefined) assert(text.includes(found));
      assertEquals(found === undefined, isStorable(text), text);
      outcomes[found === undefined ? "none" : "found"]++;
    }),
    { ...RUNS, numRuns: 4000 },
  );
  assert(outcomes.found > 50 && outcomes.none > 50, JSON.stringify(outcomes));
});

/** What JSON is made of, and what it nearly is. */
const PARTS = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "\\",
  " ",
  "\n",
  "0",
  "1",
  "-",
  "+",
  ".",
  "e",
  "E",
]
  .concat("true", "null", "fals", "a", "\\u00", '"a"', "\ufeff", "\0", "\u2028", "1e5", "NaN", "'");
const nearJson = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 8 }).map((parts) => parts.join("")),
  fc.tuple(json, fc.nat(), fc.nat({ max: 2 }), fc.constantFrom("", ...PARTS)).map(
    ([text, at, length, part]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + part + text.slice(place + length);
    },
  ),
);

Deno.test("a text is taken exactly where JSON.parse takes it", () => {
  const outcomes = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(nearJson, (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      const read = () => readObject(text, {});
      if (isJson) read();
      else assertThrows(read, JsonFault);
      outcomes[isJson ? "taken" : "refused"]++;
    }),
    { ...RUNS, numRuns: shareOf(40_000) },
  );
  const few = shareOf(4000);
  assert(outcomes.taken > few && outcomes.refused > few, JSON.stringify(outcomes));
});
