/** Requests refused for what a batch is made of, or for their gzip. */
import { BATCH_PATHS, gzip } from "../../support/apps.ts";
import {
  forBoth,
  jsonHeaders,
  type Refusal,
  SECRET,
  type Subject,
} from "../../support/refusals.ts";

const INVALID = { status: 422, code: "validation_failed" };
const UNKNOWN = "Unknown field. Remove it, or check its spelling.";
const ITEM = `{"company_domain":"a.com","raw_parallel_output":{"a":"${SECRET}"}}`;

/** A fault of a batch as a whole. */
function invalid(name: string, body: string, issue: string): Refusal {
  const at = issue.slice(0, issue.indexOf(":")) || "the body";
  const sentence = `The body is not valid: see ${at} in issues.`;
  const path = BATCH_PATHS[0]!;
  return { name, function: "upsert", path, body, ...INVALID, sentence, issues: [issue] };
}

const noList = (type: string) => `items: Expected array, received ${type}.`;

const MALFORMED = {
  status: 400,
  code: "malformed_gzip",
  sentence: "The body is not gzip, or not all of it.",
};

const zipped = await gzip(`{"company_domain":"${SECRET}.com"}`);
const spaces = new TextEncoder().encode(" ".repeat(1_000_000));
const bomb = new Uint8Array(
  await new Response(
    ReadableStream.from(Array.from({ length: 200 }, () => spaces))
      .pipeThrough(new CompressionStream("gzip")),
  ).arrayBuffer(),
);

const GZIP_FAULTS: [name: string, body: Uint8Array<ArrayBuffer>][] = [
  ["text under the name of gzip", new TextEncoder().encode(`{"a":"${SECRET}"}`)],
  ["a gzip that is cut", zipped.subarray(0, -1)],
  ["a gzip that is cut in its header", zipped.subarray(0, 5)],
  ["a gzip with another checksum", zipped.with(zipped.length - 6, zipped.at(-6)! ^ 1)],
  ["a gzip with something after it", new Uint8Array([...zipped, 0])],
  ["an empty body under the name of gzip", new Uint8Array()],
];

/** A batch that is refused as a whole. */
export const batchRefusals = (): Refusal[] => [
  invalid("no items", `{}`, "items: Required."),
  invalid("an empty list", `{"items":[ ]}`, "items: Expected at least 1 items."),
  invalid(
    "501 items",
    `{"items":[${Array(501).fill(ITEM)}]}`,
    "items: Expected at most 500 items.",
  ),
  invalid("items of null", `{"items":null}`, noList("null")),
  invalid("an object as items", `{"items":{"0":${ITEM}}}`, noList("object")),
  invalid("text as items", `{"items":"[${SECRET}]"}`, noList("string")),
  invalid("a list as the body", `[${ITEM}]`, ": Expected object, received array."),
  invalid("an item as the body's field", `{"items":[${ITEM}],"nope":1}`, `nope: ${UNKNOWN}`),
];

/** A body that is no gzip, or too much of it. */
export function gzipRefusals(subject: Subject): Refusal[] {
  const encoded = (encoding: string) => ({ ...jsonHeaders(subject), "content-encoding": encoding });
  return [
    ...GZIP_FAULTS.flatMap(([name, body]) =>
      forBoth({ name, headers: encoded("gzip"), body, ...MALFORMED })
    ),
    ...forBoth({
      name: "a small gzip of 200 MB",
      headers: encoded("gzip"),
      body: bomb,
      status: 413,
      code: "payload_too_large",
      sentence: /^The body is larger than (1000000|20000000) bytes\.$/,
    }),
    ...["gzip, gzip", "gzip, br", "deflate"].flatMap((encoding) =>
      forBoth({
        name: `the encoding ${encoding}`,
        headers: encoded(encoding),
        status: 415,
        code: "unsupported_content_encoding",
        sentence: "Send the body with Content-Encoding: gzip, or without one.",
      })
    ),
  ];
}
