/** Digests, and the comparison of secret keys in constant time. */
import { createHash, timingSafeEqual } from "node:crypto";

/**
 * The SHA-256 of a text in UTF-8, 32 bytes.
 *
 * `crypto.subtle` would send it to another thread and back, which takes 20 times as long.
 */
export function sha256(text: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(text).digest());
}

/** Converts bytes to lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Makes a check whether a digest is the SHA-256 of one of the keys.
 *
 * Every key is compared over all bytes of its digest, so the timing reveals no length, no common
 * prefix, and not which key matched. The keys are hashed once.
 */
export function createKeyCheck(keys: readonly string[]): (given: Uint8Array) => boolean {
  const digests = keys.map(sha256);
  return (given) =>
    digests.reduce((found, digest) => timingSafeEqual(given, digest) || found, false);
}

/** Whether two keys are the same, compared like {@link createKeyCheck}. */
export function isSameKey(given: string, expected: string): boolean {
  return createKeyCheck([expected])(sha256(given));
}
