/**
 * The keys that the local stack falls back to, so that its curl lines work when pasted.
 *
 * They are public, so `env.ts` refuses to start a function with any of them unless `SUPABASE_URL`
 * is a loopback address.
 */
export const DEVELOPMENT_KEYS = {
  INTERNAL_API_KEY: "development-internal-api-key",
  JWT_SECRET: "development-jwt-secret-of-thirty-two-bytes-or-more",
  SUPER_ADMIN_API_KEY: "development-super-admin-api-key",
  SUPER_ADMIN_JWT_SECRET: "development-super-admin-jwt-secret-of-thirty-two-bytes-or-more",
  SUPABASE_SERVICE_ROLE_KEY: "sb_secret_development-service-role-key",
} as const;
