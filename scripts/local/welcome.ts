/** What `deno task start` prints when it is ready: the address, the keys, lines to paste. */
import { DEVELOPMENT_KEYS } from "../../supabase/functions/_shared/env/development_keys.ts";
import type { Stack, StackOptions } from "./stack.ts";

/** From supabase/seed.sql. */
const ORG = "b0293785-aa7a-4234-8201-cc47305295f8";
const EXAMPLE = `{"company_domain":"www.example.com","raw_parallel_output":{"titles":["Buyer"]}}`;

/** Writes the text; keys from the environment are shown by name, which the shell fills in. */
export function describeStack(stack: Stack, options: StackOptions): string {
  const { url, engine, databaseUrl, serviceKey } = stack;
  const { keys, sample } = options;
  const known: string[] = [...Object.values(DEVELOPMENT_KEYS)];
  // Made by the stack itself, nobody else has it yet.
  if (options.serviceKey === undefined) known.push(serviceKey);
  const shown = Object.entries({ ...keys, SUPABASE_SERVICE_ROLE_KEY: serviceKey })
    .map(([name, key]) => [name, known.includes(key) ? key : `$${name}`] as const);
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
# Let Claude Code read as a tenant
claude mcp add --transport http icp-job-titles ${url}/functions/v1/icp-job-titles-mcp --header "Authorization: Bearer development-api-token"
# Read as a super-admin
${writeCurl("query", SUPER_ADMIN_API_KEY, `{"org_id":"${ORG}","limit":3}`)}
`;
  return `
${url} is ready after ${(performance.now() / 1000).toFixed(1)} s. Ctrl-C stops it.
  / shows the research to people
  /functions/v1/icp-job-titles-upsert, /functions/v1/icp-job-titles-query, /docs, /health
  /functions/v1/icp-job-titles-mcp is the MCP server for agents
  /rest/v1 by ${engine}, on ${databaseUrl}

Settings, as lines of a .env: with them the backfill can be run against this stack
SUPABASE_URL=${url}
${shown.map(([name, value]) => `${name}=${value}`).join("\n")}
${sample ? lines : ""}`;
}
