import { assertEquals, assertThrows } from "@std/assert";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { requireJson } from "../../supabase/functions/_shared/http/media_type.ts";

const TAKEN = [
  "application/json",
  "Application/JSON",
  " application/json\t",
  "application/json;",
  "application/json ;; ",
  "application/json; charset=utf-8",
  "application/json;charset=UTF8",
  "application/json;\tcharset=utf-8",
  "application/json\t;\tcharset\t=\tutf-8\t",
  'application/json; CharSet="utf\\-8"',
  `application/json; charset="UTF-8";`,
  "application/json; charset=unicode-1-1-utf-8",
  "application/json; charset=",
  "application/json; charset",
  "application/json; charset=utf-8; charset=utf8",
  "application/json;odata.metadata=none;IEEE754Compatible=true",
  "application/json; odata.metadata=minimal; charset=utf-8; odata.streaming=true",
  'application/json; version=1.2+x; profile="https://example.com/a;charset=latin1,b"',
  `application/json; a="\\";charset=latin1"`,
  `application/json; a="not closed; charset=latin1`,
  'application/json; =x; y; "z"; é=ü',
  "application/json; charset*=latin1''x; xcharset=latin1",
  "application/json, application/json; charset=utf-8",
  "application/json; charset=utf-8,",
  `application/json; a="x, y"`,
];

for (const type of TAKEN) {
  Deno.test(`a body with Content-Type ${JSON.stringify(type)} is JSON in UTF-8`, () => {
    requireJson(type);
  });
}

const NO_JSON = [
  null,
  "",
  ";application/json",
  "; charset=utf-8",
  "text/json",
  "application/jsonl",
  "application/json5; charset=utf-8",
  "application/ld+json",
  "application/problem+json; charset=utf-8",
  "application/json charset=utf-8",
  "application /json",
  "application/json\u00a0",
  `"application/json"`,
  "application/x-www-form-urlencoded; x=application/json",
  "text/plain, application/json",
  "application/json, text/plain",
  "*/*",
];
const OTHER_CHARSETS = ["iso-8859-1", "latin1", "us-ascii", "utf-16", "utf-16le", "utf-7", "utf-32"]
  .concat("windows-1252", "shift_jis", "nonsense", `"utf-8`, `utf-8"`, "'utf-8'", `""`, `" "`)
  .concat("utf-8; charset=latin1", "latin1; charset=utf-8", `"utf-8" x`, "utf 8", "*");

const sentenceOf = (type: string | null) => {
  const error: ServiceError = assertThrows(() => requireJson(type), ServiceError);
  assertEquals([error.code, error.status], ["unsupported_media_type", 415]);
  return error.message;
};

for (const type of NO_JSON) {
  Deno.test(`a body with Content-Type ${JSON.stringify(type)} is not JSON`, () => {
    assertEquals(sentenceOf(type), "Send the header Content-Type: application/json.");
  });
}

for (const charset of OTHER_CHARSETS) {
  Deno.test(`a body of JSON with charset=${charset} is not in UTF-8`, () => {
    assertEquals(
      sentenceOf(`application/json; charset=${charset}`),
      "Send the body in UTF-8: its Content-Type names another charset.",
    );
  });
}
