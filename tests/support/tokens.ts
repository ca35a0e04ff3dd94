/** API tokens as the database knows them. */

/** The SHA-256 of a token in hexadecimal, as `api_tokens.token_hash` holds it. */
export async function hashToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return new Uint8Array(digest).toHex();
}
