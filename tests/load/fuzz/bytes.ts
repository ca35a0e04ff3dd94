/** Bodies as bytes: texts that were damaged on their way, and gzip of every kind. */
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { concatenate } from "../../../supabase/functions/_shared/streams.ts";
import { toBytes } from "./plan.ts";

const OPERATIONS = ["cut", "behead", "flip", "insert", "overwrite", "repeat"] as const;

/** Controls, BOM, half a surrogate pair, overlong, beyond Unicode, escapes, structure. */
const NASTY = [
  ...'\0 \x1b \ufeff \u2028 \\u0000 \\ud800 { ] " , \\ : 1e9 x'.split(" ").map(toBytes),
  ...[[0xff], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80]].map((bytes) =>
    new Uint8Array(bytes)
  ),
];

/** Chunks in which a body arrives; mostly one. */
export const chunkBytes = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }) },
);

const accident = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.constantFrom(...NASTY)),
});
type Accident = typeof accident extends fc.Arbitrary<infer Value> ? Value : never;

/** A text after one to three accidents, in another encoding, or bytes that never were a text. */
export function damageText(text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 8, arbitrary: damageBytes(text.map(toBytes)) },
    { weight: 1, arbitrary: text.map((text) => toUtf16(`\ufeff${text}`)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}

function damageBytes(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const accidents = fc.array(accident, { minLength: 1, maxLength: 3 });
  return fc.tuple(bytes, accidents).map(([bytes, accidents]) => accidents.reduce(happen, bytes));
}

function happen(bytes: Uint8Array, { operation, at, bytes: other }: Accident): Uint8Array {
  const place = Math.floor(at * bytes.length);
  const before = bytes.subarray(0, place);
  const after = bytes.subarray(place);
  switch (operation) {
    case "cut":
      return before;
    case "behead":
      return after;
    case "flip":
      return bytes.map((byte, index) => index === place ? byte ^ other[0]! : byte);
    case "insert":
      return concatenate([before, other, after]);
    case "overwrite":
      return concatenate([before, other, after.subarray(other.length)]);
    case "repeat":
      return concatenate([before, after.subarray(0, 20), after]);
  }
}

function toUtf16(text: string): Uint8Array {
  return new Uint8Array(Uint16Array.from(text, (unit) => unit.charCodeAt(0)).buffer);
}

/** A compressed body, and the encoding that it is sent under. */
interface Compressed {
  body: Uint8Array;
  encoding: string;
  /** Whether it is good gzip, named so. */
  isGood: boolean;
}

/** 100 MB of spaces. */
const BOMB = gzipSync(new Uint8Array(100_000_000).fill(0x20), { level: constants.Z_BEST_SPEED });

/** Good gzip, damaged gzip, and what is none. */
export function compress(body: fc.Arbitrary<string>): fc.Arbitrary<Compressed> {
  const zipped = body.map((text) => gzipSync(text));
  const good = fc.tuple(zipped, fc.constantFrom("gzip", "x-gzip", "GZIP", " gzip "))
    .map(([body, encoding]) => ({ body, encoding, isGood: true }));
  const bad = (body: fc.Arbitrary<Uint8Array>, encoding = "gzip") =>
    body.map((body) => ({ body, encoding, isGood: false }));
  const latin1 = zipped.map((bytes) => new TextDecoder("latin1").decode(bytes));
  return fc.oneof(
    { weight: 6, arbitrary: good },
    { weight: 4, arbitrary: bad(damageBytes(zipped)) },
    bad(body.map(toBytes)),
    bad(latin1.map(toBytes)),
    bad(zipped.map((bytes) => gzipSync(bytes))),
    bad(fc.tuple(zipped, zipped).map(concatenate)),
    bad(body.map((text) => deflateSync(text))),
    bad(body.map((text) => deflateRawSync(text))),
    bad(body.map((text) => brotliCompressSync(text)), "br"),
    bad(zipped, "gzip, gzip"),
    bad(body.map((text) => deflateSync(text)), "deflate"),
    bad(fc.constant(BOMB)),
  );
}
