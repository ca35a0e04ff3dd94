/** The client as a project of Node installs, compiles and runs it, with a database behind it. */
import { assertEquals } from "@std/assert";
import { CLIENT } from "../../scripts/generate/client.ts";
import { KEYS, ORG_A } from "../support/apps.ts";
import { useLive } from "../support/live_apps.ts";
import { serveApps } from "./service.ts";

/** What a project installs beside the client. */
const TOOLS = ["typescript@7.0.2", "@types/node@20.19.43"];
const NAMES = "createIcpJobTitlesClient, IcpJobTitlesError, rawJson";
/** How each module system gets the client, by the ending of the caller's file. */
const IMPORTS = {
  mts: `import { ${NAMES} } from "icp-job-titles-client";`,
  cts: `import client = require("icp-job-titles-client");\nconst { ${NAMES} } = client;`,
};
/** What the caller does; \`types\` is empty by default, so that it cannot use \`process\`. */
const CALLER = `
async function main(url: string, token: string, orgId: string | undefined) {
  const client = createIcpJobTitlesClient({ url, token, orgId });
  const raw_parallel_output = rawJson('{"n": 1.10}');
  const row = await client.upsert({ company_domain: "one.com", raw_parallel_output });
  const told: unknown[] = [row.company_domain];
  for await (const result of client.upsertBatch([
    { company_domain: "two.com", company_name: undefined, raw_parallel_output: { n: [1] } },
    { company_domain: "two", raw_parallel_output },
  ])) {
    told.push(result.status === "failed" ? result.error.issues[0]?.path : result.status);
  }
  for await (const { company_domain } of client.query({ fields: ["company_domain"] })) {
    told.push(company_domain);
  }
  await client.health();
  const stranger = createIcpJobTitlesClient({ url, token: "wrong", fetch, timeoutMs: 5000 });
  await stranger.query().next().catch((error: unknown) => {
    if (error instanceof IcpJobTitlesError) told.push([error.name, error.code, error.status]);
  });
  console.log(JSON.stringify(told));
}
`;
/** Compiles without the types of any platform, in every module system. */
const LIBRARY = `
import { createIcpJobTitlesClient, type BatchResult, type IcpJobTitlesRow } from "icp-job-titles-client";
export async function read(token: string): Promise<string[]> {
  const client = createIcpJobTitlesClient({ url: "https://abc.supabase.co", token });
  const domains: string[] = [];
  for await (const row of client.query({ fields: ["company_domain"] })) {
    domains.push(row.company_domain);
    // @ts-expect-error It was not asked for.
    row.org_id;
  }
  return domains;
}
export type { BatchResult, IcpJobTitlesRow };
`;
/** Beside what \`tsc --init\` writes. */
const CONFIGURATIONS: [name: string, flags: string][] = [
  ["CommonJS without types of a platform", "--module commonjs --lib es2022"],
  ["Node 16's modules", "--module node16 --lib es2022"],
  ["a bundler", "--module esnext --moduleResolution bundler --lib es2022,dom"],
  ["Node's types without the DOM's", "--module nodenext --lib es2023 --types node"],
  ["Node's types and the DOM's", "--module nodenext --lib es2023,dom --types node"],
];

const live = useLive();
let folder: string;

Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir();
  await run("npm", "init", "-y");
  await run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", CLIENT, ...TOOLS);
  await run("node_modules/.bin/tsc", "--init");
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** Runs a command of the project and returns what it writes. */
async function run(command: string, ...args: string[]): Promise<string> {
  const output = await new Deno.Command(command, { args, cwd: folder }).output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((b) => new TextDecoder().decode(b));
  if (!output.success) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout!;
}

Deno.test("a new project of Node compiles the client with tsc's defaults, and runs it by import and by require", async () => {
  await using apps = serveApps(live().createApps());
  const call = `main(${JSON.stringify(apps.url)}, "${KEYS.internalApiKey}", "${ORG_A}");`;
  for (const [ending, lines] of Object.entries(IMPORTS)) {
    await Deno.writeTextFile(`${folder}/caller.${ending}`, lines + CALLER + call);
  }
  await run("node_modules/.bin/tsc", "--skipLibCheck", "false");
  for (const caller of ["caller.mjs", "caller.cjs"]) {
    await live().database.sql`delete from icp_job_titles`;
    assertEquals(JSON.parse(await run("node", caller)), [
      "one.com",
      "upserted",
      "company_domain",
      "two.com",
      "one.com",
      ["IcpJobTitlesError", "unauthorized", 401],
    ]);
    const [row] = await live().database.sql`
      select raw_parallel_output::text as text from icp_job_titles
      where company_domain = 'one.com'`;
    assertEquals(row!.text, '{"n": 1.10}');
  }
});

for (const [name, flags] of CONFIGURATIONS) {
  Deno.test(`the client's types hold for ${name}`, async () => {
    await Deno.writeTextFile(`${folder}/library.ts`, LIBRARY);
    const strict = "--noEmit --strict --skipLibCheck false --exactOptionalPropertyTypes";
    const args = `--ignoreConfig ${strict} ${flags} library.ts`.split(" ");
    await run("node_modules/.bin/tsc", ...args);
  });
}
