import { assert, assertEquals, assertRejects } from "@std/assert";
import { ServiceError } from "../../supabase/functions/_shared/errors.ts";
import { readJsonBody } from "../../supabase/functions/_shared/http/body.ts";
import { gzip, post } from "../support/apps.ts";

const MB = 1_000_000;
const LIMITS = {
  maxBytes: 2 * MB,
  maxInflatedBytes: 3 * MB,
  members: { a: "scalar", "é": "scalar" },
} as const;

/** Reads a body that is sent in chunks of so many bytes, or in one. */
async function read(bytes: Uint8Array<ArrayBuffer>, encoding: string, chunkBytes = bytes.length) {
  const headers = { "content-encoding": encoding };
  const chunks = Array.from(
    { length: Math.ceil(bytes.length / chunkBytes) },
    (_, n) => bytes.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  );
  const body = ReadableStream.from(chunks);
  return await readJsonBody(post("/", "", headers, { body }), LIMITS);
}

async function codeOf(reading: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => reading, ServiceError)).code;
}

/** JSON of so many bytes that gzip makes hardly smaller. */
function randomJson(bytes: number): string {
  const random = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) {
    crypto.getRandomValues(random.subarray(at, at + 65_536));
  }
  return `"${Array.from(random, (byte) => String.fromCharCode(35 + byte % 57)).join("").slice(2)}"`;
}

/** A gzip that inflates to so many megabytes of spaces, about a thousandth of that in size. */
async function makeBomb(megabytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunk = new TextEncoder().encode(" ".repeat(MB));
  const spaces = ReadableStream.from(Array.from({ length: megabytes }, () => chunk));
  return new Uint8Array(
    await new Response(spaces.pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
  );
}

for (const encoding of ["gzip", "GZIP", " gzip ", "x-gzip", "X-GZip"]) {
  Deno.test(`a body is inflated when its encoding is "${encoding}"`, async () => {
    const bytes = await gzip(`{"é":"😀"}`);
    assertEquals(await read(bytes, encoding), { "é": "😀" });
    assertEquals(await read(bytes, encoding, 1), { "é": "😀" });
  });
}

for (const encoding of ["gzip, gzip", "gzip,identity", "br", "deflate", "zstd", "gzip;q=1", "*"]) {
  Deno.test(`the encoding "${encoding}" is refused`, async () => {
    assertEquals(await codeOf(read(await gzip("{}"), encoding)), "unsupported_content_encoding");
  });
}

Deno.test("a gzip that ends early is refused wherever it ends", async () => {
  const bytes = await gzip(`{"a":"${"x".repeat(100)}"}`);
  for (let length = 1; length < bytes.length; length++) {
    assertEquals(await codeOf(read(bytes.subarray(0, length), "gzip")), "malformed_gzip");
  }
});

Deno.test("a gzip of which a byte of data or checksum is other is refused", async () => {
  const bytes = await gzip(`{"a":"${randomJson(300).slice(1, -1)}"}`);
  // The header's time, flags of compression and system say nothing about the data.
  for (let at = 10; at < bytes.length; at++) {
    const broken = bytes.slice();
    broken[at]! ^= 0xff;
    const code = await codeOf(read(broken, "gzip"));
    assertEquals(code, "malformed_gzip", `byte ${at}`);
  }
});

Deno.test("what is no gzip is refused, and so is what follows one", async () => {
  const encoder = new TextEncoder();
  const whole = await gzip("{}");
  for (const text of ["{}", "\u001f", "not gzip at all", "\0".repeat(1000)]) {
    assertEquals(await codeOf(read(encoder.encode(text), "gzip")), "malformed_gzip", text);
  }
  for (const rest of ["x", "\0", "{}"]) {
    for (const chunkBytes of [1000, 1]) {
      const bytes = new Uint8Array([...whole, ...encoder.encode(rest)]);
      assertEquals(await codeOf(read(bytes, "gzip", chunkBytes)), "malformed_gzip", rest);
    }
  }
});

Deno.test("a gzip of nothing, or of what is no JSON in UTF-8, is malformed JSON", async () => {
  for (const text of ["", " ", "{", "\\u00"]) {
    assertEquals(await codeOf(read(await gzip(text), "gzip")), "malformed_json");
  }
  const latin = new Blob([new Uint8Array([0x22, 0xe9, 0x22])]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(latin).arrayBuffer());
  assertEquals(await codeOf(read(bytes, "gzip")), "malformed_json");
});

Deno.test("each cap takes as many bytes as it says and not one more", async () => {
  const { maxBytes, maxInflatedBytes } = LIMITS;
  const text = (bytes: number) => `"${"x".repeat(bytes - 2)}"`;
  assertEquals(
    await read(new TextEncoder().encode(text(maxBytes)), ""),
    text(maxBytes).slice(1, -1),
  );
  assertEquals(
    await codeOf(read(new TextEncoder().encode(text(maxBytes + 1)), "")),
    "payload_too_large",
  );
  assertEquals(
    await read(await gzip(text(maxInflatedBytes)), "gzip"),
    text(maxInflatedBytes).slice(1, -1),
  );
  assertEquals(
    await codeOf(read(await gzip(text(maxInflatedBytes + 1)), "gzip")),
    "payload_too_large",
  );
});

Deno.test("the cap on what is sent holds for gzip too, with and without content-length", async () => {
  const bytes = await gzip(randomJson(2.9 * MB));
  assert(bytes.length > LIMITS.maxBytes && bytes.length < LIMITS.maxInflatedBytes);
  for (const chunkBytes of [bytes.length, 10_000]) {
    const error = await assertRejects(() => read(bytes, "gzip", chunkBytes), ServiceError);
    assertEquals(error.message, "The body is larger than 2000000 bytes.");
  }
  const headers = { "content-encoding": "gzip", "content-length": String(bytes.length) };
  assertEquals(await codeOf(readJsonBody(post("/", bytes, headers), LIMITS)), "payload_too_large");
});

Deno.test("a bomb is refused before it is inflated much beyond the cap", async () => {
  const bomb = await makeBomb(600);
  assert(bomb.length < MB, `${bomb.length} bytes`);
  for (const chunkBytes of [bomb.length, 65_536, 100]) {
    let inflated = 0;
    const original = globalThis.DecompressionStream;
    const counting = class {
      readable: ReadableStream;
      writable: WritableStream;
      constructor(format: CompressionFormat) {
        const inner = new original(format);
        this.writable = inner.writable;
        this.readable = inner.readable.pipeThrough(
          new TransformStream({
            transform(chunk, controller) {
              inflated += chunk.length;
              controller.enqueue(chunk);
            },
          }),
        );
      }
    };
    globalThis.DecompressionStream = counting as typeof DecompressionStream;
    try {
      const code = await codeOf(read(bomb, "gzip", chunkBytes));
      assertEquals(code, "payload_too_large");
    } finally {
      globalThis.DecompressionStream = original;
    }
    assert(inflated < 20 * MB, `${inflated} bytes were inflated, chunks of ${chunkBytes}`);
  }
});
