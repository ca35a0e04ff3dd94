import { assertEquals } from "@std/assert";
import { createFindings } from "../../supabase/functions/_shared/json/findings.ts";
import { skipValue } from "../../supabase/functions/_shared/json/text.ts";

const CASES: [criterion: string, text: string, expected: string | undefined][] = [
  ["a text without escapes holds none", `{"a":"😀 é"}`, undefined],
  ["NUL is found", `{"a":"x\\u0000y"}`, "\\u0000"],
  ["NUL in a name is found", `{"a\\u0000":1}`, "\\u0000"],
  ["a backslash and the letters u0000 are no NUL", `{"a":"\\\\u0000"}`, undefined],
  ["NUL after an escaped backslash is found", `{"a":"\\\\\\u0000"}`, "\\u0000"],
  ["two backslashes and the letters u0000 are no NUL", `{"a":"\\\\\\\\u0000"}`, undefined],
  ["NUL before digits is found", `"\\u00001"`, "\\u0000"],
  ["a pair is well formed", `"\\ud83d\\ude00"`, undefined],
  ["a pair in any case is well formed", `"\\uD83D\\uDe00\\udBfF\\uDFff"`, undefined],
  ["a first half alone is found", `"\\ud800"`, "\\ud800"],
  ["a first half in capitals is found", `"\\uDBFF"`, "\\uDBFF"],
  ["a second half alone is found", `"\\uDfFf"`, "\\uDfFf"],
  ["halves in the wrong order are found", `"\\ude00\\ud83d"`, "\\ude00"],
  ["a first half before a pair is found", `"\\ud83d\\ud83d\\ude00"`, "\\ud83d"],
  ["a second half after a pair is found", `"\\ud83d\\ude00\\udc00"`, "\\udc00"],
  ["halves with text between them are found", `"\\ud83d \\ude00"`, "\\ud83d"],
  ["halves in two strings are found", `["\\ud83d","\\ude00"]`, "\\ud83d"],
  ["halves with an escape between them are found", `"\\ud83d\\n\\ude00"`, "\\ud83d"],
  ["a half and letters that look like its other half are found", `"\\ud83d\\\\ude00"`, "\\ud83d"],
  ["letters that look like a half are fine", `"\\\\ud83d"`, undefined],
  ["the neighbours of the surrogates are fine", `"\\ud7ff\\ue000\\uFFFF"`, undefined],
  ["quotes and solidi between escapes are fine", `"\\"\\/\\u0041\\\\"`, undefined],
];

for (const [criterion, text, expected] of CASES) {
  Deno.test(criterion, () => {
    JSON.parse(text);
    const findings = createFindings();
    skipValue(text, 0, findings);
    assertEquals(findings.unstorable, expected);
  });
}
