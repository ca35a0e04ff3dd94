/** Requests refused for their body: its type, size, encoding, or text. */
import {
  forBoth,
  inChunks,
  jsonHeaders,
  type Refusal,
  SECRET,
  type Subject,
} from "../../support/refusals.ts";

const MALFORMED = { status: 400, code: "malformed_json" };
const NOT_JSON = { ...MALFORMED, sentence: "The body is not JSON in UTF-8" };
const at = (column: number) => ({
  ...MALFORMED,
  sentence: `The body is not JSON in UTF-8: it breaks at line 1 column ${column}.`,
});
const TOO_SHORT = {
  ...MALFORMED,
  sentence: "The body is not JSON in UTF-8: it ends too early.",
};
const NOT_UTF8 = {
  ...MALFORMED,
  sentence: "The body is not JSON in UTF-8: its bytes are not UTF-8.",
};
const EMPTY = {
  ...MALFORMED,
  sentence: "The body is empty. Send a JSON object, such as {}.",
};
const MEDIA_TYPE = {
  status: 415,
  code: "unsupported_media_type",
  sentence: "Send the header Content-Type: application/json.",
};
const ENCODING = {
  status: 415,
  code: "unsupported_content_encoding",
  sentence: "Send the body with Content-Encoding: gzip, or without one.",
};
const TOO_LARGE = { status: 413, code: "payload_too_large" };

/** A body that is refused before any field of it is looked at. */
export function bodyRefusals(subject: Subject): Refusal[] {
  const json = jsonHeaders(subject);
  const { "content-type": _, ...untyped } = json;
  const typed = (type: string) => ({ ...untyped, "content-type": type });
  const encoded = (encoding: string) => ({ ...json, "content-encoding": encoding });
  const ofLength = (length: number) => ({
    headers: { ...json, "content-length": String(length) },
    cannotTravel: "Clients write the content-length by themselves.",
  });

  return [
    ...forBoth({ name: "an empty body", body: "", ...EMPTY }),
    ...forBoth({
      name: "white space alone",
      body: " \n",
      ...TOO_SHORT,
    }),
    ...forBoth({
      name: "half an object",
      body: `{"company_domain":"${SECRET}"`,
      ...TOO_SHORT,
    }),
    ...forBoth({ name: "a trailing comma", body: `{"limit":1,}`, ...at(12) }),
    ...forBoth({ name: "two values", body: `{} {}`, ...at(4) }),
    ...forBoth({ name: "a comment", body: `{/* ${SECRET} */}`, ...NOT_JSON }),
    ...forBoth({ name: "a bare word", body: SECRET, ...NOT_JSON }),
    ...forBoth({ name: "NaN", body: `{"limit":NaN}`, ...NOT_JSON }),
    ...forBoth({
      name: "a byte that is no UTF-8",
      body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      ...NOT_UTF8,
    }),
    ...forBoth({
      name: "half a surrogate pair in bytes",
      body: new Uint8Array([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
      ...NOT_JSON,
    }),
    ...forBoth({
      name: "UTF-16",
      body: new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]),
      ...NOT_JSON,
    }),
    ...forBoth({
      name: "no content type",
      headers: untyped,
      body: new Uint8Array(2),
      ...MEDIA_TYPE,
    }),
    ...forBoth({ name: "plain text", headers: typed("text/plain"), ...MEDIA_TYPE }),
    ...forBoth({
      name: "a form",
      headers: typed("application/x-www-form-urlencoded"),
      body: `limit=${SECRET}`,
      ...MEDIA_TYPE,
    }),
    ...forBoth({ name: "JSON Lines", headers: typed("application/jsonl"), ...MEDIA_TYPE }),
    ...forBoth({
      name: "JSON in another character set",
      headers: typed("application/json; charset=iso-8859-1"),
      ...MEDIA_TYPE,
      sentence: "Send the body in UTF-8: its Content-Type names another charset.",
    }),
    ...forBoth({
      name: "two content types",
      headers: typed("application/json, text/plain"),
      ...MEDIA_TYPE,
    }),
    ...forBoth({ name: "brotli", headers: encoded("br"), ...ENCODING }),
    ...forBoth({ name: "an unknown encoding", headers: encoded(SECRET), ...ENCODING }),
    {
      name: "a content-length over the cap",
      function: "upsert",
      ...ofLength(16_000_001),
      ...TOO_LARGE,
      sentence: "The body is larger than 16000000 bytes.",
    },
    {
      name: "a content-length over the cap",
      function: "query",
      ...ofLength(1_000_001),
      ...TOO_LARGE,
      sentence: "The body is larger than 1000000 bytes.",
    },
    {
      name: "chunks over the cap",
      function: "upsert",
      body: () => inChunks(16_000_001),
      ...TOO_LARGE,
      sentence: "The body is larger than 16000000 bytes.",
    },
    {
      name: "chunks over the cap",
      function: "query",
      body: () => inChunks(1_000_001),
      ...TOO_LARGE,
      sentence: "The body is larger than 1000000 bytes.",
    },
    {
      name: "chunks over the cap with a smaller content-length",
      function: "query",
      ...ofLength(2),
      body: () => inChunks(1_000_001),
      ...TOO_LARGE,
      sentence: "The body is larger than 1000000 bytes.",
    },
  ];
}
