import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import {
  createKeyCheck,
  isSameKey,
  sha256,
} from "../../supabase/functions/_shared/callers/keys.ts";

const KEY = "the-key-of-a-test/with+all=kinds_of.characters~0123456789";
const positions = Array.from(KEY, (_, index) => index);

/** How many of the given keys are taken for {@link KEY}. */
function countSame(given: string[]): number {
  const same = given.map((key) => isSameKey(key, KEY));
  return same.filter(Boolean).length;
}

Deno.test("a key is the same as itself alone", () => {
  assertEquals(countSame([KEY]), 1);
});

Deno.test("a key that differs in one bit of one character is another, at each position", () => {
  const altered = positions.flatMap((index) =>
    Array.from({ length: 7 }, (_, bit) => {
      const character = String.fromCharCode(KEY.charCodeAt(index) ^ (1 << bit));
      return KEY.slice(0, index) + character + KEY.slice(index + 1);
    })
  );
  assertEquals([altered.length, countSame(altered)], [KEY.length * 7, 0]);
});

Deno.test("a part of a key, of each length and from each end, is another", () => {
  const parts = positions.flatMap((index) => [KEY.slice(0, index), KEY.slice(index + 1)]);
  assertEquals(countSame(parts), 0);
});

Deno.test("a key with a character more, at each position, or once more behind it, is another", () => {
  const longer = [...positions, KEY.length].flatMap((index) =>
    ["\0", " ", "x", KEY].map((more) => KEY.slice(0, index) + more + KEY.slice(index))
  );
  assertEquals(countSame(longer), 0);
});

Deno.test("no key of many by chance is the same, as would be if part of a digest was compared", () => {
  const guesses = Array.from({ length: 5000 }, (_, index) => `guess-${index}`);
  assertEquals(countSame(guesses), 0);
});

Deno.test("a key is found at each place of a list, and not in a list without it", () => {
  const isOneOf = (key: string, keys: string[]) => createKeyCheck(keys)(sha256(key));
  const others = ["one", "two", "three"];
  for (const place of [0, 1, 2, 3]) {
    assertEquals(isOneOf(KEY, others.toSpliced(place, 0, KEY)), true);
  }
  assertEquals(isOneOf(KEY, [...others, `${KEY} `]), false);
  assertEquals(isOneOf("", []), false);
});

Deno.test("the digest of a text is the SHA-256 of its UTF-8", () => {
  // The second example of FIPS 180-4's tests, and the one of an empty text.
  const digests = {
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  };
  for (const [text, hex] of Object.entries(digests)) {
    assertEquals(Buffer.from(sha256(text)).toString("hex"), hex);
  }
});
