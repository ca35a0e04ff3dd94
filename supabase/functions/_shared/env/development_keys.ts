/**
 * The local stack's default keys, so that its curl commands work when pasted.
 *
 * They are public, so they only work locally: unless `SUPABASE_URL` is a loopback address, `env.ts`
 * refuses to start a function with any of them, and `callers/api_token.ts` refuses the token.
 */
export const DEVELOPMENT_KEYS = {
  INTERNAL_API_KEY: "development-internal-api-key",
  JWT_SECRET: "development-jwt-secret-of-thirty-two-bytes-or-more",
  SUPER_ADMIN_API_KEY: "development-super-admin-api-key",
  SUPER_ADMIN_JWT_SECRET: "development-super-admin-jwt-secret-of-thirty-two-bytes-or-more",
} as const;

/** The SHA-256, in hex, of the API token that `supabase/seed.sql` stores. */
export const DEVELOPMENT_TOKEN_HASH =
  "7754f3d1e649f073599d0f6cd35775d2532ed2a8f8d1fe081182fbb3b1b92db1";

/**
 * Lists the development keys found in some values, even if they are in another case, in quotes, in
 * full-width forms, or contain invisible characters.
 */
export function findDevelopmentKeys(values: readonly (string | undefined)[]): string[] {
  const given = new Set(values.flatMap((value) => value === undefined ? [] : [fold(value)]));
  return Object.entries(DEVELOPMENT_KEYS).filter(([, key]) => given.has(fold(key)))
    .map(([name]) => name);
}

/** Whether the host of a URL is this machine: `localhost`, `127.0.0.0/8` or `[::1]`. */
export function isLoopback(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}

/** The letters and digits of a text, in lower case and in Unicode's NFKD form. */
function fold(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]/g, "");
}
