/** What `deno task start` prints when it is ready: the address, the keys, lines to paste. */
import { SignJWT } from "jose";
import { KEY_NAMES, type KeyName } from "./keys.ts";
import type { Stack } from "./stack.ts";

/** From supabase/seed.sql. */
const ORG = "b0293785-aa7a-4234-8201-cc47305295f8";
const USER = "05e70000-0000-4000-8000-000000000001";
const API_TOKEN = "development-api-token";

/** What the text depends on besides the stack. */
export interface Circumstances {
  /** The environment, whose keys are shown by name and not by value. */
  env: Record<string, string>;
  /** How long the start took: `"3.2"`. */
  seconds: string;
  /** Whether the sample is there; without it the first line to paste makes its org. */
  sample: boolean;
}

/** Writes the text. */
export async function describeStack(stack: Stack, circumstances: Circumstances): Promise<string> {
  const { env, seconds, sample } = circumstances;
  const { url, engine, databaseUrl, keys } = stack;
  const show = (name: KeyName) => env[name] ? `$${name}` : keys[name];
  const session = await new SignJWT({ sub: USER, org_id: ORG, type: "session" })
    .setProtectedHeader({ alg: "HS256" }).setExpirationTime("7d")
    .sign(new TextEncoder().encode(keys.JWT_SECRET));
  const upsert = `${url}/functions/v1/icp-job-titles-upsert`;
  const query = `${url}/functions/v1/icp-job-titles-query`;
  const internal = [
    `Authorization: Bearer ${show("INTERNAL_API_KEY")}`,
    `x-internal-org-id: ${ORG}`,
  ];
  const one = { company_domain: "example.com" };

  return [
    "",
    `Ready after ${seconds} s at ${url} (Ctrl-C stops it)`,
    `  /functions/v1/icp-job-titles-upsert, /functions/v1/icp-job-titles-query`,
    `  /rest/v1 (served by ${engine}), /health`,
    `  database ${databaseUrl}`,
    "",
    "Keys",
    ...KEY_NAMES.map((name) =>
      `  ${name.padEnd(26)} ${env[name] ? "from the environment" : keys[name]}`
    ),
    "",
    "Lines to paste",
    "# Is everything ready?",
    `curl -s ${url}/health`,
    ...(sample ? [] : [
      "# There is no sample: make the org that the lines below use",
      writeCurl(`${url}/rest/v1/orgs`, [`apikey: ${show("SUPABASE_SERVICE_ROLE_KEY")}`], {
        id: ORG,
        name: "Sample",
        slug: "sample",
      }),
    ]),
    "# Write one company",
    writeCurl(upsert, internal, {
      company_domain: "https://www.example.com/about",
      company_name: "Example",
      raw_parallel_output: { titles: [{ title: "Head of Procurement", seniority: "head" }] },
    }),
    "# Read it back",
    writeCurl(query, internal, one),
    "# Read as a tenant, with a session token that is good for 7 days",
    writeCurl(query, [`Authorization: Bearer ${session}`], one),
    ...(sample
      ? [
        "# Read as a tenant, with an API token",
        writeCurl(query, [`Authorization: Bearer ${API_TOKEN}`], { limit: 3 }),
      ]
      : []),
    "# Read as a super-admin",
    writeCurl(query, [`Authorization: Bearer ${show("SUPER_ADMIN_API_KEY")}`], {
      org_id: ORG,
      limit: 3,
    }),
    "",
  ].join("\n");
}

/** Double quotes around headers let the shell fill in keys that are in its environment. */
function writeCurl(url: string, headers: string[], body: unknown): string {
  const flags = [...headers, "Content-Type: application/json"].map((header) => `-H "${header}"`);
  return `curl -s ${url} ${flags.join(" ")} -d '${JSON.stringify(body)}'`;
}
