/** What `deno task start` prints when it is ready: the address, the keys, lines to paste. */
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/development_keys.ts";
import type { Stack, StackOptions } from "./stack.ts";

/** From supabase/seed.sql. */
const ORG = "b0293785-aa7a-4234-8201-cc47305295f8";
const EXAMPLE = `{"company_domain":"www.example.com","raw_parallel_output":{"titles":["Buyer"]}}`;

/** Writes the text; keys from the environment are shown by name, which the shell fills in. */
export function describeStack(stack: Stack, { keys, sample }: StackOptions): string {
  const { url, engine, databaseUrl } = stack;
  const isPublic = (key: string) => Object.values<string>(DEVELOPMENT_KEYS).includes(key);
  const shown = Object.entries(keys)
    .map(([name, key]) => [name, isPublic(key) ? key : `$${name}`] as const);
  const { INTERNAL_API_KEY, SUPER_ADMIN_API_KEY } = Object.fromEntries(shown);
  const writeCurl = (name: string, token: string | undefined, body: string, header = "") =>
    `curl -s ${url}/functions/v1/icp-job-titles-${name} -H "Authorization: Bearer ${token}"` +
    `${header} -H "Content-Type: application/json" -d '${body}'`;
  const org = ` -H "x-internal-org-id: ${ORG}"`;
  const lines = `
Lines to paste
# Write one company
${writeCurl("upsert", INTERNAL_API_KEY, EXAMPLE, org)}
# Read it back
${writeCurl("query", INTERNAL_API_KEY, `{"company_domain":"example.com"}`, org)}
# Read as a tenant
${writeCurl("query", "development-api-token", `{"limit":3}`)}
# Read as a super-admin
${writeCurl("query", SUPER_ADMIN_API_KEY, `{"org_id":"${ORG}","limit":3}`)}
`;
  return `
${url} is ready after ${(performance.now() / 1000).toFixed(1)} s. Ctrl-C stops it.
  /functions/v1/icp-job-titles-upsert, /functions/v1/icp-job-titles-query, /docs, /health
  /rest/v1 by ${engine}, on ${databaseUrl}

Keys
${shown.map(([name, value]) => `  ${name.padEnd(26)} ${value}`).join("\n")}
${sample ? lines : ""}`;
}
