/** Digests, and the comparison of secret keys in constant time. */

/** The SHA-256 of a text in UTF-8, 32 bytes. */
export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** Writes bytes in hexadecimal, in lower case. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Makes the check whether a digest is that of one of the keys.
 *
 * Every key is compared, each by all bytes of its SHA-256, so that the time reveals neither a length,
 * nor a common beginning, nor which key it was. The keys' digests are made once.
 *
 * @see https://www.w3.org/TR/webcrypto-2/ for the digest; or-ing the differences is the construction
 * of `crypto_verify_32` in NaCl.
 */
export function createKeyCheck(keys: readonly string[]): (given: Uint8Array) => Promise<boolean> {
  let digests: Promise<Uint8Array[]> | undefined;
  return async (given) => {
    digests ??= Promise.all(keys.map(sha256));
    return (await digests).reduce((found, digest) => isSameDigest(given, digest) || found, false);
  };
}

/** Whether two keys are the same, compared as by {@link createKeyCheck}. */
export async function isSameKey(given: string, expected: string): Promise<boolean> {
  return await createKeyCheck([expected])(await sha256(given));
}

function isSameDigest(a: Uint8Array, b: Uint8Array): boolean {
  return a.reduce((difference, byte, index) => difference | (byte ^ b[index]!), 0) === 0;
}
