/** Texts of JSON, spelled in every way that the grammar allows. */
import fc from "fast-check";

/** White space as JSON has it, or none. */
export const space = fc.stringMatching(/^[ \t\n\r]{0,3}$/);

const number = fc.stringMatching(/^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/);
const unit = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 3 }).map((text) =>
    JSON.stringify(text).slice(1, -1)
  ),
  fc.constantFrom("\\\\", '\\"', "\\/", "\\u005c", "\\u0022", "{", "}", "[", "]", ",", ":", "'"),
  fc.integer({ min: 0, max: 0xffff }).map((code) => `\\u${code.toString(16).padStart(4, "0")}`),
);

/** Strings with their quotes, of any characters and escapes, halves of surrogate pairs too. */
export const string = fc.array(unit, { maxLength: 4 }).map((units) => `"${units.join("")}"`);

/** Any value, and objects: any nesting, any white space, any spelling of strings and numbers. */
export const { json, object } = fc.letrec<{ json: string; object: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(number, string, fc.constantFrom("true", "false", "null")),
    fc.tuple(space, fc.array(fc.tuple(space, tie("json"), space), { maxLength: 4 }))
      .map(([inner, elements]) => `[${elements.map((parts) => parts.join("")).join() || inner}]`),
    tie("object"),
  ),
  object: fc.tuple(
    space,
    fc.array(fc.tuple(space, string, space, space, tie("json"), space), { maxLength: 4 }),
  ).map(([inner, members]) => {
    const texts = members.map(([a, name, b, c, value, d]) => `${a}${name}${b}:${c}${value}${d}`);
    return `{${texts.join() || inner}}`;
  }),
}));

/** Whether JSONB can hold every string of a JSON text: each is well formed and has no NUL. */
export function isStorable(text: string): boolean {
  const strings = text.match(/"(?:[^"\\]|\\.)*"/gs) ?? [];
  return strings.map((string) => JSON.parse(string) as string)
    .every((string) => string.isWellFormed() && !string.includes("\0"));
}
